"""What comes of the strategies, for managers: how often each was shown, and how it ended."""

from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from kiosk.hall.api.auth import TheHall, member
from kiosk.hall.api.refusals import refusals
from kiosk.hall.hall import Hall
from kiosk.hall.records import completions
from kiosk.hall.staff.members import Role
from kiosk.portrait.strategies import Rate
from kiosk.tickets import board
from kiosk.wire import ByLanguage, WireModel

router = APIRouter(prefix="/api/strategies", tags=["staff"], responses=refusals(401, 403, 422))


class RateModel(WireModel):
    """Visits. What is neither done nor refused nor not fitting was left open; ``done_rate`` is a share of shown.

    ``does``: what the strategy asks of the clerk, with its {places} open; None when it is configured no more.
    """

    strategy: str
    does: ByLanguage | None
    shown: int
    done: int
    refused: int
    not_fitting: int
    left_open: int
    done_rate: float


class RatesReport(WireModel):
    """Most shown first. ``never_shown`` are ids of strategies nobody met in this time."""

    days: int
    version: str
    rates: tuple[RateModel, ...]
    never_shown: tuple[str, ...]


@router.get("/rates", dependencies=[Depends(member(Role.MANAGER))], summary="What comes of the strategies")
def report(hall: TheHall, days: Annotated[int, Query(ge=1, le=366)] = 7) -> RatesReport:
    """Of the last ``days`` business days, today among them. Nobody's name and nobody's notes are in it."""
    today = board.current_date(hall.engine, hall.calendar, hall.clock())
    first = datetime.combine(today - timedelta(days=days - 1), hall.calendar.starts, tzinfo=hall.settings.zone)
    found = completions.rates(hall.engine, hall.settings.id, first)
    met = {one.strategy for one in found}
    return RatesReport(
        days=days,
        version=hall.strategies.version,
        rates=tuple(_model(hall, one) for one in sorted(found, key=lambda one: (-one.shown, one.strategy))),
        never_shown=tuple(one.id for one in hall.strategies.strategies if one.id not in met),
    )


def _model(hall: Hall, one: Rate) -> RateModel:
    strategy = hall.strategies.get(one.strategy)
    return RateModel(
        strategy=one.strategy,
        does=strategy.do.by_language if strategy else None,
        shown=one.shown,
        done=one.done,
        refused=one.refused,
        not_fitting=one.not_fitting,
        left_open=one.shown - one.done - one.refused - one.not_fitting,
        done_rate=round(one.done_per_mille / 1000, 3),
    )
