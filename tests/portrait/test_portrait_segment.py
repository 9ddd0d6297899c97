"""Segments by dunnings and good faith; every hole between the published four is closed."""

from dataclasses import replace
from datetime import date

import pytest

from kiosk.domain.customer import Complaint, ComplaintOutcome, CustomerFacts
from kiosk.domain.portrait import CreditGrade, Segment
from kiosk.portrait.segment import segment_of
from tests.portrait.accounts import TODAY, account, bill, dunned, paid, payer


def dunned_times(times: int) -> CustomerFacts:
    """Three years, with so many bills of the last twelve two days late and dunned once."""
    return payer(36, late=dict.fromkeys(range(times), 2), dun_on=(1,))


@pytest.mark.parametrize(
    ("dunnings", "segment"),
    [(0, "A"), (1, "B"), (2, "B"), (4, "B"), (5, "C"), (11, "C"), (12, "C")],
)
def test_by_dunnings_of_twelve_months(dunnings: int, segment: str) -> None:
    assert segment_of(dunned_times(dunnings), TODAY).segment.value == segment


def test_dunnings_older_than_twelve_months_are_forgotten() -> None:
    assert segment_of(payer(36, late={12: 5}, dun_on=(3,)), TODAY).segment is Segment.A


def test_late_without_a_dunning_is_not_always_in_credit() -> None:
    assert segment_of(payer(12, late={3: 2}), TODAY).segment is Segment.B


def test_an_a_customer_is_a_candidate_until_staff_mark_the_influence() -> None:
    assert segment_of(payer(12), TODAY).candidate
    assert not segment_of(replace(payer(12), influence=True), TODAY).candidate
    assert not segment_of(dunned_times(1), TODAY).candidate


@pytest.mark.parametrize(("days_since_dunning", "segment"), [(30, "B"), (31, "D")])
def test_unpaid_for_more_than_thirty_days_after_a_dunning(days_since_dunning: int, segment: str) -> None:
    one = bill(1)
    since_due = (TODAY - one.due).days
    facts = account([one], dunnings=dunned(one, since_due - days_since_dunning))
    assert segment_of(facts, TODAY).segment.value == segment


def test_a_disputed_bill_makes_nobody_hostile() -> None:
    one = replace(bill(4), disputed=True)
    assert segment_of(account([one], dunnings=dunned(one, 5)), TODAY).segment is Segment.A


@pytest.mark.parametrize(
    "outcome", [ComplaintOutcome.OPEN, ComplaintOutcome.JUSTIFIED, ComplaintOutcome.NOT_JUSTIFIED]
)
def test_complaining_is_a_right(outcome: ComplaintOutcome) -> None:
    calm = payer(36)
    often = replace(calm, complaints=tuple(Complaint(date(2026, month, 1), outcome) for month in range(1, 11)))
    assert segment_of(often, TODAY) == segment_of(calm, TODAY)


@pytest.mark.parametrize(
    ("made_on", "segment"), [(date(2024, 11, 23), "C"), (date(2024, 11, 22), "A"), (date(2026, 11, 23), "A")]
)
def test_bad_faith_counts_for_two_years(made_on: date, segment: str) -> None:
    bad = replace(payer(36), complaints=(Complaint(made_on, ComplaintOutcome.BAD_FAITH),))
    assert segment_of(bad, TODAY).segment.value == segment


def test_confirmed_theft_is_c_at_best_and_does_not_better_a_d() -> None:
    thief = replace(payer(36), theft_confirmed_on=date(2026, 1, 1))
    assert segment_of(thief, TODAY).segment is Segment.C
    one = bill(2)
    unpaid = account([one], dunnings=dunned(one, 5), theft_confirmed_on=date(2026, 1, 1))
    assert segment_of(unpaid, TODAY).segment is Segment.D


def test_paid_in_the_end_is_not_d() -> None:
    one = bill(3)
    assert segment_of(account([one], [paid(one, 60)], dunned(one, 10)), TODAY).segment is Segment.B


def test_the_letters_are_two_scales() -> None:
    letters: list[tuple[object, object]] = [(Segment.A, CreditGrade.A), (Segment.D, CreditGrade.D)]
    assert [segment == grade for segment, grade in letters] == [False, False]


def test_reasons_tell_why_without_points() -> None:
    found = segment_of(dunned_times(5), TODAY)
    assert [(reason.code, reason.points) for reason in found.reasons] == [("dunnings", 0), ("late_bills", 0)]
    assert (found.as_of, "dunnings" in repr(found)) == (TODAY, False)
