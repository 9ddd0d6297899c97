"""How strongly a customer's own behaviour calls for a strategy: from 0 (not at all) to 3."""

from bisect import bisect_left
from collections.abc import Callable, Mapping
from enum import StrEnum

from kiosk.portrait.strategies.facts import StrategyFacts


class Behaviour(StrEnum):
    """What a strategy answers to."""

    COMPLAINT = "complaint"  # how recently they complained
    OVERDUE = "overdue"  # how long a bill has been open
    LATENESS = "lateness"  # how often they paid late this year
    FAILED_DEBITS = "failed_debits"
    RISK = "risk"
    PUNCTUALITY = "punctuality"  # how long they have paid in time
    USAGE = "usage"  # how much consumption changed
    SAVING = "saving"  # what the other tariff would have saved
    PEAK = "peak"  # how much is used in peak hours
    POWER_FACTOR = "power_factor"  # how much is missing to the limit
    PAYING_CHANNEL = "paying_channel"  # how settled the habit is
    NOTICE_CHANNEL = "notice_channel"
    NEED = "need"  # a need is not weighed


def strength_of(behaviour: Behaviour, facts: StrategyFacts) -> int:
    """From 0 to 3."""
    return _STRENGTHS[behaviour](facts)


def _binned(*bounds: int) -> Callable[[int], int]:
    """0 up to and including the first bound, 3 above the third."""
    return lambda value: bisect_left(bounds, value)


_AFTER_COMPLAINT = {0: 3, 1: 3} | dict.fromkeys(range(2, 7), 2)  # full months; later: 1
_OVERDUE_DAYS = _binned(0, 3, 7)  # a bill open for more than a week comes before all advice on how to pay
_LATE_BILLS = _binned(0, 1, 3)
_FAILED = _binned(0, 1, 2)
_RISK_POINTS = _binned(19, 49, 74)
_STREAK = _binned(5, 11, 23)
_CHANGE = _binned(100, 300, 500)  # per mille
_SAVING_FEN = _binned(0, 5_000, 20_000)
_PEAK_SHARE = _binned(300, 450, 600)
_SHORT = _binned(0, 50, 100)
_SHARE = _binned(499, 699, 849)

_STRENGTHS: Mapping[Behaviour, Callable[[StrategyFacts], int]] = {
    Behaviour.COMPLAINT: lambda f: 0 if f.complaint_months is None else _AFTER_COMPLAINT.get(f.complaint_months, 1),
    Behaviour.OVERDUE: lambda f: _OVERDUE_DAYS(f.days_overdue),
    Behaviour.LATENESS: lambda f: _LATE_BILLS(f.late_bills),
    Behaviour.FAILED_DEBITS: lambda f: _FAILED(f.failed_debits),
    Behaviour.RISK: lambda f: _RISK_POINTS(f.risk_points),
    Behaviour.PUNCTUALITY: lambda f: _STREAK(f.streak),
    Behaviour.USAGE: lambda f: 0 if f.year_on_year is None else _CHANGE(abs(f.year_on_year - 1_000)),
    Behaviour.SAVING: lambda f: _SAVING_FEN(f.saving_fen or 0),
    Behaviour.PEAK: lambda f: _PEAK_SHARE(f.peak_share or 0),
    Behaviour.POWER_FACTOR: lambda f: _SHORT(f.power_factor_short),
    Behaviour.PAYING_CHANNEL: lambda f: _SHARE(f.pays_by_share),
    Behaviour.NOTICE_CHANNEL: lambda f: _SHARE(f.notices_by_share),
    Behaviour.NEED: lambda _: 3,
}
