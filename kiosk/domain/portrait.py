"""The portrait: what is judged of a customer. Three scales that look alike and never mix.

Every element carries the day it stands for (``as_of``) and its reasons.
"""

from dataclasses import dataclass, field
from datetime import date
from enum import Enum, IntEnum, StrEnum

from kiosk.domain.customer import Channel, Purpose


class CreditGrade(StrEnum):
    """Percent bands: A 90-100, B 80-89, C 70-79, D 60-69, E below 60."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"
    E = "E"


class RiskClass(IntEnum):
    """Tariff risk: one is best (low risk), three is worst."""

    ONE = 1
    TWO = 2
    THREE = 3


class Segment(Enum):
    """How a station treats a customer. Its letters are not those of the credit grade, and never equal them."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"


class UsageChange(StrEnum):
    """This year's consumption against last year's."""

    GROWING = "growing"
    STEADY = "steady"
    FALLING = "falling"
    ABRUPT = "abrupt"  # less than half
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Reason:
    """One line of a reckoning: a code, what it is about, and its points (losses negative)."""

    code: str
    detail: str
    points: int


@dataclass(frozen=True, slots=True)
class Credit:
    """``bills``: how many were counted."""

    score: int
    grade: CreditGrade
    base: int
    bonus: int
    reasons: tuple[Reason, ...] = field(default=(), repr=False)
    bills: int = 0
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class Risk:
    """``rated`` is False for customers with fewer than three counted bills: class two by rule, not by conduct."""

    risk_class: RiskClass
    points: int
    rated: bool
    reasons: tuple[Reason, ...] = field(default=(), repr=False)
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class Arrears:
    """Open and past due among the bills that count; disputed ones, and estimated or hardship ones, stand apart."""

    open_fen: int
    days_overdue: int
    disputed_fen: int = 0
    excused_fen: int = 0


@dataclass(frozen=True, slots=True)
class Usage:
    """The consumption pattern. Shares and factors in per mille; None where meter or history say too little.

    ``change`` compares the last three months with the same three a year before, ``trend`` is the yearly growth
    over two years. ``as_of`` is the last day of the newest month measured, None without any.
    """

    change: UsageChange = UsageChange.UNKNOWN
    year_on_year: int | None = None
    trend: int | None = None
    peak_share: int | None = None
    valley_share: int | None = None
    load_factor: int | None = None
    power_factor: int | None = None
    power_factor_limit: int | None = None
    reasons: tuple[Reason, ...] = field(default=(), repr=False)
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class Preference:
    """The channel used most: its share (per mille, with an imagined contact of each kind) and all contacts seen.

    ``channel`` is None when no channel stands out; the share is then that of the most used.
    """

    channel: Channel | None = None
    share: int = 0
    contacts: int = 0


@dataclass(frozen=True, slots=True)
class Preferences:
    """The preference for each purpose, one for every member of ``Purpose``."""

    as_of: date | None = None
    by_purpose: tuple[tuple[Purpose, Preference], ...] = tuple((purpose, Preference()) for purpose in Purpose)
    reasons: tuple[Reason, ...] = field(default=(), repr=False)

    def of(self, purpose: Purpose) -> Preference:
        return dict(self.by_purpose)[purpose]


@dataclass(frozen=True, slots=True)
class Portrait:
    """``prefers`` is the channel preferred over all purposes together."""

    as_of: date
    credit: Credit
    risk: Risk
    arrears: Arrears
    prefers: Channel | None
    usage: Usage = Usage()
    preferences: Preferences = Preferences()
