"""What a clerk would want to know went before: business done in the hall, notices and what came of them.

The last twelve months only: it is read at a counter while somebody waits.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from server_stub.dice import Dice
from server_stub.months import add_months
from server_stub.payments import covered_on
from server_stub.records import (
    Bill,
    Business,
    Channel,
    Contact,
    Dunning,
    Method,
    Notice,
    NoticeKind,
    Payment,
    Purpose,
    Reaction,
)
from server_stub.traits import Traits

MONTHS = 12
_BILL_NOTICES = 6
_HALL = {Channel.COUNTER, Channel.SELF_SERVICE}
_REACTS_WITHIN = timedelta(days=5)
_BILL_AHEAD = timedelta(days=8)

_ASKED_ABOUT = {"bill": 5, "meter": 2, "advice": 2, "new": 1}
_TO_REMINDER = {Reaction.NONE: 60, Reaction.CALLED: 25, Reaction.CAME: 15}
_TO_OUTAGE = {Reaction.NONE: 90, Reaction.CALLED: 10}


def past_business(
    seed: int, index: int, traits: Traits, seen: tuple[Contact, ...], as_of: date
) -> tuple[Business, ...]:
    """What their visits to the hall were for, oldest first."""
    since = add_months(as_of, -MONTHS)
    here = [one for one in seen if one.channel in _HALL and since <= one.on <= as_of]
    return tuple(
        Business(one.on, service, one.channel)
        for one in here
        if (service := _service(Dice(seed, "business", index, one.on), traits, one.purpose))
    )


def notices(
    seed: int,
    index: int,
    traits: Traits,
    billed: tuple[Bill, ...],
    paid: tuple[Payment, ...],
    dunned: tuple[Dunning, ...],
    as_of: date,
) -> tuple[Notice, ...]:
    """By date."""
    since = add_months(as_of, -MONTHS)
    bills = {bill.id: bill for bill in billed}
    found = [_reminder(seed, index, one, bills[one.bill_id], paid, as_of) for one in dunned]
    found += [_of_bill(traits, bill, paid, as_of) for bill in billed[-_BILL_NOTICES:]]
    found += _outages(seed, index, traits, as_of)
    return tuple(
        sorted((one for one in found if since <= one.sent_on <= as_of), key=lambda one: (one.sent_on, one.kind))
    )


def _service(dice: Dice, traits: Traits, purpose: Purpose) -> str | None:
    match purpose:
        case Purpose.PAYMENT:
            return "card" if traits.method is Method.PREPAID else "pay"
        case Purpose.QUERY:
            return dice.weighted(_ASKED_ABOUT)
        case _:
            return None


def _reminder(seed: int, index: int, dunned: Dunning, bill: Bill, paid: tuple[Payment, ...], as_of: date) -> Notice:
    covered = covered_on(bill, paid)
    reaction: Reaction | None
    if covered is not None and covered <= dunned.sent_on + _REACTS_WITHIN:
        reaction = Reaction.PAID
    elif dunned.sent_on + _REACTS_WITHIN > as_of:
        reaction = None
    else:
        reaction = Dice(seed, "reminded", index, bill.id, dunned.sent_on).weighted(_TO_REMINDER)
    return Notice(dunned.sent_on, NoticeKind.REMINDER, Channel.PHONE, reaction)


def _of_bill(traits: Traits, bill: Bill, paid: tuple[Payment, ...], as_of: date) -> Notice:
    """Sent some days before the bill is due; those who dispute a bill do so when they see it."""
    covered = covered_on(bill, paid)
    kind = NoticeKind.LOW_BALANCE if traits.method is Method.PREPAID else NoticeKind.BILL
    channel = traits.favourite if traits.favourite is Channel.APP else Channel.PHONE
    if bill.disputed:
        reaction: Reaction | None = Reaction.OBJECTED
    elif covered is not None and covered <= bill.due:
        reaction = Reaction.PAID
    else:
        reaction = Reaction.NONE if bill.due < as_of else None
    return Notice(bill.due - _BILL_AHEAD, kind, channel, reaction)


def _outages(seed: int, index: int, traits: Traits, as_of: date) -> Iterator[Notice]:
    """Planned ones, announced a week ahead: about one a year and street."""
    for ago in range(1, MONTHS):
        dice = Dice(seed, "outage", index // 40, add_months(as_of, -ago))
        if dice.chance(90):
            day = add_months(as_of, -ago) + timedelta(days=dice.between(0, 27))
            reaction = Dice(seed, "outage call", index, day).weighted(_TO_OUTAGE)
            yield Notice(day, NoticeKind.OUTAGE, Channel.PHONE, reaction)
