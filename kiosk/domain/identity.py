"""Who or what was presented at the reader.

Numbers, names and birth dates are personal: they are kept out of ``repr`` so that no log line can hold them.
"""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TypeAlias


class IdDocument(StrEnum):
    """The four cards a SAM_A reader knows (GA/T 490-2019 and its extensions)."""

    RESIDENT = "resident"
    HMT_PERMIT = "hmt_permit"
    FOREIGN_2017 = "foreign_2017"
    FOREIGN_2023 = "foreign_2023"


@dataclass(frozen=True, slots=True)
class IdCard:
    """An identity card. ``birth_date`` is None when the chip holds no valid date."""

    document: IdDocument
    number: str = field(repr=False)
    name: str = field(repr=False)
    birth_date: date | None = field(repr=False)


class Grid(StrEnum):
    """Whose meter card it is: the two grids use different command bytes."""

    STATE = "state"
    SOUTHERN = "southern"


class CardUse(StrEnum):
    """What a power card was last written for (EF 1, offset 42)."""

    OPENING = "opening"
    PURCHASE = "purchase"
    REPLACEMENT = "replacement"
    UNSTATED = "unstated"


@dataclass(frozen=True, slots=True)
class WriteBack:
    """What the meter wrote back to the card (EF 5). Amounts in fen (0.01 yuan)."""

    remaining_fen: int
    purchases: int
    overdraft_fen: int
    bad_insertions: int


@dataclass(frozen=True, slots=True)
class PowerCard:
    """A prepayment meter's card; both numbers are 12 digits as stored."""

    grid: Grid
    use: CardUse
    meter_number: str = field(repr=False)
    customer_number: str = field(repr=False)
    write_back: WriteBack | None = field(default=None, repr=False)


class TokenTechnology(StrEnum):
    MEMORY = "memory"
    CONTACTLESS = "contactless"


@dataclass(frozen=True, slots=True)
class TokenCard:
    """A card that carries only a reference (hexadecimal). It proves nothing by itself."""

    technology: TokenTechnology
    reference: str = field(repr=False)


Identity: TypeAlias = IdCard | PowerCard | TokenCard
