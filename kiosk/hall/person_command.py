"""``kiosk person``: a copy of everything this hall holds about one person, or its deletion."""

import argparse
import json
import os
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from kiosk.config import ConfigError, read
from kiosk.hall import person_data
from kiosk.hall.hall import Hall
from kiosk.hall.person_data import Forgotten, Seen, Whose
from kiosk.hall.phone_number import plain_number
from kiosk.hall.serve import make_hall
from kiosk.hall.settings import HallSettings

_HELP = """\
examples:
  kiosk person export 0000000017 --out copy.json
  kiosk person delete 0000000017 --reason "request of 23 November" --dry-run
  kiosk person delete - --reason "request of 23 November"     asks for the number, so that no shell remembers it

With a database in a file (SQLite) stop the hall first. The audit log says that it was done, when and why, by the
reference that is printed, never by the number.

Who is found: the back office says which numbers and power cards belong to the person, so whatever they showed leads
here. A card shown while the back office was away is found too, when it was one of these power cards; an identity
card or a foreign card of such a moment is not, for the hall keeps nothing that leads from a person to it. What was
booked with a phone number only is found with --phone.
"""
_SEEN = {
    Seen.KNOWN: "the back office knows this customer, with {contracts} contract(s)",
    Seen.UNKNOWN: "the back office knows no such customer; looked for under this number alone",
    Seen.AWAY: "the back office does not answer: looked for under this number alone, others of the same person "
    "and cards are NOT found; try again later",
}
_KEPT_BY_LAW = """\
kept, because the law asks for it or nobody can be found by it:
  audit log          who looked at or changed what, by ticket; nothing leads from there to the person any more
  amounts, dates     of the VIP and bonus ledgers, for the books
  numbers, times     of tickets, visits and what came of strategies, for statistics
held elsewhere: the back office itself, and the nightly portraits, which are made anew from it every night."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = _HELP
    actions = parser.add_subparsers(dest="action", metavar="export|delete", required=True)
    export = actions.add_parser("export", help="write a copy of everything into a file")
    export.add_argument("--out", type=Path, required=True, metavar="FILE.json", help="a file that is not there yet")
    delete = actions.add_parser("delete", help="delete or unlink everything")
    delete.add_argument("--reason", required=True, metavar="WHY", help="goes into the audit log")
    delete.add_argument("--dry-run", action="store_true", help="say what would go, and change nothing")
    for action in (export, delete):
        action.add_argument("customer", metavar="CUSTOMER", help="a customer number, or - to be asked for it")
        action.add_argument("--phone", metavar="NUMBER", help="also what was booked with this phone number alone")
        action.add_argument(
            "--config",
            type=Path,
            default=Path("config"),
            metavar="DIR",
            help="configuration (default: %(default)s)",
        )


def run(arguments: argparse.Namespace) -> int:
    """0 done; 1 not done, and why is said. Raises ConfigError for what was asked wrongly."""
    phone = plain_number(arguments.phone) if arguments.phone else None
    if arguments.phone and phone is None:
        raise ConfigError("--phone: this is not a phone number")
    if arguments.action == "delete" and not arguments.reason.strip():
        raise ConfigError("--reason: say why, for the audit log")
    if arguments.action == "export" and arguments.out.exists():
        raise ConfigError(f"--out: {arguments.out} is there already; name another file")
    hall = make_hall(arguments.config, read(arguments.config / "hall.toml", HallSettings))
    try:
        return _act(arguments, hall, phone)
    finally:
        hall.engine.dispose()


def _act(arguments: argparse.Namespace, hall: Hall, phone: str | None) -> int:
    typed = sys.stdin.readline() if arguments.customer == "-" else arguments.customer
    try:
        who = person_data.whose(hall, typed, phone)
    except ValueError as error:
        raise ConfigError(f"CUSTOMER: {error}") from None
    print(_SEEN[who.back_office].format(contracts=who.contracts))
    now = datetime.now(UTC)
    if arguments.action == "export":
        return _export(hall, who, arguments.out, now)
    return _delete(hall, who, arguments.reason, now, dry_run=arguments.dry_run)


def _export(hall: Hall, who: Whose, out: Path, now: datetime) -> int:
    copy = person_data.export(hall, who, now)
    write_private(out, json.dumps(copy, ensure_ascii=False, indent=2, default=str) + "\n")
    _print_counts("copied", {name: len(rows) for name, rows in copy["held"].items()})
    print(f"{out}: written; reference {copy['reference']}")
    return 0


def _delete(hall: Hall, who: Whose, reason: str, now: datetime, *, dry_run: bool) -> int:
    done = person_data.delete(hall, who, reason, now, dry_run=dry_run)
    if done.open_appeals:
        print(f"{done.open_appeals} appeal(s) are not answered yet; answer them first. Nothing was changed.")
        return 1
    _print_done(done, dry_run)
    return 0


def _print_done(done: Forgotten, dry_run: bool) -> None:
    _print_counts("would be deleted" if dry_run else "deleted", done.gone)
    _print_counts("would stay without the person" if dry_run else "stay without the person", done.unlinked)
    print(_KEPT_BY_LAW)
    print("dry run: nothing was changed" if dry_run else f"done; reference {done.reference}")


def _print_counts(what: str, counts: Mapping[str, Any]) -> None:
    print(f"{what}:")
    for name, count in counts.items():
        if count:
            print(f"  {name:22}{count:6}")
    if not any(counts.values()):
        print("  nothing")


def write_private(path: Path, text: str) -> None:
    """A new file that only its owner can read."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
