"""What came of the strategies: each once a visit, the last word counts; and how often each was shown.

Rows outlive the person they were about (``person_key`` NULL then), so that the rates stay what they were.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, select

from kiosk.database import reading, writing
from kiosk.domain.strategy import Completion, Shown, StrategyState
from kiosk.hall.records.schema import completions, shown
from kiosk.portrait.strategies import Rate, rates_of
from kiosk.tickets.numbering import upsert


def completions_of(engine: Engine, hall: str, person_key: str) -> tuple[Completion, ...]:
    """Of any day, the oldest first."""
    mine = select(completions).where(completions.c.hall == hall, completions.c.person_key == person_key)
    with reading(engine) as connection:
        return tuple(_completion(row) for row in connection.execute(mine.order_by(completions.c.at)))


def complete(
    engine: Engine, hall: str, person_key: str, completion: Completion, service: str | None, now: datetime
) -> None:
    """Keep how a strategy ended in a visit; said again, the last word counts. ``service``: the business in hand.

    Whether it may be kept is ``refusal_of``'s to say, beforehand. It counts as shown, too.
    """
    with writing(engine) as connection:
        put(connection, hall, person_key, completion, service, now)


def put(
    connection: Connection, hall: str, person_key: str, completion: Completion, service: str | None, now: datetime
) -> None:
    """``complete``, in a transaction that does more."""
    row = {
        "hall": hall,
        "visit": completion.visit,
        "strategy": completion.strategy,
        "person_key": person_key,
        "state": completion.state.value,
        "day": completion.on,
        "at": now,
        "who": completion.by[:32],
        "service": service or "",
        "note": completion.note,
    }
    key = ("hall", "visit", "strategy")
    new = upsert(connection)(completions).values(row)
    said = {name: value for name, value in row.items() if name not in key}
    connection.execute(new.on_conflict_do_update(index_elements=key, set_=said))


def done_in(connection: Connection, hall: str, visit: str) -> tuple[str, ...]:
    """The strategies called done in this visit, as it stands in this transaction."""
    mine = select(completions.c.strategy).where(completions.c.hall == hall, completions.c.visit == visit)
    return tuple(connection.scalars(mine.where(completions.c.state == StrategyState.DONE.value)))


def note_shown(
    engine: Engine, hall: str, person_key: str, visit: str, strategy_ids: Iterable[str], at: datetime
) -> None:
    """These were in front of a clerk in this visit. However often the panel is opened, it counts once."""
    what = {"hall": hall, "visit": visit, "person_key": person_key, "at": at}
    rows = [what | {"strategy": strategy} for strategy in dict.fromkeys(strategy_ids)]
    if not rows:
        return
    with writing(engine) as connection:
        connection.execute(upsert(connection)(shown).values(rows).on_conflict_do_nothing())


def rates(engine: Engine, hall: str, since: datetime) -> tuple[Rate, ...]:
    """By strategy id, of the visits in which it was first shown, or completed, since then."""
    seen = select(shown.c.strategy, shown.c.visit).where(shown.c.hall == hall, shown.c.at >= since)
    ended = select(completions).where(completions.c.hall == hall, completions.c.at >= since)
    with reading(engine) as connection:
        known = [Shown(row.strategy, row.visit) for row in connection.execute(seen)]
        return rates_of(known, [_completion(row) for row in connection.execute(ended)])


def _completion(row: Row[Any]) -> Completion:
    return Completion(row.strategy, row.visit, StrategyState(row.state), row.day, by=row.who, note=row.note)
