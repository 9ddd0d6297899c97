"""The two ledgers: free receptions in the VIP room, and the bonus for signing up on the spot.

Entries are only ever added. The rules are those of ``kiosk.portrait.vip`` and ``.bonus``; here each is asked and
its answer written in one transaction that is the only one for that person, on both databases.
"""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, insert, select

from kiosk.database import reading, writing
from kiosk.domain.customer import CustomerFacts, PaymentMethod
from kiosk.hall.records.schema import bonus_entries as bonus_table
from kiosk.hall.records.schema import vip_entries as vip_table
from kiosk.hall.records.turns import take_turn
from kiosk.portrait import bonus, vip
from kiosk.portrait.bonus import BonusEntry, BonusEntryKind
from kiosk.portrait.vip import BeyondFree, Refused, VipEntry, VipEntryKind


def vip_entries(engine: Engine, hall: str, person_key: str) -> tuple[VipEntry, ...]:
    """In the order in which they were written."""
    with reading(engine) as connection:
        return _vip_of(connection, hall, person_key)


def vip_check_in(
    engine: Engine,
    hall: str,
    person_key: str,
    booking: str,
    on: date,
    by: str,
    now: datetime,
    *,
    beyond: BeyondFree = BeyondFree.REFUSE,
    fee_fen: int = 0,
) -> VipEntry | Refused:
    """Debit one of the three free receptions of the year of ``on``, or do with a fourth what ``beyond`` says.

    ``fee_fen`` is what a fourth is charged. A repeated check-in gets its first entry again and writes nothing.
    """
    with writing(engine) as connection:
        take_turn(connection, hall, person_key)
        take_turn(connection, hall, booking)  # two people may hold one voucher; person before booking, always
        entries = _vip_of(connection, hall, person_key)
        entries += tuple(one for one in _vip_of_booking(connection, hall, booking) if one not in entries)
        entry = vip.checked_in(entries, booking, on, beyond)
        if isinstance(entry, VipEntry) and entry not in entries:
            _add_vip(connection, hall, person_key, entry, fee_fen, by, now)
        return entry


def vip_paid(
    engine: Engine, hall: str, person_key: str | None, booking: str, on: date, fee_fen: int, by: str, now: datetime
) -> VipEntry:
    """A reception that was offered for a fee from the start: charged, and none of the free ones is used.

    ``person_key`` None: whoever it is has shown no card and given no customer number.
    """
    entry = VipEntry(VipEntryKind.CHARGED, booking, on)
    with writing(engine) as connection:
        take_turn(connection, hall, booking)
        if entry.kind not in {one.kind for one in _vip_of_booking(connection, hall, booking)}:
            _add_vip(connection, hall, person_key, entry, fee_fen, by, now)
    return entry


def vip_give_back(engine: Engine, hall: str, booking: str, by: str, now: datetime) -> VipEntry | None:
    """The hall cancels: what was debited or charged for this booking is given back. None: there is nothing."""
    with writing(engine) as connection:
        whose = select(vip_table.c.person_key).where(vip_table.c.hall == hall, vip_table.c.booking == booking)
        person_key = connection.scalar(whose.limit(1))
        take_turn(connection, hall, person_key or booking)
        entries = _vip_of_booking(connection, hall, booking)
        entry = vip.cancelled_by_hall(entries, booking)
        if entry:
            _add_vip(connection, hall, person_key, entry, 0, by, now)
        return entry


def bonus_entries(engine: Engine, hall: str, person_key: str) -> tuple[BonusEntry, ...]:
    """In the order in which they were written."""
    with reading(engine) as connection:
        return _bonus_of(connection, hall, person_key)


def bonus_grant(
    engine: Engine,
    hall: str,
    person_key: str,
    facts: CustomerFacts,
    chosen: PaymentMethod,
    agreement: str,
    on: date,
    fen: int,
    by: str,
    now: datetime,
) -> BonusEntry | None:
    """Sign ``agreement`` on the spot. Signed twice, it counts once; None when there is no bonus for it."""

    def entry(known: tuple[BonusEntry, ...]) -> BonusEntry | None:
        same = [one for one in known if one.kind is BonusEntryKind.GRANTED and one.reference == agreement]
        return same[0] if same else bonus.granted(facts, known, chosen, agreement, on, fen)

    return _bonus(engine, hall, person_key, entry, by, now)


