"""All that a counter's panel asks of the records about one person, in one look: it is asked at every call."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, Table, bindparam, literal_column, select
from sqlalchemy.sql.selectable import Select

from kiosk.database import reading
from kiosk.domain.strategy import Completion, StrategyState
from kiosk.hall.records.overrides import OverrideElement, TreatAs
from kiosk.hall.records.schema import bonus_entries, completions, notes, overrides, vip_entries
from kiosk.portrait.bonus import BonusEntry, BonusEntryKind
from kiosk.portrait.vip import VipEntry, VipEntryKind
from kiosk.prepared import Prepared


@dataclass(frozen=True, slots=True)
class Known:
    """``notes``: how many stand now. ``treat_as``: what staff set by hand, when it is in force."""

    completions: tuple[Completion, ...] = field(default=(), repr=False)
    vip: tuple[VipEntry, ...] = field(default=(), repr=False)
    bonus: tuple[BonusEntry, ...] = field(default=(), repr=False)
    notes: int = 0
    treat_as: TreatAs | None = None


NOTHING = Known()


def known(engine: Engine, hall: str, person_key: str, now: datetime) -> Known:
    whose = {"hall": hall, "person": person_key}
    with reading(engine) as connection:
        done = _COMPLETIONS.all(connection, **whose)
        vip, bonus = _VIP.all(connection, **whose), _BONUS.all(connection, **whose)
        newest = {row["id"]: row["removed"] for row in _NOTES.all(connection, **whose)}
        by_hand = _TREATED.first(connection, **whose, now=now)
    return Known(
        completions=tuple(
            Completion(
                row["strategy"],
                row["visit"],
                StrategyState(row["state"]),
                row["day"],
                by=row["who"],
                note=row["note"],
            )
            for row in done
        ),
        vip=tuple(VipEntry(VipEntryKind(row["kind"]), row["booking"], row["day"]) for row in vip),
        bonus=tuple(
            BonusEntry(BonusEntryKind(row["kind"]), row["reference"], row["day"], row["fen"]) for row in bonus
        ),
        notes=sum(not removed for removed in newest.values()),
        treat_as=TreatAs(by_hand["value"]) if by_hand else None,
    )


def _of(statement: Select[Any], table: Table) -> Prepared:
    return Prepared(statement.where(table.c.hall == bindparam("hall"), table.c.person_key == bindparam("person")))


_done, _vip, _bonus, _hand = completions.c, vip_entries.c, bonus_entries.c, overrides.c
_COMPLETIONS = _of(
    select(_done.strategy, _done.visit, _done.state, _done.day, _done.who, _done.note).order_by(_done.at),
    completions,
)
_VIP = _of(select(_vip.kind, _vip.booking, _vip.day).order_by(_vip.number), vip_entries)
_BONUS = _of(select(_bonus.kind, _bonus.reference, _bonus.day, _bonus.fen).order_by(_bonus.number), bonus_entries)
_NOTES = _of(select(notes.c.id, notes.c.removed).order_by(notes.c.version), notes)
_TREATED = _of(
    select(_hand.value)
    .where(_hand.element == OverrideElement.TREAT_AS.value, _hand.until > bindparam("now"))
    .where(_hand.ended_at.is_(None) | (_hand.ended_at > bindparam("now")))
    .where(_hand.made_at <= bindparam("now"))
    .order_by(_hand.made_at.desc())
    .limit(literal_column("1")),
    overrides,
)
