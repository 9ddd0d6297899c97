"""Where a clerk can pass somebody on to: lanes with how many wait, windows and colleagues who are here now."""

from kiosk.hall import seen
from kiosk.hall.hall import Hall
from kiosk.hall.staff.names import names
from kiosk.tickets import board, sessions
from kiosk.tickets.values import Counter
from kiosk.wire import Destinations, LaneChoice, PersonChoice, WindowChoice


def destinations(hall: Hall, at: Counter) -> Destinations:
    """Everywhere but ``at`` itself. People are those with a window open: who is not here cannot be waited for."""
    open_now = {one.window: one for one in sessions.sessions(hall.engine, hall.calendar)}
    known = names(hall.staff)
    return Destinations(
        lanes=_lanes(hall),
        windows=tuple(
            WindowChoice(
                window=window,
                place=lane.place.by_language if (lane := hall.settings.own_place(window)) else None,
                state=seen.state(open_now.get(window)),
                clerk=known.get(open_now[window].clerk) if window in open_now else None,
            )
            for window in hall.settings.windows
            if window != at.window
        ),
        people=tuple(
            PersonChoice(login=one.clerk, name=known[one.clerk], window=one.window)
            for one in open_now.values()
            if one.clerk in known and one.window != at.window
        ),
    )


def _lanes(hall: Hall) -> tuple[LaneChoice, ...]:
    waiting = board.board(hall.engine, hall.calendar, hall.clock()).waiting
    return tuple(
        LaneChoice(id=lane.id, place=lane.place.by_language, waiting=waiting.get(lane.id, 0))
        for lane in hall.settings.lanes
        if lane.open
    )
