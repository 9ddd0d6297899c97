"""When people came, called or tapped, and the 95598 work orders that came of it."""

from datetime import date, timedelta

from server_stub.dice import Dice
from server_stub.months import last_day
from server_stub.records import Channel, Contact, Dunning, Method, Order, OrderKind, Payment, Purpose
from server_stub.traits import Traits

_ORDER_KINDS = {OrderKind.OUTAGE: 5, OrderKind.METER: 2, OrderKind.BILLING: 3}
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
    found += [Contact(one.opened_on, Purpose.COMPLAINT, Channel.PHONE) for one in complaints]
    for month in months:
        found += _questions(Dice(seed, "ask", index, month), traits, month)
    return tuple(sorted(found, key=lambda one: (one.on, one.purpose, one.channel)))


def orders(seed: int, index: int, traits: Traits, months: tuple[date, ...], as_of: date) -> tuple[Order, ...]:
    found = []
    for month in months:
        dice = Dice(seed, "order", index, month)
        if dice.chance(90 if traits.quarrelsome else 12):
            found.append(_order(dice, index, traits, month, as_of))
    return tuple(found)


def _questions(dice: Dice, traits: Traits, month: date) -> list[Contact]:
    if not dice.chance(110):
        return []
    channel = traits.favourite if dice.chance(700) else dice.weighted(_OTHER_CHANNELS)
    return [Contact(_some_day(dice, month), Purpose.QUERY, channel)]


def _order(dice: Dice, index: int, traits: Traits, month: date, as_of: date) -> Order:
    complains = dice.chance(500 if traits.quarrelsome else 60)
    kind = OrderKind.COMPLAINT if complains else dice.weighted(_ORDER_KINDS)
    opened = _some_day(dice, month)
    closed = opened + timedelta(days=dice.between(0, 12))
    is_closed = closed <= as_of
    return Order(
        id=f"W{index:08d}{month:%Y%m}",
        kind=kind,
        opened_on=opened,
        closed_on=closed if is_closed else None,
        justified=dice.chance(600) if is_closed and complains else None,
    )


def _some_day(dice: Dice, month: date) -> date:
    return month.replace(day=dice.between(1, last_day(month).day))
