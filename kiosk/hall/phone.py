"""What the holder of a ticket sees on their phone: number, place in line, where to go. Nothing about them."""

from dataclasses import dataclass
from datetime import datetime

from kiosk.domain.ticket import TicketState
from kiosk.hall import answers
from kiosk.hall.hall import Hall
from kiosk.tickets import line, ticket_pages
from kiosk.tickets.estimate import Span
from kiosk.tickets.ticket_pages import Gone
from kiosk.tickets.values import Ticket
from kiosk.wire import ByLanguage, Language

AT_A_WINDOW = frozenset({TicketState.CALLED, TicketState.SERVING, TicketState.HELD})


@dataclass(frozen=True, slots=True)
class PhoneView:
    """``place``: the lane's while waiting, the window's once called. ``until``: a parked ticket is good."""

    number: str
    state: TicketState
    language: Language
    now: datetime
    place: ByLanguage
    wait_here: ByLanguage
    ahead: int | None = None
    span: Span | None = None
    until: datetime | None = None


def view(hall: Hall, slug: str) -> PhoneView | Gone | None:
    """None for an address this hall never gave out; Gone for one of another day."""
    now = hall.clock()
    situation = hall.situations.at(now)
    seen = ticket_pages.look(hall.engine, hall.calendar, slug, now, hall.rivals, situation)
    if seen is None or isinstance(seen, Gone):
        return seen
    ticket, found = seen.ticket, seen.estimate
    place, wait_here = answers.lane_words(hall.settings, ticket.lane)
    until = ticket.parked_until
    return PhoneView(
        number=ticket.number,
        state=ticket.state,
        language="en" if ticket.language == "en" else "zh",
        now=now.astimezone(hall.settings.zone),
        place=_window(hall, ticket) or place.by_language,
        wait_here=wait_here.by_language,
        ahead=seen.ahead,
        span=found.span if found else None,
        until=until.astimezone(hall.settings.zone) if until else None,
    )


def _window(hall: Hall, ticket: Ticket) -> ByLanguage | None:
    """The one window it has to do with, if there is one."""
    if ticket.window is not None and ticket.state in AT_A_WINDOW:
        return window_words(hall, ticket.window)
    windows = (window for window in hall.settings.windows if line.at_window(window) == ticket.target)
    target = next(windows, None)
    return window_words(hall, target) if target else None


def window_words(hall: Hall, window: str) -> ByLanguage:
    """As people know it: a desk or room by its name, a window by its number."""
    own = hall.settings.own_place(window)
    if own is not None:
        return own.place.by_language
    return {language: hall.texts.say(language, "phone.window", window=window) for language in ("zh", "en")}
