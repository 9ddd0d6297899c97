"""The portrait: what is judged of a customer. Three scales that look alike and never mix."""

from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum, StrEnum

from kiosk.domain.customer import Channel


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


@dataclass(frozen=True, slots=True)
class Reason:
    """One line of a reckoning: a code, what it is about, and its points (losses negative)."""

    code: str
    detail: str
    points: int


@dataclass(frozen=True, slots=True)
class Credit:
    score: int
    grade: CreditGrade
    base: int
    bonus: int
    reasons: tuple[Reason, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Risk:
    """``rated`` is False for customers with fewer than three counted bills: class two by rule, not by conduct."""

    risk_class: RiskClass
    points: int
    rated: bool
    reasons: tuple[Reason, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Arrears:
    """Open and past due among the bills that count; disputed ones, and estimated or hardship ones, stand apart."""

    open_fen: int
    days_overdue: int
    disputed_fen: int = 0
    excused_fen: int = 0


@dataclass(frozen=True, slots=True)
class Portrait:
    as_of: date
    credit: Credit
    risk: Risk
    arrears: Arrears
    prefers: Channel | None
