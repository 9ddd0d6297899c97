"""The bonus for signing up on the spot for bank debit or prepayment, as a ledger of what happened.

Offered to every household alike, whatever its grade or class; once a contract, taken off the bills that follow.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from kiosk.domain.customer import CustomerFacts, CustomerKind, PaymentMethod
from kiosk.portrait.risk import STEADY_METHODS


class BonusEntryKind(StrEnum):
    GRANTED = "granted"
    CREDITED = "credited"  # taken off a bill
    UNDONE = "undone"  # it was never signed: written down in error, as though nothing had been granted
    WITHDRAWN = "withdrawn"  # the agreement was revoked: what is left is gone, what was credited stays


@dataclass(frozen=True, slots=True)
class BonusEntry:
    """``reference``: the agreement's id, or that of the bill credited. It makes a repeated entry count once."""

    kind: BonusEntryKind
    reference: str = field(repr=False)
    on: date
    fen: int = field(default=0, repr=False)


def may_have_bonus(facts: CustomerFacts, entries: Iterable[BonusEntry] = ()) -> bool:
    """A household that pays neither by debit nor in advance, and has not had the bonus before."""
    return facts.kind is CustomerKind.HOUSEHOLD and facts.method not in STEADY_METHODS and not standing(entries)


def standing(entries: Iterable[BonusEntry]) -> tuple[BonusEntry, ...]:
    """What was granted and not undone since; withdrawn or not."""
    known = tuple(dict.fromkeys(entries))
    undone = {entry.reference for entry in known if entry.kind is BonusEntryKind.UNDONE}
    return tuple(one for one in known if one.kind is BonusEntryKind.GRANTED and one.reference not in undone)


def granted(
    facts: CustomerFacts,
    entries: Iterable[BonusEntry],
    chosen: PaymentMethod,
    agreement: str,
    on: date,
    fen: int,
) -> BonusEntry | None:
    """The entry for signing ``agreement`` in the hall on ``on``; None when there is no bonus for it."""
    if chosen not in STEADY_METHODS or not may_have_bonus(facts, entries):
        return None
    return BonusEntry(BonusEntryKind.GRANTED, agreement, on, fen)


def credited(entries: Iterable[BonusEntry], bill_id: str, amount_fen: int, on: date) -> BonusEntry | None:
    """The entry that takes off ``bill_id`` what is left, at most the bill; None when nothing is, or it had it."""
    all_entries = frozenset(entries)
    taken = any(one.kind is BonusEntryKind.CREDITED and one.reference == bill_id for one in all_entries)
    fen = 0 if taken else min(left_fen(all_entries), amount_fen)
    return BonusEntry(BonusEntryKind.CREDITED, bill_id, on, fen) if fen > 0 else None


def left_fen(entries: Iterable[BonusEntry]) -> int:
    """What will still be taken off bills: never less than nothing, though a bill had part of what was undone."""
    once = frozenset(entries)
    if any(entry.kind is BonusEntryKind.WITHDRAWN for entry in once):
        return 0
    given = sum(entry.fen for entry in standing(once))
    return max(0, given - sum(entry.fen for entry in once if entry.kind is BonusEntryKind.CREDITED))
