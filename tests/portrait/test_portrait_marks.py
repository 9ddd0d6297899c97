"""The monthly mark, by number and from the raw facts of one bill."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.customer import Bill, Dunning, Payment, PaymentState
from kiosk.portrait.ledger import closed_lines, ledger_of
from kiosk.portrait.marks import MonthlyMark, mark_points, marks_of
from kiosk.portrait.months import month_number
from tests.portrait.accounts import TODAY, account, bill, dunned, paid


@pytest.mark.parametrize(
    ("days_late", "unpaid", "dunnings", "points"),
    [
        (-3, 100, 0, 100),
        (0, 100, 3, 100),
        (1, 100, 0, 89),
        (7, 100, 0, 83),
        (20, 100, 1, 65),
        (30, 100, 2, 50),
        (89, 100, 0, 1),
        (90, 100, 0, 0),
        (400, 100, 3, 0),
        (20, 40, 0, 88),
        (20, 0, 0, 100),
        (10, 100, 3, 65),
        (10, 100, 9, 65),  # a fourth dunning costs nothing more
    ],
)
def test_mark(days_late: int, unpaid: int, dunnings: int, points: int) -> None:
    assert mark_points(days_late, unpaid, dunnings) == points


@given(st.integers(-50, 500), st.integers(0, 100), st.integers(0, 9))
def test_a_mark_stays_on_the_scale_and_lateness_never_helps(days: int, unpaid: int, dunnings: int) -> None:
    mark = mark_points(days, unpaid, dunnings)
    assert 0 <= mark_points(days + 1, unpaid, dunnings) <= mark <= 100
    assert mark_points(days, unpaid, dunnings + 1) <= mark


def marks(*bills: Bill, payments: list[Payment] | None = None, dunnings: list[Dunning] | None = None) -> list[int]:
    return [mark.points for mark in whole_marks(*bills, payments=payments, dunnings=dunnings)]


def whole_marks(
    *bills: Bill, payments: list[Payment] | None = None, dunnings: list[Dunning] | None = None, grace: int = 0
) -> list[MonthlyMark]:
    ledger = ledger_of(account(bills, payments or [], dunnings or []), grace)
    day = TODAY.toordinal()
    return marks_of(closed_lines(ledger, day, month_number(TODAY)), day)


def test_paid_on_the_due_date_is_in_time() -> None:
    one = bill(3)
    assert marks(one, payments=[paid(one)]) == [100]


def test_late_and_dunned() -> None:
    one = bill(3)
    assert marks(one, payments=[paid(one, 20)], dunnings=dunned(one, 10)) == [65]


def test_four_dunnings_count_as_three() -> None:
    one = bill(3)
    found = whole_marks(one, payments=[paid(one, 20)], dunnings=dunned(one, 5, 8, 11, 14))
    assert [(mark.points, mark.dunnings) for mark in found] == [(55, 3)]


def test_an_open_bill_is_late_until_today() -> None:
    assert marks(bill(0)) == [88]  # two days past due, nothing paid


def test_covered_by_instalments_on_the_day_the_last_one_comes() -> None:
    one = bill(3)
    in_time = replace(paid(one, -5), amount_fen=6_000)
    rest = replace(paid(one, 20), amount_fen=4_000)
    assert marks(one, payments=[rest, in_time]) == [88]


def test_in_transit_counts_from_the_day_it_was_started() -> None:
    one = bill(3)
    assert marks(one, payments=[replace(paid(one), state=PaymentState.IN_TRANSIT)]) == [100]


@pytest.mark.parametrize("state", [PaymentState.FAILED, PaymentState.REVERSED])
def test_a_payment_that_came_to_nothing_never_counts(state: PaymentState) -> None:
    one = bill(3)
    assert marks(one, payments=[replace(paid(one), state=state)]) == [0]
    assert marks(one, payments=[replace(paid(one), state=state), paid(one, 7)]) == [83]


@pytest.mark.parametrize("why", ["disputed", "estimated", "hardship"])
def test_excluded_bills_have_no_mark(why: str) -> None:
    assert marks(bill(3, **{why: True})) == []


def test_zero_and_negative_bills_have_no_mark() -> None:
    assert marks(bill(3, amount_fen=0), bill(4, amount_fen=-500)) == []


def test_a_bill_is_closed_only_after_its_due_date() -> None:
    due_today = replace(bill(0), due=TODAY)
    assert marks(due_today) == []
    assert marks(due_today, payments=[paid(due_today, -3)]) == []
    assert marks(replace(due_today, due=TODAY - timedelta(days=1))) == [89]


def test_grace_moves_the_due_date() -> None:
    one = bill(3)
    found = whole_marks(one, payments=[paid(one, 7)], grace=5)
    assert [(mark.points, mark.days_late) for mark in found] == [(88, 2)]
    assert [mark.points for mark in whole_marks(one, payments=[paid(one, 7)], grace=7)] == [100]


def test_what_happens_after_today_is_not_seen() -> None:
    one = bill(0)
    tomorrow = (TODAY - one.due).days + 1
    assert marks(one, payments=[paid(one, tomorrow)], dunnings=dunned(one, tomorrow)) == [88]


def test_ages_are_calendar_months_from_the_newest_closed_bill() -> None:
    ages = [mark.age for mark in whole_marks(bill(0), bill(1), bill(5), bill(35), bill(36))]
    assert sorted(ages) == [0, 1, 5, 35]


def test_an_account_without_new_bills_grows_older() -> None:
    """The newest bill fell due in August: September passed without one, and October; November is not over."""
    assert [mark.age for mark in whole_marks(bill(3), bill(4))] == [3, 2]


def test_ages_do_not_jump_between_the_first_of_a_month_and_the_due_date() -> None:
    """On the 19th October's bill is not yet due: September's is the newest, with age 0."""
    bills = [bill(0), bill(1)]
    day = TODAY.replace(day=19)
    ledger = ledger_of(account(bills))
    assert [aged.age for aged in closed_lines(ledger, day.toordinal(), month_number(day))] == [0]


def test_a_disputed_month_still_takes_its_place_in_the_calendar() -> None:
    assert [mark.age for mark in whole_marks(bill(0, disputed=True), bill(1))] == [1]
