"""The reasons of a portrait again, from the figures of the nightly tables: those the pure rules give."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from kiosk.domain.customer import PaymentMethod
from kiosk.domain.portrait import Credit, Reason, RiskClass
from kiosk.portrait import risk, segment, usage
from kiosk.portrait.classes import Reading, about_class
from kiosk.portrait.credit import judged, losses
from kiosk.portrait.marks import FULL, MonthlyMark
from kiosk.portrait.risk import Features

Row = Mapping[str, Any]
"""One row of the portrait table."""

_USAGE = ("year_on_year", "trend", "peak_share", "valley_share", "load_factor", "power_factor")


def reasons(row: Row, late: Sequence[MonthlyMark]) -> Iterator[tuple[str, Reason]]:
    """Element and reason; ``late`` are the customer's bills that cost points."""
    yield from (("credit", reason) for reason in credit_from(row, late).reasons)
    yield from (("risk", reason) for reason in _risk(row))
    yield from (("usage", reason) for reason in usage.reasons_of({name: row[name] for name in _USAGE}))
    yield from (("segment", reason) for reason in _segment(row))
    if row["steps"]:
        yield "service", Reason("steps", f"steps={row['steps']}", 0)


def credit_from(row: Row, late: Sequence[MonthlyMark]) -> Credit:
    lost = losses(late, row["bills"], row["weight"], FULL - row["base"])
    theft = row["theft_on"] is not None
    return judged(row["base"], row["bonus"], lost, row["bills"], row["days_overdue"], theft, row["newcomer"])


def _risk(row: Row) -> Iterator[Reason]:
    features = Features(
        late_bills=row["late_bills"],
        worst_days=row["worst_days"],
        open_fen=row["risk_open_fen"],
        billed_fen=row["billed_fen"],
        bills=row["billed"],
        dunnings=row["dunnings"],
        method=PaymentMethod(row["method"]),
        failed_debits=row["failed_debits"],
        late_in_last_3=row["late_in_last_3"],
        late_in_3_before=row["late_in_3_before"],
        guarantee_fen=row["guarantee_fen"],
        counted_bills=row["bills"],
    )
    yield from risk.reasons_of(features)
    now = Reading(row["risk_points"], features.rated, row["breached"])
    yield from about_class(features, now, RiskClass(row["risk_class"]), row["rated"])


def _segment(row: Row) -> Iterator[Reason]:
    return segment.reasons_of(
        stubborn=row["unpaid_after_dunning"],
        theft_on=row["theft_on"],
        bad_faith=row["bad_faith"],
        dunnings=row["dunnings"],
        late=row["late_bills"],
    )
