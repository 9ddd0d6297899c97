"""What ``config/hall.toml`` and ``config/services.toml`` may say. Every key is explained in those files."""

from collections.abc import Iterable
from datetime import date, time
from pathlib import Path
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, field_validator, model_validator

from kiosk.config import Model
from kiosk.domain.customer import PaymentMethod, Purpose
from kiosk.domain.direction import DirectionKind
from kiosk.hall.appointment_settings import AppointmentOffer, AppointmentRules
from kiosk.hall.backoffice.settings import BackOfficeSettings
from kiosk.hall.counters import CallingSettings, CounterSettings
from kiosk.hall.portraits.settings import PortraitSettings
from kiosk.hall.staff.settings import StaffSettings
from kiosk.hall.standing_settings import (
    AppealSettings,
    StandingSettings,
    ThirdPartyCreditSettings,
    VipSettings,
)
from kiosk.hall.voice.settings import VoiceSettings
from kiosk.hall.wait_settings import PhoneSettings, WaitSettings
from kiosk.hall.words import PlaceId, WindowId, Words
from kiosk.hall.zones import DisplaySettings, Zone
from kiosk.portrait.advice import Element

Series = Annotated[str, Field(pattern=r"^[A-Z]$")]
Pictogram = Literal["bill", "pay", "bolt", "meter", "new", "invoice", "speech", "card", "hand"]


class Lane(Model):
    """A line of people and the windows that serve it. ``name`` is the staff's; people are told its place.

    ``walk_in``: a desk that takes people nobody sent.
    """

    id: PlaceId
    name: Words | None = None
    kind: Literal[DirectionKind.LANE, DirectionKind.DESK, DirectionKind.ROOM]
    windows: tuple[WindowId, ...] = Field(min_length=1)
    head_start_min: int = Field(default=0, ge=0, le=60)
    walk_in: bool = False
    open: bool = True
    place: Words
    wait_here: Words

    @property
    def title(self) -> Words:
        """As staff call it. Lanes may share a place, so a lane without a name goes by its id beside it."""
        if self.name is not None:
            return self.name
        return Words(zh=f"{self.place.zh} {self.id}", en=f"{self.place.en} {self.id}")

    @property
    def takes_anybody(self) -> bool:
        """Whether a rule may send people here; to a desk staff do, unless the hall says otherwise."""
        return self.walk_in or self.kind is not DirectionKind.DESK


class Terminal(Model):
    """A self-service terminal."""

    id: PlaceId
    place: Words
    wait_here: Words


class ServerSettings(Model):
    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=0, le=65535)
    database_url: str = Field(default="sqlite:///var/hall.sqlite", pattern=r"^(sqlite|postgresql)[+a-z0-9]*:")
    secrets: Path = Path("var/hall-secrets.toml")
    trusted_proxies: tuple[str, ...] = ("127.0.0.1", "::1")


class GeneralSettings(Model):
    """A number without a chosen service."""

    lane: PlaceId
    series: Series
    title: Words


class ReserveSettings(Model):
    """Numbers for when the hall cannot be reached: ``block`` at a time, in a series nobody else uses."""

    series: Series
    block: int = Field(default=30, ge=1, le=500)


