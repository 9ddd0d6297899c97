"""The manager's live page: one figure for each question, and the flow of the day."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from kiosk.hall.pages.routes import _page, _pages, _texts
from kiosk.texts import LANGUAGES

router = APIRouter(include_in_schema=False)


@router.get("/live")
def live(request: Request) -> HTMLResponse:
    """Its script asks ``/api/live``, where managers only are answered."""
    pages = _pages(request)
    shared, own = _texts(pages.texts, "staff"), _texts(pages.texts, "live")
    texts = {language: shared[language] | own[language] for language in LANGUAGES}
    return _page("live.html", pages, {"texts": texts})
