"""What can be said of a device: its role, why it is down, how the printer is. Closed sets."""

from enum import StrEnum


class Role(StrEnum):
    ID_READER = "id_reader"
    CARD_READER = "card_reader"
    SCANNER = "scanner"
    PRINTER = "printer"
    SIGN = "sign"


class Trouble(StrEnum):
    """Why a device is down, in words a technician can act on."""

    ABSENT = "absent"  # the port, socket or reader is not there
    REFUSED = "refused"  # it is there, but we may not use it (permission, another program)
    SILENT = "silent"  # it is open and does not answer
    FAULTY = "faulty"  # it answers that it is broken or not licensed
    GONE = "gone"  # it was working and went away


class CardFailure(StrEnum):
    """Why a card could not be read, as far as the customer can do something about it."""

    UNREADABLE = "unreadable"  # present it again
    PULLED = "pulled"  # taken away too early
    UPSIDE_DOWN = "upside_down"  # the chip does not answer: turn it over
    NOT_OURS = "not_ours"  # a card of some other kind
    BLANK = "blank"  # one of ours, never issued
    PROTECTED = "protected"  # ours, but it will not be read here


class PrinterStatus(StrEnum):
    READY = "ready"
    LOW_PAPER = "low_paper"
    NO_PAPER = "no_paper"
    COVER_OPEN = "cover_open"
    CUTTER_ERROR = "cutter_error"
    OFFLINE = "offline"
    UNKNOWN = "unknown"  # it prints, perhaps, but does not say: silence is not "ready"

    @property
    def can_print(self) -> bool:
        """Whether trying makes sense. Many clones never answer a status request, so unknown may try."""
        return self in {PrinterStatus.READY, PrinterStatus.LOW_PAPER, PrinterStatus.UNKNOWN}


class PrintOutcome(StrEnum):
    """How one print job ended."""

    CONFIRMED = "confirmed"  # the printer said so after the last byte
    UNKNOWN = "unknown"  # every byte was taken, the printer said nothing
    FAILED = "failed"  # it is known that no usable slip came out
