"""How a station treats a customer: A, B, C or D, by dunnings over the last twelve closed months and by good faith.

With n dunnings: a bill still unpaid more than 30 days after a dunning -> D; else theft or a complaint made in bad
faith, both established within 24 months -> C at best; else n = 0 and every bill paid in time -> A; n up to 4 -> B;
more -> C. Whether an A customer also has influence is for people to say, not to compute: until staff have marked
it the A is a candidate's. A complaint that is open, justified or merely not justified changes nothing: complaining
is a right.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from kiosk.domain.customer import ComplaintOutcome, CustomerFacts
from kiosk.domain.portrait import Reason, Segment
from kiosk.portrait.ledger import LONG_OVERDUE_DAYS, LedgerLine, closed_lines, ledger_of
from kiosk.portrait.months import full_months, month_number
from kiosk.portrait.portrait import THEFT_MONTHS, recent_theft

WINDOW_MONTHS = 12
B_DUNNINGS = 4  # once in three months; twice a year is once in six
BAD_FAITH_MONTHS = THEFT_MONTHS

# A station's customers by experience: of all, those who pay well, those who need a reminder, those who need a
# person of their own (the 80 / 20 rule, the 20 divided 15 / 5: shares of all customers, not of the 20).
STATION_SHARES = (80, 15, 5)


@dataclass(frozen=True, slots=True)
class Segmented:
    """``candidate``: an A that waits for staff to mark the customer's influence. Reasons carry no points."""

    segment: Segment
    as_of: date
    candidate: bool = False
    reasons: tuple[Reason, ...] = field(default=(), repr=False)


def segment_of(
    facts: CustomerFacts, as_of: date, grace_days: int = 0, ledger: Sequence[LedgerLine] | None = None
) -> Segmented:
    """For station staff only; neither the kiosk nor a public screen ever shows it.

    ``ledger``: that of the same facts and days of grace, where it is at hand.
    """
    day = as_of.toordinal()
    closed = closed_lines(ledger or ledger_of(facts, grace_days), day, month_number(as_of))
    counted = [(age, line) for age, line in closed if line.counted]
    recent = [line for age, line in counted if age < WINDOW_MONTHS]
    stubborn = [line for _, line in counted if _still_unpaid(line, day)]
    reasons = tuple(_reasons(facts, recent, stubborn, as_of))
    segment = _judged(tuple(reason.code for reason in reasons), sum(line.dunnings_by(day) for line in recent))
    return Segmented(segment, as_of, segment is Segment.A and not facts.influence, reasons)


def _judged(codes: Sequence[str], dunnings: int) -> Segment:
    if "unpaid_after_dunning" in codes:
        return Segment.D
    if "theft_confirmed" in codes or "complaint_in_bad_faith" in codes or dunnings > B_DUNNINGS:
        return Segment.C
    return Segment.B if dunnings or "late_bills" in codes else Segment.A


def _still_unpaid(line: LedgerLine, day: int) -> bool:
    return line.covered > day and line.dunnings_by(day) > 0 and day - line.dunned[0] > LONG_OVERDUE_DAYS


def _reasons(
    facts: CustomerFacts, recent: Sequence[LedgerLine], stubborn: Sequence[LedgerLine], as_of: date
) -> Iterator[Reason]:
    day = as_of.toordinal()
    return reasons_of(
        stubborn=len(stubborn),
        theft_on=facts.theft_confirmed_on if recent_theft(facts, as_of) else None,
        bad_faith=_bad_faith(facts, as_of),
        dunnings=sum(line.dunnings_by(day) for line in recent),
        late=sum(1 for line in recent if line.days_late(day) > 0),
    )


def reasons_of(
    stubborn: int, theft_on: date | str | None, bad_faith: int, dunnings: int, late: int
) -> Iterator[Reason]:
    """What speaks against someone, gravest first; ``stubborn`` bills stayed unpaid after a dunning."""
    if stubborn:
        yield Reason("unpaid_after_dunning", f"bills={stubborn}", 0)
    if theft_on:
        yield Reason("theft_confirmed", f"on={theft_on}", 0)
    if bad_faith:
        yield Reason("complaint_in_bad_faith", f"complaints={bad_faith}", 0)
    if dunnings:
        yield Reason("dunnings", f"dunnings={dunnings}", 0)
    if late:
        yield Reason("late_bills", f"bills={late}", 0)


def _bad_faith(facts: CustomerFacts, as_of: date) -> int:
    return sum(
        1
        for complaint in facts.complaints
        if complaint.outcome is ComplaintOutcome.BAD_FAITH
        and complaint.made_on <= as_of
        and full_months(complaint.made_on, as_of) < BAD_FAITH_MONTHS
    )
