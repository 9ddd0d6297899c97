"""Tickets and the closed sets of their states."""

from enum import StrEnum


class TicketState(StrEnum):
    WAITING = "waiting"
    CALLED = "called"
    SERVING = "serving"
    DONE = "done"
    NO_SHOW = "no_show"
    VOID = "void"

    @property
    def is_open(self) -> bool:
        return self in {TicketState.WAITING, TicketState.CALLED, TicketState.SERVING}


class PrintState(StrEnum):
    """Life of one print job: NEW -> SENT -> CONFIRMED | FAILED | UNKNOWN, or SHOWN on the screen instead."""

    NEW = "new"
    SENT = "sent"
    CONFIRMED = "confirmed"
    FAILED = "failed"
    UNKNOWN = "unknown"
    SHOWN = "shown"


def number_text(series: str, number: int) -> str:
    """The number as people read it.

    >>> number_text("A", 7)
    'A007'
    """
    return f"{series}{number:03d}"
