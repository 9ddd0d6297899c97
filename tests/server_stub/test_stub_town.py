"""The town: the same to the byte for the same seed and day, fresh arrears, and all sorts of people."""

import hashlib
import os
import subprocess
import sys
from collections import Counter
from datetime import date, timedelta
from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server_stub import numbers
from server_stub.cast import CAST, INDEX_OF, Role
from server_stub.payments import covered_on
from server_stub.people import check_digit
from server_stub.records import (
    Channel,
    Circumstance,
    Customer,
    Heating,
    Kind,
    Method,
    NoticeKind,
    OrderKind,
    Outcome,
    PaymentState,
    Purpose,
    Reaction,
    Supply,
)
from server_stub.town import Town, canonical

DAY = date(2026, 3, 17)
TOWN = Town(7, DAY)
SMALL_TOWN = "import sys, hashlib, datetime; from server_stub.town import Town, canonical; \
t = Town(7, datetime.date(2026, 3, 17), 60); print(hashlib.sha256(canonical(iter(t))).hexdigest())"
ANY_DAY = st.dates(date(2024, 1, 1), date(2035, 12, 31))


def digest(town: Town) -> str:
    return hashlib.sha256(canonical(iter(town))).hexdigest()


def cast(role: Role, as_of: date = DAY, seed: int = 7) -> Customer:
    return Town(seed, as_of).customer(INDEX_OF[role])


def open_bills(customer: Customer) -> int:
    return sum(covered_on(bill, customer.payments) is None for bill in customer.bills)


@pytest.mark.parametrize("hash_seed", ["0", "4242"])
def test_same_seed_same_town_in_every_process(hash_seed: str) -> None:
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
    ran = subprocess.run(
        [sys.executable, "-c", SMALL_TOWN], env=environment, capture_output=True, text=True, check=True
    )
    assert ran.stdout.strip() == digest(Town(7, DAY, 60))


def test_the_town_is_the_same_on_every_machine() -> None:
    """Changes only when the generator is changed on purpose."""
    assert digest(Town(7, DAY, 60)) == "4274a436c46dcf2149f28de26fa6dc9e8b5664b3556d2cc68ddc719234ea09b7"


def test_another_seed_or_day_is_another_town() -> None:
    towns = [Town(7, DAY, 20), Town(8, DAY, 20), Town(7, DAY + timedelta(days=30), 20)]
    assert len(set(map(digest, towns))) == len(towns)


def test_a_bigger_town_begins_like_a_smaller_one() -> None:
    assert canonical(iter(Town(7, DAY, 20))) == canonical(islice(TOWN, 20))


def test_too_small_a_town_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 16"):
        Town(7, DAY, 7)


def test_people_keep_their_numbers_from_day_to_day() -> None:
    later = Town(7, DAY + timedelta(days=200))
    for index in range(0, 200, 9):
        assert TOWN.owner(index) == later.owner(index)
        assert TOWN.customer(index).contract.meter_numbers == later.customer(index).contract.meter_numbers


def test_history_is_36_closed_months_and_nothing_is_in_the_future() -> None:
    for customer in islice(TOWN, 150):
        assert len(customer.bills) <= 36
        assert all(bill.month < DAY.replace(day=1) and bill.month <= bill.due < DAY for bill in customer.bills)
        assert all(use.month < DAY.replace(day=1) for use in customer.uses)
        assert all(order.on <= DAY for order in customer.orders)
        assert all(one.on <= DAY for one in customer.past_business)
        assert all(one.sent_on <= DAY for one in customer.notices)
        assert all(one.since <= DAY for one in customer.circumstances)
        assert all(contact.on <= DAY for contact in customer.contacts)
        assert all(payment.started_on <= DAY for payment in customer.payments)
        assert all(dunning.sent_on <= DAY for dunning in customer.dunnings)
        assert all(bill.month >= customer.contract.since.replace(day=1) for bill in customer.bills)


def test_parts_of_a_bill_add_up_to_the_fen() -> None:
    for customer in islice(TOWN, 150):
        for bill in customer.bills:
            settled = [one for one in customer.payments if one.bill_id == bill.id and one.state == "settled"]
            assert sum(one.amount_fen for one in settled) <= bill.amount_fen


