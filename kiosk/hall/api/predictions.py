"""How well people were told how long they would wait. For managers."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from kiosk.hall import answers
from kiosk.hall.api.auth import TheHall, member
from kiosk.hall.api.refusals import refusals
from kiosk.hall.hall import Hall
from kiosk.hall.staff.members import Role
from kiosk.tickets import board, predictions
from kiosk.tickets.predictions import Errors, Told
from kiosk.wire import ByLanguage, WireModel

POINTS = 150

router = APIRouter(prefix="/api", tags=["staff"], responses=refusals(401, 403, 422))


class Point(WireModel):
    """One prediction: minutes expected and waited; ``inside`` the span that was told."""

    expected: float
    waited: float
    inside: bool


class LaneErrors(WireModel):
    """Minutes; ``inside`` the span that was told, ``in_time`` not later than it, both shares. ``latest`` first."""

    lane: str
    place: ByLanguage
    count: int
    mean_wait: float
    mean_error: float
    bias: float
    inside: float
    in_time: float
    latest: tuple[Point, ...]


class PredictionReport(WireModel):
    days: int
    count: int
    lanes: tuple[LaneErrors, ...]


@router.get("/predictions", dependencies=[Depends(member(Role.MANAGER))], summary="Predicted waits and real ones")
def report(hall: TheHall, days: Annotated[int, Query(ge=1, le=92)] = 7) -> PredictionReport:
    """Of the last ``days`` business days, today among them."""
    now = hall.clock()
    predictions.settle(hall.engine, hall.settings.id, now)
    today = board.current_date(hall.engine, hall.calendar, now)
    known = predictions.told(hall.engine, hall.settings.id, today - timedelta(days=days - 1))
    lanes = tuple(
        _lane(hall, one, [told for told in known if told.lane == one.lane]) for one in predictions.errors(known)
    )
    return PredictionReport(days=days, count=len(known), lanes=lanes)


def _lane(hall: Hall, one: Errors, known: list[Told]) -> LaneErrors:
    place, _ = answers.lane_words(hall.settings, one.lane)
    return LaneErrors(
        lane=one.lane,
        place=place.by_language,
        count=one.count,
        mean_wait=round(one.mean_wait_min, 1),
        mean_error=round(one.mean_error_min, 1),
        bias=round(one.bias_min, 1),
        inside=round(one.inside, 3),
        in_time=round(one.in_time, 3),
        latest=tuple(
            Point(
                expected=round(told.mean_min, 1),
                waited=round(told.waited_min, 1),
                inside=told.span.holds(told.waited_min),
            )
            for told in known[: -POINTS - 1 : -1]
        ),
    )
