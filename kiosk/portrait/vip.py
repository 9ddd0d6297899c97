"""Three free receptions in the VIP room a calendar year, kept as a ledger of what happened.

Debited at check-in, not at booking, so that whoever cancels in time loses nothing; given back when the hall
cancels. What is not used by 31 December is gone. The entries may come in any order and more than once.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

FREE_A_YEAR = 3


class VipEntryKind(StrEnum):
    DEBITED = "debited"
    CHARGED = "charged"
    GIVEN_BACK = "given_back"


@dataclass(frozen=True, slots=True)
class VipEntry:
    """``booking``: the appointment's id. ``on``: the day of check-in, for what is given back too."""

    kind: VipEntryKind
    booking: str
    on: date


class BeyondFree(StrEnum):
    """What this hall does with a fourth."""

    REFUSE = "refuse"
    CHARGE = "charge"


class Refused(StrEnum):
    NONE_LEFT = "none_left"


def free_left(entries: Iterable[VipEntry], year: int) -> int:
    """From 3 to 0."""
    all_entries = tuple(entries)
    used = {entry.booking for entry in all_entries if entry.kind is VipEntryKind.DEBITED and entry.on.year == year}
    return FREE_A_YEAR - len(used - _given_back(all_entries))


def checked_in(
    entries: Iterable[VipEntry], booking: str, on: date, beyond: BeyondFree = BeyondFree.REFUSE
) -> VipEntry | Refused:
    """The entry to add for this check-in, or the refusal. A repeated check-in gets its first entry again."""
    all_entries = tuple(entries)
    standing = [one for one in all_entries if one.booking == booking and one.kind is not VipEntryKind.GIVEN_BACK]
    if standing and booking not in _given_back(all_entries):
        return standing[0]
    if free_left(all_entries, on.year):
        return VipEntry(VipEntryKind.DEBITED, booking, on)
    return VipEntry(VipEntryKind.CHARGED, booking, on) if beyond is BeyondFree.CHARGE else Refused.NONE_LEFT


def cancelled_by_hall(entries: Iterable[VipEntry], booking: str) -> VipEntry | None:
    """The entry that gives it back, in the year it was debited; None when there is nothing to give back."""
    all_entries = tuple(entries)
    debited = [one for one in all_entries if one.booking == booking and one.kind is not VipEntryKind.GIVEN_BACK]
    if not debited or booking in _given_back(all_entries):
        return None
    return VipEntry(VipEntryKind.GIVEN_BACK, booking, debited[0].on)


def _given_back(entries: Iterable[VipEntry]) -> set[str]:
    return {entry.booking for entry in entries if entry.kind is VipEntryKind.GIVEN_BACK}
