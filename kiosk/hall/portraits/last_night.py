"""Last night's portraits, from the SQLite file the nightly run publishes. Read only, and never believed unchecked.

The file is replaced by renaming another over it. It is opened anew for every look: a look sees the old file or the
new one, whole, and there is nothing to notice and nothing to close. That takes about a fifth of a millisecond.
"""

import logging
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Annotated
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kiosk.domain.customer import Channel
from kiosk.domain.portrait import (
    Arrears,
    Credit,
    CreditGrade,
    Portrait,
    Reason,
    Risk,
    RiskClass,
    Segment,
    Usage,
    UsageChange,
)
from kiosk.hall.backoffice.queries import By, Query
from kiosk.portrait.standing import YearOfGrades, month_ends_of

log = logging.getLogger(__name__)

FORMAT = "1"
_ABOUT = "SELECT key, value FROM about"
_COLUMN = {By.NUMBER: "customer_number", By.ID_HASH: "id_hash"}
PerMille = Annotated[int, Field(ge=0)] | None
Line = tuple[str, str, str, int]
"""A reason as published: element, code, detail, points."""

Year = tuple[int, Annotated[str, Field(pattern="^[A-E?-]{12}$")], bool]
"""A calendar year as published: the grades of its month-ends, ``-`` before there was a contract; breached."""


@dataclass(frozen=True, slots=True)
class NightPortrait:
    """One contract. Marks that are None: the file does not say, so that nobody may take it for a no."""

    customer_number: str = field(repr=False)
    portrait: Portrait = field(repr=False)
    segment: Segment | None = field(default=None, repr=False)
    certified_special: bool | None = field(default=None, repr=False)
    disability: bool | None = field(default=None, repr=False)
    key_account: bool | None = field(default=None, repr=False)
    years: tuple[YearOfGrades, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Marks:
    """Of a person: true when it is of any contract, false when of none, None when some contract leaves it open."""

    certified_special: bool | None = None
    disability: bool | None = None
    key_account: bool | None = None


UNMARKED = Marks()


def marks_of(rows: Iterable[NightPortrait]) -> Marks:
    told = [(row.certified_special, row.disability, row.key_account) for row in rows]
    return Marks(*(True if True in each else None if None in each else False for each in zip(*told, strict=True)))


class LastNight:
    """``path`` None: this hall has no such file, and nobody is ever found."""

    def __init__(self, path: Path | None, keep_days: int = 7) -> None:
        self._path = path
        self._keep_days = keep_days

    def find(self, queries: tuple[Query, ...], today: date) -> tuple[NightPortrait, ...]:
        """All contracts the first query with an answer finds; none when the file is missing, wrong or too old."""
        if self._path is None or not queries:
            return ()
        try:
            with closing(sqlite3.connect(_address(self._path), uri=True)) as connection:
                return self._find(connection, queries, today)
        except (sqlite3.Error, ValueError, KeyError) as error:
            log.warning("%s: cannot be used (%s)", self._path, type(error).__name__)
            return ()

    def _find(
        self, connection: sqlite3.Connection, queries: tuple[Query, ...], today: date
    ) -> tuple[NightPortrait, ...]:
        about = dict(connection.execute(_ABOUT).fetchall())
        as_of = date.fromisoformat(about["as_of"])
        if about["format"] != FORMAT or not 0 <= (today - as_of).days <= self._keep_days:
            log.warning("%s: of %s, format %s: not used", self._path, as_of, about["format"])
            return ()
        for query in queries:
            if rows := _rows(connection, query):
                return tuple(_read(number, text, as_of) for number, text in rows)
        return ()


def _address(path: Path) -> str:
    """Immutable: nobody writes to a file that was published, so no lock is needed, nor the right to make one."""
    return f"file:{quote(str(path.absolute()))}?mode=ro&immutable=1"


def _rows(connection: sqlite3.Connection, query: Query) -> list[tuple[str, str]]:
    column = _COLUMN.get(query.by)
    if column is None:  # meters are not published
        return []
    found = f"SELECT customer_number, portrait FROM portraits WHERE {column} = ? ORDER BY customer_number"
    return connection.execute(found, (query.value,)).fetchall()


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True, extra="ignore", hide_input_in_errors=True)

    score: int = Field(ge=0, le=100)
    grade: CreditGrade
    base: int
    bonus: int
    risk_class: RiskClass
    risk_points: int = Field(ge=0, le=100)
    rated: bool
    open_fen: int = Field(ge=0)
    days_overdue: int = Field(ge=0)
    usage: UsageChange | None = None
    year_on_year: PerMille = None
    trend: int | None = None
    peak_share: PerMille = None
    valley_share: PerMille = None
    load_factor: PerMille = None
    power_factor: PerMille = None
    prefers: Channel | None = None
    segment: Segment | None = None
    certified_special: bool | None = None
    disability: bool | None = None
    key_account: bool | None = None
    reasons: tuple[Line, ...] = ()
    years: tuple[Year, ...] = ()

    def about(self, element: str) -> tuple[Reason, ...]:
        return tuple(Reason(code, detail, points) for of, code, detail, points in self.reasons if of == element)


def _read(customer_number: str, text: str, as_of: date) -> NightPortrait:
    """Raises ValueError for what is no portrait."""
    try:
        row = _Row.model_validate_json(text)
    except ValidationError as error:
        raise ValueError(f"{error.error_count()} faults in a portrait") from None
    portrait = Portrait(
        as_of=as_of,
        credit=Credit(row.score, row.grade, row.base, row.bonus, row.about("credit"), as_of=as_of),
        risk=Risk(row.risk_class, row.risk_points, row.rated, row.about("risk"), as_of),
        arrears=Arrears(row.open_fen, row.days_overdue),
        prefers=row.prefers,
        usage=Usage(
            change=row.usage or UsageChange.UNKNOWN,
            year_on_year=row.year_on_year,
            trend=row.trend,
            peak_share=row.peak_share,
            valley_share=row.valley_share,
            load_factor=row.load_factor,
            power_factor=row.power_factor,
            reasons=row.about("usage"),
            as_of=as_of,
        ),
    )
    marks = (row.certified_special, row.disability, row.key_account)
    return NightPortrait(customer_number, portrait, row.segment, *marks, tuple(_year(*one) for one in row.years))


def _year(year: int, word: str, breached: bool) -> YearOfGrades:
    return YearOfGrades(year, month_ends_of(word), breached)