def test_all_sorts_of_people_live_there() -> None:
    everybody = list(islice(TOWN, 700))
    kinds = Counter(one.kind for one in everybody)
    assert all(kinds[kind] for kind in Kind)
    assert {one.contract.method for one in everybody} == set(Method)
    states = {payment.state for one in everybody for payment in one.payments}
    assert states == set(PaymentState)
    marks = {(contact.purpose, contact.channel) for one in everybody for contact in one.contacts}
    assert {purpose for purpose, _ in marks} == set(Purpose)
    assert {channel for _, channel in marks} == set(Channel)
    bills = [bill for one in everybody for bill in one.bills]
    assert any(bill.disputed for bill in bills)
    assert any(bill.estimated for bill in bills)
    assert any(bill.hardship for bill in bills)
    assert any(one.contract.guarantee_fen for one in everybody)
    assert any(one.marks.theft_confirmed_on for one in everybody)
    assert any(one.marks.disability for one in everybody)
    assert any(one.marks.certified_special for one in everybody[len(CAST) :])
    assert any(one.orders for one in everybody)
    assert any(one.debit and one.debit.separate_passbook for one in everybody)
    assert any(len(one.bills) < 3 for one in everybody)


def test_key_accounts_take_half_of_the_energy() -> None:
    energy: Counter[Kind] = Counter()
    for customer in islice(TOWN, 700):
        energy[customer.kind] += sum(bill.energy_kwh for bill in customer.bills)
    assert energy[Kind.KEY_ACCOUNT] >= energy.total() / 2


def test_everything_the_portrait_asks_about_occurs() -> None:
    everybody = list(islice(TOWN, 700))
    assert {one.contract.supply for one in everybody} == {None, *Supply}
    assert {one.contract.heating for one in everybody} == {None, *Heating}
    assert {period.circumstance for one in everybody for period in one.circumstances} == set(Circumstance)
    assert {complaint.outcome for one in everybody for complaint in one.complaints} >= {
        Outcome.JUSTIFIED,
        Outcome.NOT_JUSTIFIED,
    }
    assert {order.kind for one in everybody for order in one.orders} == set(OrderKind)
    assert {notice.kind for one in everybody for notice in one.notices} == set(NoticeKind)
    assert {notice.reaction for one in everybody for notice in one.notices} == set(Reaction)
    assert {done.service for one in everybody for done in one.past_business} == {
        *("pay", "card", "bill", "meter", "advice", "new")
    }
    for found in (
        [one.contract.time_of_use for one in everybody if one.kind is Kind.HOUSEHOLD],
        [one.contract.metered_since is not None for one in everybody],
        [one.marks.sensitive for one in everybody],
        [one.marks.influence for one in everybody],
    ):
        assert 0 < sum(found) < len(found) / 2


def test_what_came_of_a_fresh_reminder_is_not_known_yet() -> None:
    town = Town(7, DAY.replace(day=10), 60)
    fresh = [one for customer in town for one in customer.notices if one.sent_on == DAY.replace(day=8)]
    assert None in {one.reaction for one in fresh if one.kind is NoticeKind.REMINDER}


def test_power_factors_and_periods_fit_the_energy() -> None:
    for customer in islice(TOWN, 150):
        for use, bill in zip(customer.uses, customer.bills, strict=True):
            assert (use.month, use.energy_kwh, use.estimated) == (bill.month, bill.energy_kwh, bill.estimated)
            assert (use.peak_kwh or 0) + (use.valley_kwh or 0) <= use.energy_kwh
            assert (use.reactive_kvarh is None) == (customer.contract.supply is None)
            assert (use.max_demand_kw is None) == (customer.contract.supply is None)


def test_a_vacant_flat_uses_next_to_nothing_while_it_is() -> None:
    vacant = [
        (one, period)
        for one in islice(TOWN, 400)
        for period in one.circumstances
        if period.circumstance is Circumstance.VACANT and one.kind is Kind.HOUSEHOLD
    ]
    assert vacant
    for customer, period in vacant:
        until = period.until or DAY
        within = [use.energy_kwh for use in customer.uses if period.since <= use.month < until]
        others = [use.energy_kwh for use in customer.uses if not period.since <= use.month < until]
        assert not within or not others or max(within) < min(others)


def test_air_conditioning_and_heating_show_in_the_bills() -> None:
    by_month: Counter[int] = Counter()
    for customer in islice(TOWN, 100):
        for bill in customer.bills:
            by_month[bill.month.month] += bill.energy_kwh * (customer.kind is Kind.HOUSEHOLD)
    assert by_month[8] > by_month[10] * 1.3
    assert by_month[1] > by_month[4] * 1.2


