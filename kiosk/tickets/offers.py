"""What may be booked: for a service, so many people at each window in every slot of these days. Pure."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Host:
    """A clerk who receives people with an appointment, and where. ``id`` is theirs in the configuration."""

    id: str
    window: str


@dataclass(frozen=True, slots=True)
class Offer:
    """``capacity``: people a window takes in one slot. ``vip``: received in a room; ``fee_fen`` 0 is free."""

    id: str
    service: str
    lane: str
    hosts: tuple[Host, ...]
    weekdays: Collection[int]  # 1 is Monday
    starts: time
    ends: time
    every: timedelta
    capacity: int = 1
    vip: bool = False
    fee_fen: int = 0


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    starts_at: datetime
    ends_at: datetime


def slots_on(offer: Offer, day: date, zone: ZoneInfo) -> Iterator[Slot]:
    """Of one day, the earliest first; a last piece too short for a whole slot is left out."""
    if day.isoweekday() not in offer.weekdays:
        return
    start, end = (datetime.combine(day, at, tzinfo=zone) for at in (offer.starts, offer.ends))
    while start + offer.every <= end:
        yield Slot(start, start + offer.every)
        start += offer.every
