"""The guarantee of class three, the quick way out within the grace, confidentiality, and moving house."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from kiosk.domain.customer import Bill, Complaint, ComplaintOutcome, Payment
from kiosk.domain.direction import DirectionKind
from kiosk.domain.portrait import RiskClass, UsageChange
from kiosk.portrait import portrait_of
from kiosk.portrait.confidential import Handling, handling_of
from kiosk.portrait.moving import moved
from kiosk.portrait.securing import GuaranteeNeed, QuickClearing, guarantee_need, quick_clearing
from tests.portrait.accounts import PUNCTUAL, TODAY, account, bill, paid, payer

THREE = RiskClass.THREE


@pytest.mark.parametrize(
    ("risk_class", "held", "missing"),
    [(THREE, 0, 20_000), (THREE, 19_999, 1), (THREE, 20_000, 0), (THREE, 30_000, 0), (RiskClass.TWO, 0, 0)],
)
def test_class_three_must_arrange_two_mean_monthly_bills(risk_class: RiskClass, held: int, missing: int) -> None:
    facts = replace(payer(12), guarantee_fen=held)
    assert guarantee_need(facts, risk_class, TODAY).missing_fen == missing


def test_the_guarantee_is_rounded_up_and_bills_that_do_not_count_are_left_out() -> None:
    bills = [bill(0, 100), bill(1, 100), bill(2, 101), replace(bill(3, 9_999), disputed=True)]
    assert guarantee_need(account(bills), THREE, TODAY) == GuaranteeNeed(201, 0)
    assert guarantee_need(account([]), THREE, TODAY).missing_fen == 0


def test_past_the_date_but_in_grace_is_cleared_quickly() -> None:
    one = bill(0)  # due on the 20th, today is the 22nd
    facts = account([one, bill(1)], [paid(bill(1)), Payment(one.id, 4_000, TODAY)])
    assert quick_clearing(facts, TODAY, 2) == QuickClearing((one.id,), 6_000, TODAY)
    assert quick_clearing(facts, TODAY, 10) == QuickClearing((one.id,), 6_000, one.due + timedelta(days=10))


@pytest.mark.parametrize(
    ("bills", "grace"),
    [
        ([bill(0)], 0),  # no grace
        ([bill(0)], 1),  # grace over
        ([replace(bill(0), due=TODAY)], 10),  # not past its date
        ([replace(bill(0), disputed=True)], 10),
    ],
)
def test_nothing_to_clear_quickly(bills: list[Bill], grace: int) -> None:
    assert quick_clearing(account(bills), TODAY, grace) is None


def test_a_debit_in_transit_needs_no_clearing() -> None:
    assert quick_clearing(account([bill(0)], [paid(bill(0), 1)]), TODAY, 10) is None


def test_within_grace_nothing_was_late() -> None:
    facts = account([bill(0)])
    assert portrait_of(facts, TODAY, grace_days=2).arrears.days_overdue == 0
    assert portrait_of(facts, TODAY, grace_days=1).arrears.days_overdue == 1


def test_certified_special_customers_are_masked_logged_and_received_in_the_room() -> None:
    assert handling_of(replace(PUNCTUAL, certified_special=True)) == Handling(True, True, DirectionKind.ROOM)
    assert handling_of(PUNCTUAL) == Handling()


# --- moving house ---

EARLIER, LATER = date(2025, 1, 1), date(2026, 1, 1)

OLD = replace(payer(24, late={2: 10}), complaints=(Complaint(date(2026, 1, 1), ComplaintOutcome.JUSTIFIED),))
NEW = replace(PUNCTUAL, customer_number="3100000002", since=date(2026, 9, 10), guarantee_fen=500)


def test_the_history_follows_the_person() -> None:
    whole = moved(OLD, NEW)
    assert portrait_of(whole, TODAY).credit.score == portrait_of(OLD, TODAY).credit.score
    assert (whole.customer_number, whole.since, whole.guarantee_fen) == ("3100000002", OLD.since, 500)
    assert whole.complaints == OLD.complaints


def test_the_meter_keeps_none_of_it() -> None:
    whole = portrait_of(moved(OLD, NEW), TODAY)
    assert portrait_of(OLD, TODAY).usage.change is UsageChange.STEADY
    assert (whole.usage.change, whole.usage.trend) == (UsageChange.UNKNOWN, None)
    assert portrait_of(NEW, TODAY).credit.score == 80


@pytest.mark.parametrize(
    ("before", "now", "kept"),
    [
        (None, None, None),
        (date(2026, 1, 1), None, date(2026, 1, 1)),
        (date(2025, 1, 1), date(2026, 1, 1), date(2026, 1, 1)),
    ],
)
def test_a_confirmed_theft_comes_along(before: date | None, now: date | None, kept: date | None) -> None:
    joined = moved(replace(OLD, theft_confirmed_on=before), replace(NEW, theft_confirmed_on=now))
    assert joined.theft_confirmed_on == kept
