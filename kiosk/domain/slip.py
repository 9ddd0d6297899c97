"""What is on the paper. No name, no class, no reason: a slip found on the floor tells nothing."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Slip:
    """One ticket slip. Texts are in the visitor's language; ``qr`` is what a phone would keep.

    ``wait``: minutes from and to. ``qr_follows``: the code is the address of a page that follows the ticket.
    """

    hall: str
    number: str
    service: str
    place: str
    wait_here: str
    ahead: int | None
    issued_at: datetime
    language: str
    qr: str
    reprint: bool = False
    wait: tuple[int, int] | None = None
    qr_follows: bool = False
