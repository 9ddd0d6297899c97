"""Ledgers of privileges: the VIP room three times a year, and the bonus for signing up on the spot."""

from dataclasses import replace
from datetime import date
from itertools import permutations

import pytest

from kiosk.domain.customer import CustomerKind, PaymentMethod
from kiosk.portrait.bonus import BonusEntry, BonusEntryKind, credited, granted, left_fen, may_have_bonus
from kiosk.portrait.vip import (
    BeyondFree,
    Refused,
    VipEntry,
    VipEntryKind,
    cancelled_by_hall,
    checked_in,
    free_left,
)
from tests.portrait.accounts import PUNCTUAL, TODAY

YEAR = TODAY.year


def used(times: int, year: int = YEAR) -> list[VipEntry]:
    return [VipEntry(VipEntryKind.DEBITED, f"v{year}-{n}", date(year, 3, n + 1)) for n in range(times)]


# --- the VIP room ---


@pytest.mark.parametrize("times", range(4))
def test_three_a_year(times: int) -> None:
    assert free_left(used(times), YEAR) == 3 - times


def test_checking_in_is_free_three_times() -> None:
    ledger: list[VipEntry] = []
    for n in range(3):
        entry = checked_in(ledger, f"booking {n}", TODAY)
        assert entry == VipEntry(VipEntryKind.DEBITED, f"booking {n}", TODAY)
        ledger.append(entry)
    assert free_left(ledger, YEAR) == 0
    assert checked_in(ledger, "fourth", TODAY) is Refused.NONE_LEFT
    charged = checked_in(ledger, "fourth", TODAY, BeyondFree.CHARGE)
    assert charged == VipEntry(VipEntryKind.CHARGED, "fourth", TODAY)


def test_nothing_is_carried_into_the_next_year() -> None:
    assert free_left(used(1, YEAR - 1), YEAR) == 3
    assert free_left(used(3, YEAR - 1), YEAR) == 3


def test_checking_in_twice_is_one_debit() -> None:
    ledger = used(2)
    assert checked_in(ledger, ledger[0].booking, TODAY) == ledger[0]
    assert free_left([*ledger, ledger[0]], YEAR) == 1


def test_what_the_hall_cancels_is_given_back_in_its_own_year_and_once() -> None:
    ledger = used(3, YEAR - 1)
    back = cancelled_by_hall(ledger, ledger[1].booking)
    assert back == VipEntry(VipEntryKind.GIVEN_BACK, ledger[1].booking, ledger[1].on)
    assert (free_left([*ledger, back], YEAR - 1), free_left([*ledger, back], YEAR)) == (1, 3)
    assert cancelled_by_hall([*ledger, back], ledger[1].booking) is None
    assert cancelled_by_hall(ledger, "never checked in") is None


def test_the_order_of_entries_does_not_matter() -> None:
    ledger = used(2)
    back = VipEntry(VipEntryKind.GIVEN_BACK, ledger[0].booking, ledger[0].on)
    assert {free_left(order, YEAR) for order in permutations([*ledger, back])} == {2}


# --- the bonus ---

ON = date(2026, 11, 22)
GRANTED = BonusEntry(BonusEntryKind.GRANTED, "agreement 1", ON, 1_000)


@pytest.mark.parametrize(
    ("kind", "method", "may"),
    [
        (CustomerKind.HOUSEHOLD, PaymentMethod.COUNTER, True),
        (CustomerKind.HOUSEHOLD, PaymentMethod.ONLINE, True),
        (CustomerKind.HOUSEHOLD, PaymentMethod.DEBIT, False),
        (CustomerKind.HOUSEHOLD, PaymentMethod.PREPAID, False),
        (CustomerKind.FIRM, PaymentMethod.COUNTER, False),
    ],
)
def test_who_may_have_the_bonus(kind: CustomerKind, method: PaymentMethod, may: bool) -> None:
    assert may_have_bonus(replace(PUNCTUAL, kind=kind, method=method)) is may


def test_signing_on_the_spot_is_rewarded_once() -> None:
    first = granted(PUNCTUAL, [], PaymentMethod.DEBIT, "agreement 1", ON, 1_000)
    assert first == GRANTED
    assert granted(PUNCTUAL, [first], PaymentMethod.PREPAID, "agreement 2", ON, 1_000) is None
    assert granted(PUNCTUAL, [], PaymentMethod.ONLINE, "agreement 1", ON, 1_000) is None


def test_the_bonus_comes_off_the_bills_that_follow() -> None:
    first = credited([GRANTED], "b1", 700, ON)
    assert first == BonusEntry(BonusEntryKind.CREDITED, "b1", ON, 700)
    second = credited([GRANTED, first], "b2", 700, ON)
    assert second is not None
    assert (second.fen, left_fen([GRANTED, first, second])) == (300, 0)
    assert credited([GRANTED, first, second], "b3", 700, ON) is None
    assert credited([GRANTED, first], "b1", 700, ON) is None


def test_a_repeated_entry_counts_once_and_revoking_ends_it() -> None:
    assert left_fen([GRANTED, GRANTED]) == 1_000
    revoked = BonusEntry(BonusEntryKind.WITHDRAWN, "agreement 1", ON)
    assert left_fen([GRANTED, revoked]) == 0
    assert credited([GRANTED, revoked], "b1", 700, ON) is None


def test_no_reference_or_amount_shows_in_a_log_line() -> None:
    assert "agreement" not in repr(GRANTED)
    assert "1000" not in repr(GRANTED)
