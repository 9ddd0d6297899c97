"""One hall, wired together: what it is configured as, what it keeps, whom it asks, who wants to know."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import Literal, Protocol

from anyio import CapacityLimiter
from sqlalchemy import Engine

from kiosk.domain.direction import Decision
from kiosk.hall import hours
from kiosk.hall.backoffice.hashing import IdKey
from kiosk.hall.backoffice.outcomes import Outcome
from kiosk.hall.backoffice.queries import queries_for
from kiosk.hall.events import NoticeBoard
from kiosk.hall.floor import floor
from kiosk.hall.keys import HallSecrets
from kiosk.hall.metrics import Metrics
from kiosk.hall.picture import picture
from kiosk.hall.portraits.last_night import LastNight, NightPortrait
from kiosk.hall.rate import Rates
from kiosk.hall.sealing import Seals
from kiosk.hall.settings import HallSettings, Services
from kiosk.hall.situations import Situations
from kiosk.hall.staff.book import StaffBook
from kiosk.portrait.strategies import Strategies
from kiosk.routing import Rules
from kiosk.texts import Texts
from kiosk.tickets import board, sessions
from kiosk.tickets.values import Calendar, Floor
from kiosk.wire import HallState, Presented, Snapshot


class BackOfficeDoor(Protocol):
    """The hall's way to the back office. None of these raises for its troubles."""

    @property
    def state(self) -> Literal["up", "away"]: ...

    def find(self, presented: Presented) -> Outcome: ...

    def probe(self) -> Literal["up", "away"]: ...


def _now() -> datetime:
    return datetime.now(UTC)


def _processors() -> int:
    return max(2, len(os.sched_getaffinity(0)))


@dataclass(frozen=True)
class Hall:
    """Everything the HTTP face needs. Safe to use from many threads; ``clock`` gives aware times."""

    settings: HallSettings
    services: Services
    rules: Rules
    texts: Texts
    secrets: HallSecrets
    engine: Engine = field(repr=False)
    back_office: BackOfficeDoor = field(repr=False)
    strategies: Strategies = field(repr=False)
    clock: Callable[[], datetime] = _now
    always_open: bool = False

    @cached_property
    def numbering(self) -> CapacityLimiter:
        """Tickets being issued: on PostgreSQL as many at once as there are processors. More threads would only take
        turns, and keep each other's rows locked while they wait for theirs."""
        return CapacityLimiter(_processors())

    @cached_property
    def touches(self) -> CapacityLimiter:
        """The same for what is done at windows and said of slips, which must not wait for a series of numbers."""
        return CapacityLimiter(_processors())

    @cached_property
    def calendar(self) -> Calendar:
        return Calendar(self.settings.id, self.settings.zone, self.settings.business_day_starts)

    @cached_property
    def floor(self) -> Floor:
        return floor(self.settings)

    @cached_property
    def situations(self) -> Situations:
        return Situations(self.settings, self.engine, self.calendar, self.floor)

    @cached_property
    def rates(self) -> Rates:
        return Rates()

    @cached_property
    def rivals(self) -> dict[str, tuple[str, ...]]:
        """For each lane the lanes that share a window with it."""
        return self.settings.rivals()

    @cached_property
    def _decided(self) -> dict[date, dict[tuple[str | None, bool], Decision]]:
        return {}

    def decided_today(self, today: date) -> dict[tuple[str | None, bool], Decision]:
        """What was decided for people not identified, by the service and whether they want a person."""
        known = self._decided.get(today)
        if known is None:
            self._decided.clear()
            known = self._decided.setdefault(today, {})
        return known

    @cached_property
    def seals(self) -> Seals:
        return Seals(self.secrets.seal_key)

    @cached_property
    def last_night(self) -> LastNight:
        return LastNight(self.settings.portraits.last_night, self.settings.portraits.keep_days)

    def find_last_night(self, presented: Presented, today: date) -> tuple[NightPortrait, ...]:
        """Whoever was presented, as the nightly run saw them: for when the back office is away."""
        key = IdKey(self.secrets.id_hash_key_version, bytes.fromhex(self.secrets.id_hash_key))
        digits = self.settings.back_office.customer_number_digits
        return self.last_night.find(queries_for(presented, key, digits), today)

    @cached_property
    def staff(self) -> StaffBook:
        return StaffBook(self.engine, self.settings.id)

    @cached_property
    def notices(self) -> NoticeBoard:
        return NoticeBoard(self.snapshot, self.clock)

    @cached_property
    def metrics(self) -> Metrics:
        return Metrics(lambda: self.notices.listeners, lambda: self.back_office.state)

    def local_now(self) -> datetime:
        return self.clock().astimezone(self.settings.zone)

    def is_open(self, now: datetime) -> bool:
        return self.always_open or hours.is_open(self.settings, now)

    def good_until(self, day: date) -> datetime:
        """The moment business day ``day`` ends."""
        next_day = day + timedelta(days=1)
        return datetime.combine(next_day, self.settings.business_day_starts, tzinfo=self.settings.zone)

    def state(self) -> HallState:
        now = self.local_now()
        is_open = self.is_open(now)
        return HallState(
            hall=self.settings.name.by_language,
            open=is_open,
            opens_at=None if is_open else hours.opens_at(self.settings, now),
            business_date=board.current_date(self.engine, self.calendar, now),
            now=now,
            open_lanes=self.settings.open_lanes,
            waiting=sum(board.board(self.engine, self.calendar, now).waiting.values()),
            back_office=self.back_office.state,
            appointments=bool(self.services.appointments),
        )

    def snapshot(self) -> Snapshot:
        """What displays show, as of now. Its version is set by the notice board."""
        now = self.local_now()
        zones = [self.settings.windows_of(zone) for zone in self.settings.display.zones]
        seen = board.board(self.engine, self.calendar, now, zones)
        is_open = self.is_open(now)
        paused = self._resting() if is_open else ()
        return picture(self.settings, self.services, seen, now, is_open=is_open, paused=paused)

    def _resting(self) -> set[str]:
        """The windows that call nobody, paused or opened by nobody: nobody should wait before one."""
        calling = {one.window for one in sessions.sessions(self.engine, self.calendar) if not one.paused}
        return set(self.settings.windows) - calling
