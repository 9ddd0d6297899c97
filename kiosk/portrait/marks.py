"""The monthly mark: one closed bill judged from 0 to 100.

Ten points for being late at all, one more for each day, five for each dunning (three at most); where part was
paid in time the loss shrinks in proportion. All integers; the unpaid percentage and the loss are both rounded
down, which is in the customer's favour.

A bill is *closed* when its due date (grace included) has passed; before that it says nothing yet, even if already
paid. A closed bill is *counted* unless it is zero, disputed, estimated, or excused for hardship.
"""

from collections.abc import Iterable
from typing import NamedTuple

from kiosk.portrait.ledger import AgedLine

FULL = 100
LATE_AT_ALL = 10
PER_DUNNING = 5
DUNNINGS_CAP = 3


class MonthlyMark(NamedTuple):
    """``age`` in calendar months from the newest closed one, ``points`` 0-100, ``days_late`` <= 0 when in time."""

    age: int
    points: int
    month: int = 0
    days_late: int = 0
    unpaid_percent: int = 0
    dunnings: int = 0


def mark_points(days_late: int, unpaid_percent: int = 100, dunnings: int = 0) -> int:
    """Points of one bill: ``unpaid_percent`` of it was open at the due date (100: nothing was paid).

    >>> mark_points(20, dunnings=1)
    65
    """
    if days_late <= 0:
        return FULL
    if_nothing_paid = max(0, FULL - LATE_AT_ALL - days_late - PER_DUNNING * min(dunnings, DUNNINGS_CAP))
    return FULL - (FULL - if_nothing_paid) * unpaid_percent // FULL


def marks_of(closed: Iterable[AgedLine], day: int) -> list[MonthlyMark]:
    """The marks of the counted lines as they stand on ``day`` (an ordinal)."""
    return [_mark(aged, day) for aged in closed if aged.line.counted]


def _mark(aged: AgedLine, day: int) -> MonthlyMark:
    line = aged.line
    dunnings = min(line.dunnings_by(day), DUNNINGS_CAP) if line.dunned else 0
    if line.covered <= line.due:  # most are; what follows would find the same
        return MonthlyMark(aged.age, FULL, line.month, line.covered - line.due, 0, dunnings)
    late = line.days_late(day)
    unpaid = line.open_by(line.due) * 100 // line.amount_fen
    return MonthlyMark(aged.age, mark_points(late, unpaid, dunnings), line.month, late, unpaid, dunnings)
