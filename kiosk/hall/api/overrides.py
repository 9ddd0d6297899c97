"""What managers set by hand for one person, and its end. Every change is in the audit log."""

from datetime import date, datetime, timedelta
from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from pydantic import AwareDatetime, Field

from kiosk.hall.api.auth import TheHall, member
from kiosk.hall.api.refusals import refusals
from kiosk.hall.api.whom import AboutSomebody, key_of, key_of_ticket, shown
from kiosk.hall.hall import Hall
from kiosk.hall.problems import Refusal
from kiosk.hall.records import overrides
from kiosk.hall.records.overrides import NotOverridden, Override, OverrideElement
from kiosk.hall.staff.members import Role, StaffMember
from kiosk.wire import WireModel

_SAID = {
    NotOverridden.NO_REASON: (HTTPStatus.UNPROCESSABLE_ENTITY, "a reason of at most 500 characters is needed"),
    NotOverridden.BAD_VALUE: (HTTPStatus.UNPROCESSABLE_ENTITY, "this element cannot be set to that"),
    NotOverridden.BAD_END: (HTTPStatus.UNPROCESSABLE_ENTITY, "the end must lie in the future, at most a year away"),
    NotOverridden.NO_SUCH_OVERRIDE: (HTTPStatus.NOT_FOUND, "there is no such override"),
    NotOverridden.OVER: (HTTPStatus.CONFLICT, "this override is over"),
}

router = APIRouter(prefix="/api/overrides", tags=["records"], responses=refusals(401, 403, 422))
TheManager = Annotated[StaffMember, Depends(member(Role.MANAGER))]


class OverrideRequest(AboutSomebody):
    """``value``: a class 1-3, the id of a lane, or one of the ways to treat somebody. ``until``: its end; of a day,
    the end of that business day."""

    element: OverrideElement
    value: str = Field(max_length=40)
    reason: str = Field(max_length=500, repr=False)
    until: AwareDatetime | date = Field(union_mode="left_to_right")


class OverrideModel(WireModel):
    """``person``: the end of a key, the same for the same person. Local times; logins of those who decided."""

    id: UUID
    person: str
    element: OverrideElement
    value: str
    reason: str = Field(repr=False)
    made_by: str
    made_at: datetime
    until: datetime
    ended_by: str | None
    ended_at: datetime | None
    in_force: bool


@router.get("", summary="What is set by hand", responses=refusals(404, 409))
def listed(
    hall: TheHall,
    _who: TheManager,
    ticket: Annotated[UUID | None, Query(description="only of whoever holds it, those that are over too")] = None,
    days: Annotated[int, Query(ge=0, le=366, description="those that have ended in the last days, too")] = 0,
) -> tuple[OverrideModel, ...]:
    """The newest first."""
    now, ours = hall.clock(), (hall.engine, hall.settings.id)
    if ticket is not None:
        found = overrides.of_person(*ours, key_of_ticket(hall, ticket))
    else:
        found = overrides.of_hall(*ours, now - timedelta(days=days))
    return tuple(_model(hall, one, now) for one in found)


@router.post("", summary="Set by hand", status_code=HTTPStatus.CREATED, responses=refusals(404, 409))
def make(hall: TheHall, who: TheManager, request: OverrideRequest) -> OverrideModel:
    """Holds from the next time this person is identified at a kiosk, until it ends."""
    now = hall.clock()
    made = overrides.make(
        hall.engine,
        hall.settings.id,
        key_of(hall, request),
        request.element,
        request.value,
        request.reason,
        _end(hall, request.until),
        who.login,
        now,
        lanes=[lane.id for lane in hall.settings.lanes],
    )
    return _answer(hall, made, now)


@router.post("/{override}/end", summary="End it before its time", responses=refusals(404, 409))
def end(hall: TheHall, who: TheManager, override: UUID) -> OverrideModel:
    now = hall.clock()
    return _answer(hall, overrides.end(hall.engine, hall.settings.id, override, who.login, now), now)


def _end(hall: Hall, until: datetime | date) -> datetime:
    if isinstance(until, datetime):
        return until
    latest = (
        hall.local_now().date() + 2 * overrides.LONGEST
    )  # refused in any case; the last day there is has no end
    return hall.good_until(min(until, latest))


def _answer(hall: Hall, outcome: Override | NotOverridden, now: datetime) -> OverrideModel:
    if isinstance(outcome, NotOverridden):
        status, message = _SAID[outcome]
        raise Refusal(status, outcome, message)
    return _model(hall, outcome, now)


def _model(hall: Hall, one: Override, now: datetime) -> OverrideModel:
    zone = hall.settings.zone
    return OverrideModel(
        id=one.id,
        person=shown(one.person_key),
        element=one.element,
        value=one.value,
        reason=one.reason,
        made_by=one.made_by,
        made_at=one.made_at.astimezone(zone),
        until=one.until.astimezone(zone),
        ended_by=one.ended_by,
        ended_at=one.ended_at.astimezone(zone) if one.ended_at else None,
        in_force=one.in_force(now),
    )