def bonus_credit(
    engine: Engine, hall: str, person_key: str, bill_id: str, amount_fen: int, on: date, by: str, now: datetime
) -> BonusEntry | None:
    """Take off ``bill_id`` what is left. None when nothing is left, or this bill had it."""
    return _bonus(engine, hall, person_key, lambda known: bonus.credited(known, bill_id, amount_fen, on), by, now)


def bonus_withdraw(
    engine: Engine, hall: str, person_key: str, agreement: str, on: date, by: str, now: datetime
) -> BonusEntry | None:
    """The agreement was revoked: what is left of its bonus is gone. None when nothing was granted for it."""

    def entry(known: tuple[BonusEntry, ...]) -> BonusEntry | None:
        mine = {one.kind: one for one in known if one.reference == agreement}
        if BonusEntryKind.GRANTED not in mine:
            return None
        return mine.get(BonusEntryKind.WITHDRAWN, BonusEntry(BonusEntryKind.WITHDRAWN, agreement, on))

    return _bonus(engine, hall, person_key, entry, by, now)


def _bonus(
    engine: Engine,
    hall: str,
    person_key: str,
    found: Callable[[tuple[BonusEntry, ...]], BonusEntry | None],
    by: str,
    now: datetime,
) -> BonusEntry | None:
    with writing(engine) as connection:
        take_turn(connection, hall, person_key)
        return bonus_entered(connection, hall, person_key, found, by, now)


def bonus_entered(
    connection: Connection,
    hall: str,
    person_key: str,
    found: Callable[[tuple[BonusEntry, ...]], BonusEntry | None],
    by: str,
    now: datetime,
) -> BonusEntry | None:
    """Write what ``found`` makes of the entries there are. Only in a transaction that has the person's turn."""
    known = _bonus_of(connection, hall, person_key)
    entry = found(known)
    if entry and entry not in known:
        row = {"reference": entry.reference, "kind": entry.kind.value, "day": entry.on, "fen": entry.fen}
        row |= {"hall": hall, "person_key": person_key, "who": by, "at": now}
        connection.execute(insert(bonus_table).values(row))
    return entry


def _add_vip(
    connection: Connection,
    hall: str,
    person_key: str | None,
    entry: VipEntry,
    fee_fen: int,
    by: str,
    now: datetime,
) -> None:
    charged = fee_fen if entry.kind is VipEntryKind.CHARGED else 0
    row = {
        "hall": hall,
        "person_key": person_key,
        "booking": entry.booking,
        "kind": entry.kind.value,
        "day": entry.on,
        "fee_fen": charged,
        "who": by,
        "at": now,
    }
    connection.execute(insert(vip_table).values(row))


def _vip_of(connection: Connection, hall: str, person_key: str) -> tuple[VipEntry, ...]:
    mine = select(vip_table).where(vip_table.c.hall == hall, vip_table.c.person_key == person_key)
    return tuple(_vip(row) for row in connection.execute(mine.order_by(vip_table.c.number)))


def _vip_of_booking(connection: Connection, hall: str, booking: str) -> tuple[VipEntry, ...]:
    mine = select(vip_table).where(vip_table.c.hall == hall, vip_table.c.booking == booking)
    return tuple(_vip(row) for row in connection.execute(mine.order_by(vip_table.c.number)))


def _bonus_of(connection: Connection, hall: str, person_key: str) -> tuple[BonusEntry, ...]:
    mine = select(bonus_table).where(bonus_table.c.hall == hall, bonus_table.c.person_key == person_key)
    return tuple(_bonus_entry(row) for row in connection.execute(mine.order_by(bonus_table.c.number)))


def _vip(row: Row[Any]) -> VipEntry:
    return VipEntry(VipEntryKind(row.kind), row.booking, row.day)


def _bonus_entry(row: Row[Any]) -> BonusEntry:
    return BonusEntry(BonusEntryKind(row.kind), row.reference, row.day, row.fen)
