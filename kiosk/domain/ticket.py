"""Tickets and the closed sets of their states."""

from enum import StrEnum


class TicketState(StrEnum):
    WAITING = "waiting"
    CALLED = "called"
    SERVING = "serving"
    HELD = "held"  # asked to come back to the same window: a document is missing, a form is being filled in
    PARKED = "parked"  # called, did not come; keeps the place in line for a while
    DONE = "done"
    NO_SHOW = "no_show"
    VOID = "void"

    @property
    def is_open(self) -> bool:
        return self not in {TicketState.DONE, TicketState.NO_SHOW, TicketState.VOID}


class Step(StrEnum):
    """What the rows of a ticket's life say. Finer than its state: a transfer or a second call is a row of its own.

    Those of the second block are moments, written beside the row that goes on.
    """

    WAITING = "waiting"
    CALLED = "called"
    RECALLED = "recalled"
    SERVING = "serving"
    HELD = "held"
    PARKED = "parked"
    TRANSFERRED = "transferred"  # waiting again, in another lane or for one window or person
    DONE = "done"
    NO_SHOW = "no_show"
    VOID = "void"

    PRINTED = "printed"
    PRINT_FAILED = "print_failed"
    PRINT_UNKNOWN = "print_unknown"
    SHOWN = "shown"
    MARKED = "marked"


class Mark(StrEnum):
    """What the guide sees and no card says: this person should not have to wait as long."""

    ELDERLY = "elderly"
    DISABLED = "disabled"


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
