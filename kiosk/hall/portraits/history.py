"""What went before: complaints first, then everything else, the newest first. Pure.

Complaints come before all others so that nobody is asked to tell their trouble twice. What they were about is told
by the order of the service line; who was right does not change how anybody is served.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import date, timedelta

from kiosk.domain.customer import Contact, CustomerFacts, Order, OrderKind, Purpose
from kiosk.portrait.months import full_months
from kiosk.wire import PastEvent

KEPT_MONTHS = 24
MOST = 60
SAME_MATTER = timedelta(days=3)
"""A complaint, its order and the call that brought it are told once."""


def history_of(contracts: Sequence[CustomerFacts], today: date) -> tuple[PastEvent, ...]:
    """Of all contracts, over two years."""
    events = [event for contract in contracts for event in _events(contract)]
    recent = [event for event in events if event.on <= today and full_months(event.on, today) < KEPT_MONTHS]
    return tuple(sorted(recent, key=lambda one: (not one.pinned, -one.on.toordinal(), one.kind, one.code))[:MOST])


def complaint_of(contracts: Sequence[CustomerFacts], today: date) -> PastEvent | None:
    """The newest complaint of two years."""
    return next((event for event in history_of(contracts, today) if event.pinned), None)


def _events(facts: CustomerFacts) -> Iterator[PastEvent]:
    yield from _complaints(facts)
    yield from (_order(one) for one in facts.orders if one.kind is not OrderKind.COMPLAINT)
    yield from _business(facts)
    yield from _notices(facts)


def _complaints(facts: CustomerFacts) -> Iterator[PastEvent]:
    orders = [order for order in facts.orders if order.kind is OrderKind.COMPLAINT]
    calls = [contact for contact in facts.contacts if contact.purpose is Purpose.COMPLAINT]
    told: list[date] = []
    for complaint in facts.complaints:
        order = next((one for one in orders if _same(one.on, [complaint.made_on])), None)
        told.append(complaint.made_on)
        yield _complaint(complaint.made_on, complaint.outcome.value, order)
    for order in orders:
        if not _same(order.on, told):
            told.append(order.on)
            yield _complaint(order.on, order.state.value, order)
    for call in calls:
        if not _same(call.on, told):
            told.append(call.on)
            yield _complaint(call.on, "made", None, call)


def _complaint(on: date, code: str, order: Order | None, call: Contact | None = None) -> PastEvent:
    words = {"words": order.about} if order and order.about else {}
    channel = {"channel": call.channel.value} if call else {}
    return PastEvent(on=on, kind="complaint", code=code, about=words | channel, pinned=True)


def _order(order: Order) -> PastEvent:
    about = {"state": order.state.value} | ({"words": order.about} if order.about else {})
    return PastEvent(on=order.on, kind="order", code=order.kind.value, about=about)


def _business(facts: CustomerFacts) -> Iterator[PastEvent]:
    """What was done; where no business is told, what the contacts were for."""
    for done in facts.past_business:
        about = {"service": done.service, "channel": done.channel.value}
        yield PastEvent(on=done.on, kind="business", code="done", about=about)
    for contact in () if facts.past_business else facts.contacts:
        if contact.purpose in {Purpose.PAYMENT, Purpose.QUERY}:
            about = {"channel": contact.channel.value}
            yield PastEvent(on=contact.on, kind="business", code=contact.purpose.value, about=about)


def _notices(facts: CustomerFacts) -> Iterator[PastEvent]:
    """Each notice with what became of it; a dunning nobody reported on is followed to its payment."""
    for notice in facts.notices:
        reaction = notice.reaction.value if notice.reaction else "not_known"
        about = {"reaction": reaction, "channel": notice.channel.value}
        yield PastEvent(on=notice.sent_on, kind="notice", code=notice.kind.value, about=about)
    yield from _dunnings(facts, {notice.sent_on for notice in facts.notices})


def _dunnings(facts: CustomerFacts, told: Collection[date]) -> Iterator[PastEvent]:
    """One a day, however many bills it was about; followed to the payment that came last."""
    paid = {payment.bill_id: payment.started_on for payment in facts.payments}
    sent: dict[date, list[date | None]] = {}
    for dunning in facts.dunnings:
        after = paid.get(dunning.bill_id)
        sent.setdefault(dunning.sent_on, []).append(after if after and after >= dunning.sent_on else None)
    for on, payments in sent.items():
        if on not in told:
            last = [day for day in payments if day]
            still_open = len(last) < len(payments)
            days = 0 if still_open else (max(last) - on).days
            about = {"reaction": "not_yet"} if still_open else {"reaction": "paid_after", "days": str(days)}
            yield PastEvent(on=on, kind="notice", code="reminder", about=about)


def _same(on: date, others: Collection[date]) -> bool:
    return any(abs(on - other) <= SAME_MATTER for other in others)
