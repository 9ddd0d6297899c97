"""Three free receptions a year and one bonus, however many ask at once."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

from sqlalchemy import select

from kiosk.database import reading
from kiosk.domain.customer import CustomerFacts, CustomerKind, PaymentMethod
from kiosk.hall.records import ledgers
from kiosk.hall.records.schema import vip_entries
from kiosk.portrait.bonus import BonusEntry, BonusEntryKind, left_fen
from kiosk.portrait.vip import BeyondFree, Refused, VipEntry, VipEntryKind, free_left
from tests.hall_records.conftest import NOW, SOMEBODY, SOMEBODY_ELSE, TODAY, Kept

DEBITED, CHARGED = VipEntryKind.DEBITED, VipEntryKind.CHARGED


def facts(method: PaymentMethod = PaymentMethod.COUNTER) -> CustomerFacts:
    return CustomerFacts("3300012345", CustomerKind.HOUSEHOLD, "王芳", None, date(2020, 1, 1), method)


def come(kept: Kept, booking: str, on: date = TODAY, **more: Any) -> VipEntry | Refused:
    return ledgers.vip_check_in(*kept.at, SOMEBODY, booking, on, "kiosk-1", NOW, **more)


def left(kept: Kept, year: int = 2026) -> int:
    return free_left(ledgers.vip_entries(*kept.at, SOMEBODY), year)


def test_three_are_free_and_the_fourth_is_refused(kept: Kept) -> None:
    for n in range(3):
        assert come(kept, f"b{n}") == VipEntry(DEBITED, f"b{n}", TODAY)
    assert come(kept, "b3") is Refused.NONE_LEFT
    assert left(kept) == 0
    assert ledgers.vip_entries(*kept.at, SOMEBODY_ELSE) == ()


def test_or_charged_with_the_fee_on_record(kept: Kept) -> None:
    for n in range(4):
        entry = come(kept, f"b{n}", beyond=BeyondFree.CHARGE, fee_fen=5000)
    assert entry == VipEntry(CHARGED, "b3", TODAY)
    with reading(kept.engine) as connection:
        ours = vip_entries.c.hall == kept.hall
        fees = connection.scalars(select(vip_entries.c.fee_fen).where(ours).order_by(vip_entries.c.number)).all()
    assert list(fees) == [0, 0, 0, 5000]


def test_checking_in_again_costs_nothing_more(kept: Kept) -> None:
    assert come(kept, "b0") == come(kept, "b0")
    assert left(kept) == 2


def test_two_people_with_one_voucher_use_one_reception(kept: Kept) -> None:
    come(kept, "b0")
    again = ledgers.vip_check_in(*kept.at, SOMEBODY_ELSE, "b0", TODAY, "kiosk-1", NOW)
    assert again == VipEntry(DEBITED, "b0", TODAY)
    assert ledgers.vip_entries(*kept.at, SOMEBODY_ELSE) == ()


def test_the_year_is_that_of_the_calendar(kept: Kept) -> None:
    for n in range(3):
        come(kept, f"b{n}", date(2026, 12, 31))
    assert come(kept, "b3", date(2026, 12, 31)) is Refused.NONE_LEFT
    assert come(kept, "b4", date(2027, 1, 1)) == VipEntry(DEBITED, "b4", date(2027, 1, 1))
    assert (left(kept, 2026), left(kept, 2027)) == (0, 2)


def test_what_the_hall_cancels_is_given_back_once(kept: Kept) -> None:
    for n in range(3):
        come(kept, f"b{n}")
    back = ledgers.vip_give_back(*kept.at, "b1", "zhao", NOW)
    assert back == VipEntry(VipEntryKind.GIVEN_BACK, "b1", TODAY)
    assert ledgers.vip_give_back(*kept.at, "b1", "zhao", NOW) is None
    assert ledgers.vip_give_back(*kept.at, "never", "zhao", NOW) is None
    assert left(kept) == 1
    assert come(kept, "b5") == VipEntry(DEBITED, "b5", TODAY)


def test_many_who_check_in_at_once_never_get_a_fourth(kept: Kept) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda n: come(kept, f"b{n % 8}"), range(24)))
    debited = Counter(one.booking for one in found if isinstance(one, VipEntry))
    assert len(debited) == 3
    assert set(debited.values()) == {3}, "each of the three was asked for three times"
    assert found.count(Refused.NONE_LEFT) == 15
    assert len(ledgers.vip_entries(*kept.at, SOMEBODY)) == 3


def test_one_voucher_shown_at_many_kiosks_at_once_is_debited_once(kept: Kept) -> None:
    def by(person: str) -> VipEntry | Refused:
        return ledgers.vip_check_in(*kept.at, person, "b0", TODAY, "kiosk-1", NOW)

    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(by, [SOMEBODY, SOMEBODY_ELSE] * 8))
    assert found == {VipEntry(DEBITED, "b0", TODAY)}
    with reading(kept.engine) as connection:
        assert len(connection.execute(select(vip_entries).where(vip_entries.c.hall == kept.hall)).all()) == 1


def test_what_is_offered_for_a_fee_uses_no_free_one(kept: Kept) -> None:
    for person in (SOMEBODY, SOMEBODY, None):
        ledgers.vip_paid(*kept.at, person, f"paid-{person}", TODAY, 8000, "kiosk-1", NOW)
    assert ledgers.vip_entries(*kept.at, SOMEBODY) == (VipEntry(CHARGED, f"paid-{SOMEBODY}", TODAY),)
    assert left(kept) == 3
    assert ledgers.vip_give_back(*kept.at, "paid-None", "zhao", NOW) is not None


def sign(kept: Kept, agreement: str = "agreement-1", fen: int = 2000) -> BonusEntry | None:
    debit = PaymentMethod.DEBIT
    return ledgers.bonus_grant(*kept.at, SOMEBODY, facts(), debit, agreement, TODAY, fen, "lin", NOW)


def test_a_bonus_is_granted_once_and_taken_off_bills(kept: Kept) -> None:
    granted = sign(kept)
    assert granted == BonusEntry(BonusEntryKind.GRANTED, "agreement-1", TODAY, 2000)
    assert sign(kept) == granted, "the same agreement again"
    assert sign(kept, "agreement-2") is None
    first = ledgers.bonus_credit(*kept.at, SOMEBODY, "bill-1", 1500, TODAY, "hall", NOW)
    assert first is not None
    assert first.fen == 1500
    assert ledgers.bonus_credit(*kept.at, SOMEBODY, "bill-1", 1500, TODAY, "hall", NOW) is None
    second = ledgers.bonus_credit(*kept.at, SOMEBODY, "bill-2", 1500, TODAY, "hall", NOW)
    assert second is not None
    assert second.fen == 500
    assert left_fen(ledgers.bonus_entries(*kept.at, SOMEBODY)) == 0


def test_a_revoked_agreement_takes_what_is_left(kept: Kept) -> None:
    sign(kept)
    assert ledgers.bonus_withdraw(*kept.at, SOMEBODY, "other", TODAY, "lin", NOW) is None
    for _ in range(2):
        assert ledgers.bonus_withdraw(*kept.at, SOMEBODY, "agreement-1", TODAY, "lin", NOW) is not None
    kinds = [one.kind for one in ledgers.bonus_entries(*kept.at, SOMEBODY)]
    assert kinds == [BonusEntryKind.GRANTED, BonusEntryKind.WITHDRAWN]
    assert ledgers.bonus_credit(*kept.at, SOMEBODY, "bill-1", 1500, TODAY, "hall", NOW) is None


def test_many_who_sign_at_once_get_one_bonus(kept: Kept) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda n: sign(kept, f"agreement-{n}"), range(16)))
    assert len([one for one in found if one]) == 1
    assert len(ledgers.bonus_entries(*kept.at, SOMEBODY)) == 1