def test_numbers_lead_back_to_their_customer() -> None:
    for index in range(TOWN.customers):
        assert TOWN.by_number(numbers.customer_number(index)) == index
        assert TOWN.by_meter(numbers.meter_number(index)) == index


@pytest.mark.parametrize("number", ["", "3", "9000180503", "3000180502", "30001805o3", "13000180503", "٣000180503"])
def test_other_numbers_lead_nowhere(number: str) -> None:
    assert TOWN.by_number(number) is None


def test_padding_with_zeros_does_not_matter() -> None:
    assert TOWN.by_number("00" + numbers.customer_number(3)) == 3


def test_nobody_has_a_meter_that_is_not_theirs() -> None:
    assert TOWN.by_meter(numbers.meter_number(INDEX_OF[Role.ELDERLY], 1)) is None
    assert TOWN.by_meter(numbers.meter_number(INDEX_OF[Role.KEY_ACCOUNT], 1)) == INDEX_OF[Role.KEY_ACCOUNT]


def test_id_numbers_are_well_formed_and_of_no_place() -> None:
    issued = [TOWN.owner(index).id_number for index in range(TOWN.customers)]
    assert all(number[17] == check_digit(number[:17]) for number in issued)
    assert all(number.startswith("1190") for number in issued)
    holders = {TOWN.owner(index) for index in range(TOWN.customers)}
    assert len(set(issued)) == len(holders)


def test_some_people_hold_two_contracts() -> None:
    held = Counter(TOWN.owner(index).id_number for index in range(TOWN.customers))
    assert set(held.values()) == {1, 2}


@given(ANY_DAY, st.integers(0, 10_000))
def test_class_three_owes_three_bills_and_was_dunned_long_ago(as_of: date, seed: int) -> None:
    customer = cast(Role.CLASS_THREE_IN_ARREARS, as_of, seed)
    oldest = min(bill.due for bill in customer.bills if covered_on(bill, customer.payments) is None)
    assert open_bills(customer) == 3
    assert (as_of - oldest).days > 30
    assert any(dunning.bill_id == customer.bills[-3].id for dunning in customer.dunnings)


MAY_OWE = {Role.CLASS_THREE_IN_ARREARS, Role.IN_GRACE, Role.TWO_FLATS, Role.SECOND_FLAT}


@settings(deadline=None, max_examples=30)  # twelve people a time
@given(ANY_DAY, st.integers(0, 10_000))
def test_the_rest_of_the_cast_owes_nothing(as_of: date, seed: int) -> None:
    for role in set(Role) - MAY_OWE:
        assert open_bills(cast(role, as_of, seed)) == 0


@given(ANY_DAY, st.integers(0, 10_000))
def test_the_one_in_grace_owes_a_bill_of_three_days_ago(as_of: date, seed: int) -> None:
    customer = cast(Role.IN_GRACE, as_of, seed)
    assert open_bills(customer) == 1
    assert (as_of - customer.bills[-1].due).days == 3
    assert not customer.dunnings


@given(ANY_DAY)
def test_the_elder_is_78_on_every_day_of_the_year(as_of: date) -> None:
    born = cast(Role.ELDERLY, as_of).birth_date
    assert born is not None
    assert as_of.year - born.year == 78
    assert (born.month, born.day) <= (as_of.month, as_of.day)


def test_the_debit_under_way_is_the_newest_bill() -> None:
    customer = cast(Role.DEBIT_IN_TRANSIT)
    under_way = [payment for payment in customer.payments if payment.state is PaymentState.IN_TRANSIT]
    assert [payment.bill_id for payment in under_way] == [customer.bills[-1].id]
    assert customer.debit is not None
    assert customer.debit.in_transit


def test_firms_are_entered_by_name_without_a_birth_date() -> None:
    firm, key = cast(Role.FIRM), cast(Role.KEY_ACCOUNT)
    assert (firm.kind, key.kind) == (Kind.FIRM, Kind.KEY_ACCOUNT)
    assert firm.name.endswith("有限公司")
    assert firm.birth_date is None
    assert len(key.contract.meter_numbers) == 2


def test_the_certified_customer_is_marked_and_nobody_else_of_the_cast() -> None:
    marked = {role for role in Role if cast(role).marks.certified_special}
    assert marked == {Role.CERTIFIED_SPECIAL}
