"""The guide's tablet: who waits where, a number for somebody, another lane, a mark."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from kiosk.hall.api.auth import TheHall
from kiosk.hall.pages.routes import _page, _pages, _texts
from kiosk.texts import LANGUAGES

router = APIRouter(include_in_schema=False)


@router.get("/guide")
def guide(request: Request, hall: TheHall) -> HTMLResponse:
    """Its script asks ``/api/guide``, where guides and managers are answered."""
    pages = _pages(request)
    shared, own = _texts(pages.texts, "staff"), _texts(pages.texts, "guide")
    lanes = [
        {
            "id": lane.id,
            "kind": lane.kind,
            "open": lane.open,
            "name": lane.title.by_language,
            "place": lane.place.by_language,
        }
        for lane in hall.settings.lanes
    ]
    services = [{"id": one.id, "title": one.title.by_language} for one in hall.services.services]
    texts = {language: shared[language] | own[language] for language in LANGUAGES}
    settings = {"texts": texts, "lanes": lanes, "services": services}
    return _page("guide.html", pages, settings)