class HallSettings(Model):
    """One hall."""

    id: PlaceId
    name: Words
    time_zone: str
    business_day_starts: time
    opens: time
    closes: time
    open_weekdays: tuple[Annotated[int, Field(ge=1, le=7)], ...] = Field(min_length=1)
    holidays: tuple[date, ...] = ()
    working_days: tuple[date, ...] = ()
    server: ServerSettings = ServerSettings()
    staff: StaffSettings = StaffSettings()
    back_office: BackOfficeSettings
    general: GeneralSettings
    reserve: ReserveSettings
    lanes: tuple[Lane, ...] = Field(min_length=1)
    terminals: tuple[Terminal, ...] = ()
    daily_caps: dict[Series, Annotated[int, Field(ge=1, le=9999)]] = Field(default_factory=dict)
    calling: CallingSettings = CallingSettings()
    counters: tuple[CounterSettings, ...] = ()
    display: DisplaySettings = DisplaySettings()
    voice: VoiceSettings = VoiceSettings()
    phone: PhoneSettings = PhoneSettings()
    wait: WaitSettings = WaitSettings()
    portraits: PortraitSettings = PortraitSettings()
    appointments: AppointmentRules = AppointmentRules()
    standing: StandingSettings = StandingSettings()
    vip: VipSettings = VipSettings()
    appeals: AppealSettings = AppealSettings()
    third_party_credit: ThirdPartyCreditSettings = ThirdPartyCreditSettings()

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError("allowed are names of time zones such as Asia/Shanghai") from None
        return name

    @model_validator(mode="after")
    def _sound(self) -> Self:
        _once("lane", (lane.id for lane in self.lanes))
        _once("terminal", (terminal.id for terminal in self.terminals))
        if not self.opens < self.closes:
            raise ValueError("opens must be earlier than closes")
        if self.opens < self.business_day_starts < self.closes:
            raise ValueError("business_day_starts must not be within opening hours: numbers begin again at 1 then")
        general = next((lane for lane in self.lanes if lane.id == self.general.lane), None)
        if general is None or not general.open or general.kind is not DirectionKind.LANE:
            raise ValueError(f"general.lane {self.general.lane!r} must be an open lane of kind 'lane'")
        _once("zone", (zone.id for zone in self.display.zones))
        for zone in self.display.zones:
            self._check(zone)
        if strangers := sorted(set(self.wait.promises) - {lane.id for lane in self.lanes}):
            raise ValueError(f"wait.promises names {', '.join(strangers)}, but no lane is called so")
        self._check_counters()
        return self

    def _check_counters(self) -> None:
        """What would let somebody wait for ever, or a desk be taken by those nobody sent there."""
        calling = self.calling
        _once("counter", (counter.window for counter in self.counters))
        named = {*calling.always_regular, *(counter.window for counter in self.counters)}
        if strangers := sorted(named - set(self.windows)):
            raise ValueError(f"calling or counters name {', '.join(strangers)}, but no window is called so")
        most = max(calling.marked_head_start_min, *(lane.head_start_min for lane in self.lanes))
        if most >= calling.max_wait_min:
            raise ValueError(f"calling.max_wait_min must be more than the largest head start, {most}")
        general = next(lane for lane in self.lanes if lane.id == self.general.lane)
        if most and not set(general.windows) & set(calling.always_regular):
            raise ValueError(
                "calling.always_regular must name at least one window of the general lane: "
                f"one of {', '.join(general.windows)}"
            )
        for desk in (lane for lane in self.lanes if lane.kind is DirectionKind.DESK):
            others = (lane for lane in self.lanes if lane.kind is not desk.kind)
            if shared := sorted(set(desk.windows) & {window for lane in others for window in lane.windows}):
                raise ValueError(
                    f"lane {desk.id!r} is a desk for those who are sent there: "
                    f"{', '.join(shared)} may serve no other lane"
                )

    def _check(self, zone: Zone) -> None:
        known = {"lane": {lane.id for lane in self.lanes}, "window": set(self.windows)}
        for what, named in (("lane", zone.lanes), ("window", zone.windows)):
            if strangers := sorted(set(named) - known[what]):
                raise ValueError(f"zone {zone.id!r} names {', '.join(strangers)}, but no {what} is called so")

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def windows(self) -> tuple[str, ...]:
        """Every window once, in the order of the lanes."""
        return tuple(dict.fromkeys(window for lane in self.lanes for window in lane.windows))

    @property
    def open_lanes(self) -> tuple[str, ...]:
        return tuple(lane.id for lane in self.lanes if lane.open)

    def lane(self, lane_id: str) -> Lane | None:
        return next((lane for lane in self.lanes if lane.id == lane_id), None)

    def terminal(self, terminal_id: str) -> Terminal | None:
        return next((terminal for terminal in self.terminals if terminal.id == terminal_id), None)

    def lanes_of(self, window: str) -> tuple[str, ...]:
        return tuple(lane.id for lane in self.lanes if window in lane.windows)

    def own_place(self, window: str) -> Lane | None:
        """The desk or room behind ``window``; None for an ordinary window, which people know by its number."""
        served = [lane for lane in self.lanes if window in lane.windows]
        own = len(served) == 1 and served[0].windows == (window,) and served[0].kind is not DirectionKind.LANE
        return served[0] if own else None

    def windows_of(self, zone: Zone) -> tuple[str, ...]:
        """Those it names and those of the lanes it names."""
        named = {window for lane in self.lanes if lane.id in zone.lanes for window in lane.windows}
        return tuple(window for window in self.windows if window in named | set(zone.windows))

    def lanes_of_zone(self, zone: Zone) -> tuple[Lane, ...]:
        """Those it names; when it names windows only, the lanes these serve."""
        if zone.lanes:
            return tuple(lane for lane in self.lanes if lane.id in zone.lanes)
        return tuple(lane for lane in self.lanes if set(lane.windows) & set(zone.windows))

    def rivals(self) -> dict[str, tuple[str, ...]]:
        """For each lane the lanes that share a window with it, itself among them."""
        return {
            lane.id: tuple(other.id for other in self.lanes if set(other.windows) & set(lane.windows))
            for lane in self.lanes
        }


class Service(Model):
    """What people come for. ``series`` is the letter on the ticket; ``elements`` of the portrait matter for it."""

    id: PlaceId
    series: Series
    pictogram: Pictogram
    self_service: bool
    title: Words
    daily_cap: int | None = Field(default=None, ge=1, le=9999)
    for_method: PaymentMethod | None = None
    for_purpose: Purpose | None = None
    elements: tuple[Element, ...] = ()


class Services(Model):
    services: tuple[Service, ...] = Field(min_length=1)
    appointments: tuple[AppointmentOffer, ...] = ()

    @model_validator(mode="after")
    def _sound(self) -> Self:
        _once("service", (service.id for service in self.services))
        _once("appointment", (offer.id for offer in self.appointments))
        return self

    def appointment(self, offer_id: str) -> AppointmentOffer | None:
        return next((offer for offer in self.appointments if offer.id == offer_id), None)

    def get(self, service_id: str) -> Service | None:
        return next((service for service in self.services if service.id == service_id), None)


def _once(what: str, ids: Iterable[str]) -> None:
    seen = list(ids)
    if twice := sorted({name for name in seen if seen.count(name) > 1}):
        raise ValueError(f"every {what} needs an id of its own; twice: {', '.join(twice)}")
