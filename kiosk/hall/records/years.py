"""The years a person was judged for, month-end by month-end, so that steps outlast the back office's 36 months."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Engine, select

from kiosk.database import reading, writing
from kiosk.domain.portrait import CreditGrade
from kiosk.hall.records.schema import years
from kiosk.portrait.standing import YearOfGrades
from kiosk.tickets.numbering import upsert

_NOBODY_YET = "-"


def years_of(engine: Engine, hall: str, person_key: str) -> tuple[YearOfGrades, ...]:
    """Those that were kept, the oldest first."""
    mine = select(years).where(years.c.hall == hall, years.c.person_key == person_key).order_by(years.c.year)
    with reading(engine) as connection:
        return tuple(YearOfGrades(row.year, _grades(row.grades), row.breached) for row in connection.execute(mine))


def keep(engine: Engine, hall: str, person_key: str, judged: Iterable[YearOfGrades], now: datetime) -> None:
    """In place of what was kept for these years."""
    rows = [
        {
            "hall": hall,
            "person_key": person_key,
            "year": one.year,
            "grades": "".join(grade or _NOBODY_YET for grade in one.month_ends),
            "breached": one.breached,
            "at": now,
        }
        for one in judged
    ]
    if not rows:
        return
    with writing(engine) as connection:
        put = upsert(connection)(years).values(rows)
        said = {name: put.excluded[name] for name in ("grades", "breached", "at")}
        connection.execute(put.on_conflict_do_update(index_elements=["hall", "person_key", "year"], set_=said))


def _grades(word: str) -> tuple[CreditGrade | None, ...]:
    return tuple(None if letter == _NOBODY_YET else CreditGrade(letter) for letter in word)
