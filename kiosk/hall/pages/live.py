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
    shared, own, why = (_texts(pages.texts, part) for part in ("staff", "live", "console.pause_for"))
    reasons = {
        language: {f"pause_for.{code}": words for code, words in why[language].items()} for language in LANGUAGES
    }
    texts = {language: shared[language] | own[language] | reasons[language] for language in LANGUAGES}
    return _page("live.html", pages, {"texts": texts})
