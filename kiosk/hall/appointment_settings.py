"""``[appointments]`` of ``config/hall.toml`` and ``[[appointments]]`` of ``config/services.toml``."""

from datetime import time, timedelta
from typing import Annotated, Self

from pydantic import Field, model_validator

from kiosk.config import Model
from kiosk.hall.words import PlaceId, WindowId, Words
from kiosk.tickets.offers import Host, Offer
from kiosk.tickets.punctuality import Punctuality, WhenEarly, WhenMissed


class AppointmentRules(Model):
    """For all appointments of a hall. Days and minutes."""

    early_min: int = Field(default=30, ge=0, le=240)
    when_early: WhenEarly = WhenEarly.ASK
    late_min: int = Field(default=15, ge=0, le=120)
    when_missed: WhenMissed = WhenMissed.ORDINARY_TICKET
    notice_min: int = Field(default=60, ge=0, le=7 * 24 * 60)
    days_ahead: int = Field(default=14, ge=1, le=90)
    per_phone: int = Field(default=2, ge=1, le=20)

    @property
    def punctuality(self) -> Punctuality:
        return Punctuality(
            early=timedelta(minutes=self.early_min),
            late=timedelta(minutes=self.late_min),
            when_early=self.when_early,
            when_missed=self.when_missed,
        )


class Clerk(Model):
    """Who receives, and at which window. The name is printed on vouchers."""

    id: PlaceId
    name: Words
    window: WindowId


class AppointmentOffer(Model):
    """What may be booked. ``title`` is the service's unless given; ``fee_fen`` 0 is free."""

    id: PlaceId
    service: PlaceId
    lane: PlaceId
    title: Words | None = None
    vip: bool = False
    fee_fen: int = Field(default=0, ge=0)
    weekdays: tuple[Annotated[int, Field(ge=1, le=7)], ...] = Field(min_length=1)
    starts: time
    ends: time
    slot_min: int = Field(default=30, ge=5, le=240)
    capacity: int = Field(default=1, ge=1, le=50)
    clerks: tuple[Clerk, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _sound(self) -> Self:
        if not self.starts < self.ends:
            raise ValueError(f"appointment {self.id!r}: starts must be earlier than ends")
        if len({clerk.id for clerk in self.clerks}) < len(self.clerks):
            raise ValueError(f"appointment {self.id!r}: every clerk needs an id of their own")
        return self

    @property
    def offer(self) -> Offer:
        return Offer(
            id=self.id,
            service=self.service,
            lane=self.lane,
            hosts=tuple(Host(clerk.id, clerk.window) for clerk in self.clerks),
            weekdays=self.weekdays,
            starts=self.starts,
            ends=self.ends,
            every=timedelta(minutes=self.slot_min),
            capacity=self.capacity,
            vip=self.vip,
            fee_fen=self.fee_fen,
        )

    def clerk(self, clerk_id: str) -> Clerk | None:
        return next((clerk for clerk in self.clerks if clerk.id == clerk_id), None)
