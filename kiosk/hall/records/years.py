"""The years a person was judged for, month-end by month-end, so that steps outlast the back office's 36 months."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Engine, select

from kiosk.database import reading, writing
from kiosk.hall.records.schema import years
from kiosk.portrait.standing import YearOfGrades, month_ends_of, word_of
from kiosk.tickets.numbering import upsert


def years_of(engine: Engine, hall: str, person_key: str) -> tuple[YearOfGrades, ...]:
    """Those that were kept, the oldest first."""
    mine = select(years).where(years.c.hall == hall, years.c.person_key == person_key).order_by(years.c.year)
    with reading(engine) as connection:
        return tuple(
            YearOfGrades(row.year, month_ends_of(row.grades), row.breached) for row in connection.execute(mine)
        )


def keep(engine: Engine, hall: str, person_key: str, judged: Iterable[YearOfGrades], now: datetime) -> None:
    """In place of what was kept for these years."""
    rows = [
        {
            "hall": hall,
            "person_key": person_key,
            "year": one.year,
            "grades": word_of(one.month_ends),
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
