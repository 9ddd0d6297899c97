"""What becomes of somebody with an appointment, by when they come: all of it configurable."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Arrival(StrEnum):
    EARLY = "early"
    ON_TIME = "on_time"
    LATE = "late"  # and keeps the place
    MISSED = "missed"


class Treatment(StrEnum):
    KEEPS_PLACE = "keeps_place"  # a ticket that counts from the time of the appointment
    ORDINARY_TICKET = "ordinary_ticket"
    COME_LATER = "come_later"
    BOOK_AGAIN = "book_again"


class WhenEarly(StrEnum):
    """Somebody who comes too early ..."""

    WAIT = "wait"  # is asked to come back in time
    ASK = "ask"  # may choose: come back, or an ordinary ticket now instead of the appointment


class WhenMissed(StrEnum):
    """Somebody who comes too late ..."""

    ORDINARY_TICKET = "ordinary_ticket"
    BOOK_AGAIN = "book_again"


@dataclass(frozen=True, slots=True)
class Punctuality:
    """``early``: how long before its time somebody is let in; ``late``: how long after it the place is kept."""

    early: timedelta = timedelta(minutes=30)
    late: timedelta = timedelta(minutes=15)
    when_early: WhenEarly = WhenEarly.ASK
    when_missed: WhenMissed = WhenMissed.ORDINARY_TICKET


def arrival(starts_at: datetime, now: datetime, rules: Punctuality) -> Arrival:
    if now < starts_at - rules.early:
        return Arrival.EARLY
    if now <= starts_at:
        return Arrival.ON_TIME
    return Arrival.LATE if now <= starts_at + rules.late else Arrival.MISSED


def treatment(came: Arrival, rules: Punctuality, *, wants_ticket_now: bool = False) -> Treatment:
    """``wants_ticket_now``: told that they are early, they would rather have an ordinary ticket."""
    if came in {Arrival.ON_TIME, Arrival.LATE}:
        return Treatment.KEEPS_PLACE
    if came is Arrival.EARLY:
        may = wants_ticket_now and rules.when_early is WhenEarly.ASK
        return Treatment.ORDINARY_TICKET if may else Treatment.COME_LATER
    again = rules.when_missed is WhenMissed.BOOK_AGAIN
    return Treatment.BOOK_AGAIN if again else Treatment.ORDINARY_TICKET
