"""What went before: complaints first, one matter once, notices followed to what came of them."""

from dataclasses import replace
from datetime import date

from kiosk.domain.customer import (
    Business,
    Channel,
    Complaint,
    ComplaintOutcome,
    Contact,
    Dunning,
    Notice,
    NoticeKind,
    Order,
    OrderKind,
    OrderState,
    Purpose,
    Reaction,
)
from kiosk.hall.portraits.history import complaint_of, history_of
from tests.hall_api.conftest import customer

TODAY = date(2026, 11, 23)
NOBODY = customer(bills=(), payments=())


def test_complaints_come_first_and_the_rest_newest_first() -> None:
    facts = replace(
        NOBODY,
        complaints=(Complaint(date(2025, 12, 1), ComplaintOutcome.NOT_JUSTIFIED),),
        orders=(Order(date(2026, 11, 1), OrderKind.OUTAGE, OrderState.OPEN, "停电"),),
        past_business=(Business(date(2026, 11, 20), "pay", Channel.SELF_SERVICE),),
        notices=(Notice(date(2026, 11, 10), NoticeKind.BILL, Channel.APP, Reaction.PAID),),
    )
    events = history_of((facts,), TODAY)
    assert [(one.kind, one.code, one.pinned) for one in events] == [
        ("complaint", "not_justified", True),
        ("business", "done", False),
        ("notice", "bill", False),
        ("order", "outage", False),
    ]
    assert events[1].about == {"service": "pay", "channel": "self_service"}
    assert events[2].about == {"reaction": "paid", "channel": "app"}
    assert events[3].about == {"state": "open", "words": "停电"}


def test_a_complaint_with_its_order_and_its_call_is_one_matter() -> None:
    facts = replace(
        NOBODY,
        complaints=(Complaint(date(2026, 5, 2), ComplaintOutcome.JUSTIFIED),),
        orders=(Order(date(2026, 5, 1), OrderKind.COMPLAINT, about="读数"),),
        contacts=(
            Contact(date(2026, 5, 1), Purpose.COMPLAINT, Channel.PHONE),
            Contact(date(2026, 3, 1), Purpose.COMPLAINT, Channel.PHONE),
        ),
    )
    events = history_of((facts,), TODAY)
    assert [(one.on, one.code, one.about.get("words")) for one in events] == [
        (date(2026, 5, 2), "justified", "读数"),
        (date(2026, 3, 1), "made", None),
    ]
    assert complaint_of((facts,), TODAY) == events[0]


def test_older_than_two_years_is_not_brought_up() -> None:
    facts = replace(NOBODY, complaints=(Complaint(date(2024, 11, 23)), Complaint(date(2026, 12, 1))))
    assert history_of((facts,), TODAY) == ()
    assert complaint_of((facts,), TODAY) is None


def test_reminders_are_followed_to_the_last_payment() -> None:
    good = customer()
    older = replace(
        good,
        payments=(*good.payments[:-1], replace(good.payments[-2], started_on=date(2026, 9, 30))),
        dunnings=(Dunning("B22", date(2026, 9, 28)), Dunning("B23", date(2026, 10, 28))),
    )
    reminders = [one for one in history_of((older,), TODAY) if one.kind == "notice"]
    assert [(one.on, one.about) for one in reminders] == [
        (date(2026, 10, 28), {"reaction": "not_yet"}),
        (date(2026, 9, 28), {"reaction": "paid_after", "days": "2"}),
    ]


def test_two_reminders_of_a_day_are_told_once_and_open_while_one_bill_is() -> None:
    good = customer()
    on = date(2026, 10, 28)
    facts = replace(good, payments=good.payments[:-1], dunnings=(Dunning("B22", on), Dunning("B23", on)))
    reminders = [one for one in history_of((facts,), TODAY) if one.kind == "notice"]
    assert [one.about["reaction"] for one in reminders] == ["not_yet"]
