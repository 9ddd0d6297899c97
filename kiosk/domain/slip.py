"""What is on the paper. No name, no class, no reason: a slip found on the floor tells nothing."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Slip:
    """One ticket slip. Texts are in the visitor's language; ``qr`` is what a phone would keep."""

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
