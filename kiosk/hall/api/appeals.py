"""Appeals: taken down by whoever the customer speaks to, answered by managers. Every change is audited."""

from datetime import date, datetime, timedelta
from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from pydantic import Field

from kiosk.hall.api.auth import TheHall, member
from kiosk.hall.api.refusals import refusals
from kiosk.hall.api.whom import AboutSomebody, key_of, shown
from kiosk.hall.hall import Hall
from kiosk.hall.problems import Refusal
from kiosk.hall.records import appeals
from kiosk.hall.records.appeals import Appeal, AppealAbout, AppealOutcome, NotTaken
from kiosk.hall.staff.members import Role, StaffMember
from kiosk.wire import WireModel

_SAID = {
    NotTaken.EMPTY: (HTTPStatus.UNPROCESSABLE_ENTITY, "nothing was written"),
    NotTaken.TOO_LONG: (HTTPStatus.UNPROCESSABLE_ENTITY, "at most 2000 characters"),
    NotTaken.NO_SUCH_APPEAL: (HTTPStatus.NOT_FOUND, "there is no such appeal"),
    NotTaken.ANSWERED: (HTTPStatus.CONFLICT, "this appeal has been answered"),
    NotTaken.BAD_DATE: (HTTPStatus.UNPROCESSABLE_ENTITY, "an answer is given after the appeal, and not tomorrow"),
}

router = APIRouter(prefix="/api/appeals", tags=["records"], responses=refusals(401, 403, 422))


class AppealRequest(AboutSomebody):
    """``words``: what the customer says. ``decision``: the request id of a decision, if it is about one."""

    about: AppealAbout
    words: str = Field(max_length=2000, repr=False)
    decision: UUID | None = None


class AnswerRequest(WireModel):
    """``words``: what the customer is told. ``on``: when they were told; today, when it is left out."""

    outcome: AppealOutcome
    words: str = Field(max_length=2000, repr=False)
    on: date | None = None


class AppealModel(WireModel):
    """``person``: the end of a key, the same for the same person. ``overdue``: not answered in time."""

    id: UUID
    person: str
    about: AppealAbout
    decision: UUID | None
    words: str = Field(repr=False)
    recorded_by: str
    recorded_at: datetime
    due_on: date
    overdue: bool
    outcome: AppealOutcome | None
    answer: str | None = Field(repr=False)
    answered_on: date | None
    answered_by: str | None


@router.get("", summary="Appeals", dependencies=[Depends(member(Role.MANAGER))])
def listed(hall: TheHall, days: Annotated[int, Query(ge=0, le=1100)] = 90) -> tuple[AppealModel, ...]:
    """All that are open, by the day they are due, then those of the last ``days`` days."""
    found = appeals.of_hall(hall.engine, hall.settings.id, hall.clock() - timedelta(days=days))
    return tuple(_model(hall, one) for one in found)


@router.post("", summary="Take an appeal down", status_code=HTTPStatus.CREATED, responses=refusals(404, 409))
def take_down(
    hall: TheHall,
    who: Annotated[StaffMember, Depends(member(Role.COUNTER, Role.MANAGER))],
    request: AppealRequest,
) -> AppealModel:
    due = hall.local_now().date() + timedelta(days=hall.settings.appeals.answer_days)
    taken = appeals.take_down(
        hall.engine,
        hall.settings.id,
        key_of(hall, request),
        request.about,
        request.words,
        due,
        who.login,
        hall.clock(),
        decision=request.decision,
    )
    return _answer(hall, taken)


@router.post("/{appeal}/answer", summary="Answer it", responses=refusals(404, 409))
def answer(
    hall: TheHall, who: Annotated[StaffMember, Depends(member(Role.MANAGER))], appeal: UUID, request: AnswerRequest
) -> AppealModel:
    """The only way to close one. What follows from it, an override for instance, is another step."""
    now = hall.local_now()
    on, words = request.on or now.date(), request.words
    done = appeals.answer(hall.engine, hall.settings.id, appeal, request.outcome, words, on, who.login, now)
    return _answer(hall, done)


def _answer(hall: Hall, outcome: Appeal | NotTaken) -> AppealModel:
    if isinstance(outcome, NotTaken):
        status, message = _SAID[outcome]
        raise Refusal(status, outcome, message)
    return _model(hall, outcome)


def _model(hall: Hall, one: Appeal) -> AppealModel:
    plain = {name: getattr(one, name) for name in AppealModel.model_fields if hasattr(one, name)}
    return AppealModel(
        **plain
        | {
            "person": shown(one.person_key),
            "recorded_at": one.recorded_at.astimezone(hall.settings.zone),
            "overdue": one.is_open and one.due_on < hall.local_now().date(),
        }
    )
