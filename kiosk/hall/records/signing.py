"""A strategy that signs somebody up, called done: the bonus follows what was said last, in the same transaction.

Of a visit there is one bonus at most, whichever of its strategies are done. Called something else again, it is
undone by an entry of its own; done once more, it is granted anew.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime

from sqlalchemy import Engine

from kiosk.database import writing
from kiosk.domain.customer import CustomerFacts, PaymentMethod
from kiosk.domain.strategy import Completion
from kiosk.hall.records import completions, ledgers
from kiosk.hall.records.turns import take_turn
from kiosk.portrait import bonus
from kiosk.portrait.bonus import BonusEntry, BonusEntryKind


def complete(
    engine: Engine,
    hall: str,
    person_key: str,
    completion: Completion,
    service: str | None,
    now: datetime,
    contracts: Collection[CustomerFacts],
    signing: Mapping[str, PaymentMethod],
    fen: int,
) -> BonusEntry | None:
    """Keep how it ended, and grant or undo the bonus of ``fen``. The entry made, or standing; None for none.

    ``signing``: what each strategy signs that earns it. ``contracts`` decide who may have it: without any, nobody.
    """
    with writing(engine) as connection:
        take_turn(connection, hall, person_key)
        completions.put(connection, hall, person_key, completion, service, now)
        done = completions.done_in(connection, hall, completion.visit)
        signed = [signing[strategy] for strategy in sorted(done) if strategy in signing]

        def entry(known: tuple[BonusEntry, ...]) -> BonusEntry | None:
            if signed:
                return _granted(known, contracts, signed[0], completion.visit, completion.on, fen)
            return _undone(known, completion.visit, completion.on)

        return ledgers.bonus_entered(connection, hall, person_key, entry, completion.by, now)


def before(entries: Iterable[BonusEntry], visit: str) -> tuple[BonusEntry, ...]:
    """Those not of this visit: what was done a moment ago stays on the panel, to be changed."""
    return tuple(one for one in entries if not _of(one, visit))


def _granted(
    known: tuple[BonusEntry, ...],
    contracts: Iterable[CustomerFacts],
    chosen: PaymentMethod,
    visit: str,
    on: date,
    fen: int,
) -> BonusEntry | None:
    mine = [one for one in bonus.standing(known) if _of(one, visit)]
    if mine or fen <= 0:
        return mine[0] if mine else None
    times = sum(_of(one, visit) and one.kind is BonusEntryKind.GRANTED for one in known)
    found = (bonus.granted(one, known, chosen, f"{visit}/{times + 1}", on, fen) for one in contracts)
    return next((entry for entry in found if entry), None)


def _undone(known: tuple[BonusEntry, ...], visit: str, on: date) -> BonusEntry | None:
    mine = [one for one in bonus.standing(known) if _of(one, visit)]
    return BonusEntry(BonusEntryKind.UNDONE, mine[0].reference, on) if mine else None


def _of(entry: BonusEntry, visit: str) -> bool:
    return entry.reference.startswith(f"{visit}/")
