"""The hall's counters as the ticket store knows them, made from the settings; and where people are passed on to."""

from dataclasses import replace
from datetime import timedelta

from kiosk.hall.counters import CounterSettings
from kiosk.hall.settings import HallSettings, Lane
from kiosk.hall.staff.members import PAIRING_LOGIN, TOKEN, StaffMember
from kiosk.tickets import line
from kiosk.tickets.order import Bounds
from kiosk.tickets.serving import Destination
from kiosk.tickets.values import Counter, Floor


def floor(settings: HallSettings) -> Floor:
    calling = settings.calling
    return Floor(
        counters=tuple(_counter(settings, window) for window in settings.windows),
        bounds=Bounds(timedelta(minutes=calling.max_wait_min), calling.privileged_in_a_row),
        recalls=calling.recalls,
        park_for=timedelta(minutes=calling.park_min),
        undo_for=timedelta(seconds=calling.undo_s),
    )


def counter(of: Floor, window: str, who: StaffMember) -> Counter:
    """``window`` with whoever sits at it."""
    return replace(next(one for one in of.counters if one.window == window), who=clerk(window, who))


def clerk(window: str, who: StaffMember) -> str:
    """The name on record. A token or a paired browser is nobody in person: the window stands for it."""
    return f"window {window}" if who.login in {TOKEN.login, PAIRING_LOGIN} else who.login


def to_lane(settings: HallSettings, lane_id: str) -> Destination | None:
    """None when the hall has no such lane, or it is closed."""
    lane = settings.lane(lane_id)
    return _destination(settings, lane, None) if lane and lane.open else None


def to_window(settings: HallSettings, window: str, from_lane: str) -> Destination | None:
    """The ticket stays in its lane when the window serves it, and else goes to the window's first."""
    served = settings.lanes_of(window)
    lane = settings.lane(from_lane if from_lane in served else served[0]) if served else None
    return _destination(settings, lane, line.at_window(window)) if lane else None


def to_person(settings: HallSettings, login: str, from_lane: str) -> Destination | None:
    lane = settings.lane(from_lane) or settings.lane(settings.general.lane)
    return _destination(settings, lane, line.for_person(login)) if lane else None


def marked_head_start(settings: HallSettings) -> timedelta:
    return timedelta(minutes=settings.calling.marked_head_start_min)


def _counter(settings: HallSettings, window: str) -> Counter:
    own = next((one for one in settings.counters if one.window == window), CounterSettings(window=window))
    return Counter(
        window=window,
        lanes=settings.lanes_of(window),
        services=own.services,
        languages=own.languages,
        always_regular=window in settings.calling.always_regular,
    )


def _destination(settings: HallSettings, lane: Lane, target: str | None) -> Destination:
    return Destination(
        lane=lane.id,
        kind=lane.kind,
        head_start=timedelta(minutes=lane.head_start_min),
        if_marked=marked_head_start(settings),
        target=target,
    )
