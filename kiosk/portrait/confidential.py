"""Certified special customers (in public office, in the public eye, protected) may ask for confidentiality."""

from dataclasses import dataclass

from kiosk.domain.customer import CustomerFacts
from kiosk.domain.direction import DirectionKind


@dataclass(frozen=True, slots=True)
class Handling:
    """How the hall treats a customer's record.

    ``masked``: the name is masked on staff screens too. ``opening_logged``: who opened the record, when and for
    which ticket is written down. ``receive_in``: the kind of place to be received in when it is open.
    """

    masked: bool = False
    opening_logged: bool = False
    receive_in: DirectionKind | None = None


def handling_of(facts: CustomerFacts) -> Handling:
    """Nobody's name is ever called out or shown in public; this is about what comes on top."""
    if facts.certified_special:
        return Handling(masked=True, opening_logged=True, receive_in=DirectionKind.ROOM)
    return Handling()
