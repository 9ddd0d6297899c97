"""The risk class a customer holds: slow to change, recomputed from the raw history every time, never stored.

At every month-end the points give a class. A better one is granted after three month-ends in a row with points
below its limit by five or more; a worse one is set after two in a row above it. A bill more than 30 days overdue
and dunned (a *breach*) sets class three at once, on whatever day it comes. Fewer than three counted bills: class
two, not yet rated; the first rating is taken as it is, there being nothing to hold on to.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from kiosk.domain.customer import CustomerFacts
from kiosk.domain.portrait import Reason, Risk, RiskClass
from kiosk.portrait.ledger import KEPT_MONTHS, NEVER, LedgerLine, closed_lines
from kiosk.portrait.months import last_day
from kiosk.portrait.risk import Features, class_of, features_of, points_of, reasons_of

EASED_AFTER = 3
TIGHTENED_AFTER = 2
EASE = 5  # a better class asks for this many points below its limit


@dataclass(frozen=True, slots=True)
class Reading:
    """The points on one day. ``breached``: on some day since the reading before."""

    points: int
    rated: bool = True
    breached: bool = False

    def judged(self, ease: int = 0) -> RiskClass:
        """The class this reading speaks for; with ``ease``, the class it is below the limit of by that much."""
        if self.breached:
            return RiskClass.THREE
        return class_of(self.points + max(0, ease - 1)) if self.rated else RiskClass.TWO


@dataclass(frozen=True, slots=True)
class Held:
    """The class held, and the last month-ends that speak for keeping or changing it."""

    risk_class: RiskClass = RiskClass.TWO
    rated: bool = False
    recent: tuple[Reading, ...] = ()

    def after(self, month_end: Reading) -> "Held":
        recent = (*self.recent, month_end)[-EASED_AFTER:]
        now = self.on(month_end)
        return Held(_moved(now.risk_class, recent) if self.rated else now.risk_class, now.rated, recent)

    def on(self, reading: Reading) -> "Held":
        """Between month-ends only a breach or the first rating changes anything."""
        if reading.breached or (reading.rated and not self.rated):
            return replace(self, risk_class=reading.judged(), rated=True)
        return self


def _moved(held: RiskClass, recent: Sequence[Reading]) -> RiskClass:
    if len(recent) == EASED_AFTER and (eased := max(reading.judged(EASE) for reading in recent)) < held:
        return eased
    if len(recent) >= TIGHTENED_AFTER:
        return max(held, min(reading.judged() for reading in recent[-TIGHTENED_AFTER:]))
    return held


def held_class(month_ends: Sequence[Reading], now: Reading) -> RiskClass:
    """The class held now, after ``month_ends`` (oldest first)."""
    held = Held()
    for month_end in month_ends:
        held = held.after(month_end)
    return held.on(now).risk_class


def since_settled(newest_first: Iterable[Reading]) -> list[Reading]:
    """The newest month-ends, oldest first, as far back as they can matter.

    Three in a row that speak for the same class, with and without the five points, leave that class held whatever
    came before. For most customers the last three settle it.
    """
    readings: list[Reading] = []
    for reading in newest_first:
        readings.append(reading)
        if _settled(readings[-EASED_AFTER:]):
            break
    return readings[::-1]


def _settled(readings: Sequence[Reading]) -> bool:
    if len(readings) < EASED_AFTER or not all(reading.rated or reading.breached for reading in readings):
        return False
    return len({judged for reading in readings for judged in (reading.judged(), reading.judged(EASE))}) == 1


def risk_of(facts: CustomerFacts, ledger: Sequence[LedgerLine], day: int, month: int) -> Risk:
    """The risk on ``day`` (an ordinal) of ``month``: the class held, the points of that day, and why."""
    history = _History(facts, ledger, [line for line in ledger if line.breach < NEVER])
    passed = month if day == last_day(month) else month - 1
    features = history.features(day, month)
    now = history.reading(features, last_day(passed), day)
    held = held_class(since_settled(map(history.month_end, reversed(_replayed(ledger, passed)))), now)
    rated = features.rated or held is RiskClass.THREE
    risk_class = held if rated else RiskClass.TWO
    about = about_class(features, now, risk_class, rated)
    return Risk(risk_class, now.points, rated, (*reasons_of(features), *about), date.fromordinal(day))


def month_ends_of(
    facts: CustomerFacts, ledger: Sequence[LedgerLine], day: int, month: int
) -> list[tuple[int, Reading]]:
    """Every month-end up to ``day`` that has a say in the class, oldest first: its month and its reading."""
    history = _History(facts, ledger, [line for line in ledger if line.breach < NEVER])
    passed = month if day == last_day(month) else month - 1
    return [(one, history.month_end(one)) for one in _replayed(ledger, passed)]


def _replayed(ledger: Sequence[LedgerLine], last: int) -> range:
    """The months whose ends are replayed: from the first due date on, at most 36."""
    first = min((line.due_month for line in ledger), default=last + 1)
    return range(max(first, last + 1 - KEPT_MONTHS), last + 1)


@dataclass(frozen=True, slots=True)
class _History:
    """The ledger as it stood on any day; ``breaches`` are the few lines that were ever in breach."""

    facts: CustomerFacts
    ledger: Sequence[LedgerLine]
    breaches: Sequence[LedgerLine]

    def features(self, day: int, month: int) -> Features:
        closed = closed_lines(self.ledger, day, month)
        return features_of(closed, day, self.facts.method, self.facts.guarantee_fen)

    def reading(self, features: Features, after: int, day: int) -> Reading:
        breached = any(line.in_breach(after, day) for line in self.breaches)
        return Reading(points_of(features), features.rated, breached)

    def month_end(self, month: int) -> Reading:
        day = last_day(month)
        return self.reading(self.features(day, month), last_day(month - 1), day)


def about_class(features: Features, now: Reading, held: RiskClass, rated: bool) -> Iterator[Reason]:
    """Why the class is not simply that of the points; such reasons carry no points."""
    if now.breached:
        yield Reason("long_overdue_and_dunned", f"days={features.worst_days}", 0)
    elif not rated:
        yield Reason("not_yet_rated", f"bills={features.counted_bills}", 0)
    elif held is not now.judged():
        yield Reason("class_held", f"by_points={now.judged().value}", 0)
