"""What the public displays show, as one value: made of what the store counts and what the hall is configured as."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from kiosk.hall.settings import HallSettings, Services
from kiosk.hall.words import Words
from kiosk.tickets.values import Board, PublicCall
from kiosk.wire import AtWindow, ByLanguage, Call, Snapshot


def picture(
    settings: HallSettings,
    services: Services,
    seen: Board,
    now: datetime,
    *,
    is_open: bool,
    paused: Collection[str] = (),
) -> Snapshot:
    """As of ``now``, in the hall's zone; the notice board sets its version. ``paused`` names resting windows."""
    return Snapshot(
        version=0,
        now=now,
        hall=settings.name.by_language,
        open=is_open,
        calling=tuple(_call(settings, call) for call in seen.calls),
        waiting=sum(seen.waiting.values()),
        waiting_by_place=_counted((lane.place, seen.waiting.get(lane.id, 0)) for lane in settings.lanes),
        waiting_by_service=_by_service(settings, services, seen.waiting_by_service),
        windows=tuple(_window(settings, seen, window, window in paused) for window in settings.windows),
        notices=tuple(notice.by_language for notice in settings.display.notices),
    )


def _call(settings: HallSettings, call: PublicCall) -> Call:
    return Call(
        id=call.id,
        number=call.number,
        window=call.window,
        at=call.at.astimezone(settings.zone),
        place=_own_name(settings, call.window),
    )


def _window(settings: HallSettings, seen: Board, window: str, paused: bool) -> AtWindow:
    call = seen.at_windows.get(window)
    return AtWindow(
        window=window,
        place=_own_name(settings, window),
        call=_call(settings, call) if call else None,
        paused=paused,
    )


def _own_name(settings: HallSettings, window: str) -> ByLanguage | None:
    lane = settings.own_place(window)
    return lane.place.by_language if lane else None


def _by_service(
    settings: HallSettings, services: Services, waiting: Mapping[str, int]
) -> tuple[tuple[ByLanguage, int], ...]:
    """In the order of the menu; those who chose no service come last."""
    known = {service.id for service in services.services}
    others = sum(people for service, people in waiting.items() if service not in known)
    named = [(service.title, waiting.get(service.id, 0)) for service in services.services]
    return _counted([*named, (settings.general.title, others)])


def _counted(counts: Iterable[tuple[Words, int]]) -> tuple[tuple[ByLanguage, int], ...]:
    """What has one name is one line: lanes that send people to the same windows, for instance."""
    lines: dict[str, tuple[ByLanguage, int]] = {}
    for name, people in counts:
        before = lines.get(name.zh, (name.by_language, 0))
        lines[name.zh] = (before[0], before[1] + people)
    return tuple(lines.values())
