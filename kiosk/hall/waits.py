"""How long people will wait, as they are told: a range in steps of five minutes, never a promise to the minute."""

from collections.abc import Collection
from math import ceil, sqrt

from kiosk.hall.hall import Hall
from kiosk.tickets import sessions
from kiosk.tickets.estimate import Group
from kiosk.tickets.estimate import estimate as estimated
from kiosk.tickets.values import LongLine, Order
from kiosk.wire import LongWait

STEP_MIN = 5
FOUR_IN_FIVE = 0.84
"""Standard deviations above the mean within which four in five fall."""


def estimate(ahead: int, counters: int, mean_service_min: float) -> tuple[int, int]:
    """Minutes from and to, for somebody with ``ahead`` people before them at ``counters`` open windows.

    The wait is a sum of n + 1 services shared by c windows: mean (n + 1)·s/c and, for exponential services,
    standard deviation √(n + 1)·s/c. The range goes from the mean to what four in five do not exceed.

    >>> estimate(7, 3, 5.0)
    (15, 20)
    """
    each = mean_service_min / max(1, counters)
    mean, spread = (ahead + 1) * each, sqrt(ahead + 1) * each
    return _up(mean), _up(mean + FOUR_IN_FIVE * spread)


def long_wait(hall: Hall, order: Order, line: LongLine) -> LongWait:
    """What somebody is asked before they get a number behind ``line``, by how the hall works now if known."""
    minutes_from, minutes_to = _by_the_hall(order, line) or _by_the_settings(hall, line)
    return LongWait(
        message=f"{line.ahead} people are ahead; ask again with accepts_wait",
        ahead=line.ahead,
        minutes_from=minutes_from,
        minutes_to=minutes_to,
    )


def _by_the_hall(order: Order, line: LongLine) -> tuple[int, int] | None:
    if order.situation is None:
        return None
    lane = order.decision.direction.place
    found = estimated(lane, {Group(lane, order.service or ""): line.ahead}, order.situation)
    return (found.span.from_min, found.span.to_min) if found else None


def _by_the_settings(hall: Hall, line: LongLine) -> tuple[int, int] | tuple[None, None]:
    serving = _serving(hall, line.lanes)
    return estimate(line.ahead, serving, hall.settings.calling.mean_service_min) if serving else (None, None)


def _serving(hall: Hall, lanes: Collection[str]) -> int:
    """How many windows serve ``lanes`` now; all that could, before any window of the hall has opened."""
    able = {one.window for one in hall.floor.counters if set(one.lanes) & set(lanes)}
    at_work = {one.window for one in sessions.sessions(hall.engine, hall.calendar) if not one.paused}
    return len(able & at_work) if at_work else len(able)


def _up(minutes: float) -> int:
    return ceil(minutes / STEP_MIN) * STEP_MIN
