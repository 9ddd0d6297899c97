"""The managers' page about appeals that wait for an answer, and what is set by hand."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from kiosk.hall.pages.routes import _page, _pages, _texts
from kiosk.texts import LANGUAGES

router = APIRouter(include_in_schema=False)


@router.get("/fairness")
def fairness(request: Request) -> HTMLResponse:
    """Its script asks ``/api/appeals`` and ``/api/overrides``, where managers only are answered."""
    pages = _pages(request)
    shared, own = _texts(pages.texts, "staff"), _texts(pages.texts, "fairness")
    texts = {language: shared[language] | own[language] for language in LANGUAGES}
    return _page("fairness.html", pages, {"texts": texts})
