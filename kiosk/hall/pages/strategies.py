"""The managers' page about strategies: how often each was shown, and what came of it."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from kiosk.hall.pages.routes import _page, _pages, _texts
from kiosk.texts import LANGUAGES

router = APIRouter(include_in_schema=False)


@router.get("/strategies")
def strategies(request: Request) -> HTMLResponse:
    """Its script asks ``/api/strategies/rates``, where managers only are answered."""
    pages = _pages(request)
    shared, own = _texts(pages.texts, "staff"), _texts(pages.texts, "strategies")
    texts = {language: shared[language] | own[language] for language in LANGUAGES}
    return _page("strategies.html", pages, {"texts": texts})
