"""When people came, called or tapped."""

from datetime import date

from server_stub.dice import Dice
from server_stub.months import last_day
from server_stub.records import Channel, Contact, Dunning, Method, Order, OrderKind, Payment, Purpose
from server_stub.traits import Traits

_OTHER_CHANNELS = {Channel.COUNTER: 30, Channel.SELF_SERVICE: 25, Channel.APP: 35, Channel.PHONE: 10}
_PAID_THROUGH = {Method.ONLINE: Channel.APP, Method.PREPAID: Channel.SELF_SERVICE, Method.COUNTER: Channel.COUNTER}


def contacts(
    seed: int,
    index: int,
    traits: Traits,
    months: tuple[date, ...],
    paid: tuple[Payment, ...],
    dunned: tuple[Dunning, ...],
    orders: tuple[Order, ...],
) -> tuple[Contact, ...]:
    """Payments not made by the bank, reminders by telephone, complaints, and questions now and then, by date."""
    found = [Contact(one.sent_on, Purpose.NOTICE, Channel.PHONE) for one in dunned]
    through = _PAID_THROUGH.get(traits.method, traits.favourite)
    found += [Contact(one.started_on, Purpose.PAYMENT, through) for one in paid if not one.by_debit]
    complaints = [one for one in orders if one.kind is OrderKind.COMPLAINT]
    found += [Contact(one.on, Purpose.COMPLAINT, Channel.PHONE) for one in complaints]
    for month in months:
        found += _questions(Dice(seed, "ask", index, month), traits, month)
    return tuple(sorted(found, key=lambda one: (one.on, one.purpose, one.channel)))


def _questions(dice: Dice, traits: Traits, month: date) -> list[Contact]:
    if not dice.chance(110):
        return []
    channel = traits.favourite if dice.chance(700) else dice.weighted(_OTHER_CHANNELS)
    return [Contact(_some_day(dice, month), Purpose.QUERY, channel)]


def _some_day(dice: Dice, month: date) -> date:
    return month.replace(day=dice.between(1, last_day(month).day))
