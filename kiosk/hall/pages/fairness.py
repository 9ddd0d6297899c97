"""The managers' page about appeals that wait for an answer, and what is set by hand."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from kiosk.domain.portrait import RiskClass
from kiosk.hall.api.auth import TheHall
from kiosk.hall.pages.routes import _page, _pages, _texts
from kiosk.hall.records.overrides import LONGEST, OverrideElement, TreatAs
from kiosk.texts import LANGUAGES

router = APIRouter(include_in_schema=False)


@router.get("/fairness")
def fairness(request: Request, hall: TheHall) -> HTMLResponse:
    """Its script asks ``/api/appeals`` and ``/api/overrides``, where managers only are answered."""
    pages = _pages(request)
    shared, own = _texts(pages.texts, "staff"), _texts(pages.texts, "fairness")
    texts = {language: shared[language] | own[language] for language in LANGUAGES}
    values = {
        OverrideElement.TREAT_AS: list(TreatAs),
        OverrideElement.SERVICE_CLASS: [one.value for one in RiskClass],
        OverrideElement.LANE: [lane.id for lane in hall.settings.lanes],
    }
    lanes = {lane.id: lane.title.by_language for lane in hall.settings.lanes}
    settings = {"texts": texts, "values": values, "lanes": lanes, "longestDays": LONGEST.days - 1}
    return _page("fairness.html", pages, settings)
