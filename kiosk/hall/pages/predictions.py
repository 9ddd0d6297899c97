"""The managers' page about waits: what people were told, and what came true."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from kiosk.hall.pages.routes import _page, _pages, _texts
from kiosk.texts import LANGUAGES

router = APIRouter(include_in_schema=False)


@router.get("/predictions")
def predictions(request: Request) -> HTMLResponse:
    """Its script asks ``/api/predictions``, where managers only are answered."""
    pages = _pages(request)
    shared, own = _texts(pages.texts, "staff"), _texts(pages.texts, "predictions")
    texts = {language: shared[language] | own[language] for language in LANGUAGES}
    return _page("predictions.html", pages, {"texts": texts})
