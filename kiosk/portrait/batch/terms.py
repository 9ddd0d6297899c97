"""What a run is reckoned for: the day, and the month-ends before it. Days are counted from 1 January 1970."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, TypeAlias

from kiosk.portrait.ledger import KEPT_MONTHS
from kiosk.portrait.months import last_day, month_number

Table: TypeAlias = Any
"""An Ibis table expression. Ibis has no static types for its columns, so nothing is gained by a narrower name."""

Column: TypeAlias = Any
"""An Ibis column or scalar expression."""

EPOCH = date(1970, 1, 1).toordinal()
NEVER = date.max.toordinal() - EPOCH
NOW = -1  # the number of the day itself, beside those of the month-ends 0 (oldest) to 35


@dataclass(frozen=True, slots=True)
class Day:
    """A day on which the risk is read; ``since`` is the day before its stretch begins."""

    reading: int
    day: int
    month: int
    since: int


@dataclass(frozen=True)
class Terms:
    """``grace_days`` and ``hold_b_months`` are those of ``portrait_of``."""

    as_of: date
    grace_days: int = 0
    hold_b_months: int = 0

    @property
    def day(self) -> int:
        return self.as_of.toordinal() - EPOCH

    @property
    def month(self) -> int:
        return month_number(self.as_of)

    @cached_property
    def month_ends(self) -> tuple[Day, ...]:
        """The newest 36 month-ends that have passed, oldest first."""
        newest = self.month if self.as_of.toordinal() == last_day(self.month) else self.month - 1
        months = range(newest - KEPT_MONTHS + 1, newest + 1)
        return tuple(
            Day(at, last_day(month) - EPOCH, month, last_day(month - 1) - EPOCH) for at, month in enumerate(months)
        )

    @property
    def newest_month(self) -> int:
        """The newest month that is over."""
        return self.month_ends[-1].month

    @property
    def now(self) -> Day:
        return Day(NOW, self.day, self.month, self.month_ends[-1].day)
