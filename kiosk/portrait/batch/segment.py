"""The segment, from figures already there; see ``kiosk.portrait.segment``. And the service class."""

import ibis

from kiosk.domain.customer import ComplaintOutcome
from kiosk.domain.portrait import RiskClass, Segment
from kiosk.portrait.batch.credit import full_months
from kiosk.portrait.batch.terms import Column, Table, Terms
from kiosk.portrait.segment import B_DUNNINGS, BAD_FAITH_MONTHS


def bad_faith(complaints: Table, terms: Terms) -> Table:
    """Complaints established as made in bad faith, within the time they count; no other complaint is looked at."""
    made = complaints.made_on
    counts = (
        (complaints.outcome == ComplaintOutcome.BAD_FAITH.value)
        & (made <= ibis.date(terms.as_of.isoformat()))
        & (full_months(made, terms.as_of) < BAD_FAITH_MONTHS)
    )
    bad = complaints.filter(counts)
    return bad.group_by("customer").agg(bad_faith=bad.count())


def segment(facts: Table) -> Column:
    """Of rows with unpaid_after_dunning, theft, bad_faith, dunnings and late_bills, nulls filled."""
    at_best_c = facts.theft | (facts.bad_faith > 0) | (facts.dunnings > B_DUNNINGS)
    at_best_b = (facts.dunnings > 0) | (facts.late_bills > 0)
    return ibis.cases(
        (facts.unpaid_after_dunning > 0, Segment.D.value),
        (at_best_c, Segment.C.value),
        (at_best_b, Segment.B.value),
        else_=Segment.A.value,
    )


def service_class(risk_class: Column, steps: Column) -> Column:
    return ibis.greatest(RiskClass.ONE.value, risk_class - steps)
