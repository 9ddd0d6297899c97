"""``kiosk route``: where would this person be sent, and why; and are the rules sound."""

import argparse
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from kiosk.config import ConfigError, load
from kiosk.domain.customer import Channel
from kiosk.domain.direction import DirectionKind
from kiosk.domain.portrait import CreditGrade, RiskClass
from kiosk.routing import Places, RoutingFacts, Rules, Verdict, explain, read_rules, route

DESCRIPTION = """\
Say where the rules of routing.toml send a person, and why. Nothing is asked of the hall and nobody gets a number.

Without options the person is a customer of class two and grade B, like one who is new, all that hall.toml opens is
open and the terminals work. Say only what differs.
"""
EXAMPLES = """\
examples:
  kiosk route --class 3 --arrears 120.50 --days-overdue 12 --service pay
  kiosk route --class 1 --grade A --service new --closed priority --why
  kiosk route --unknown --age 70 --service bill
  kiosk route --check

Ends with 0 when all is well, 1 when the configuration is not sound, 2 when the question makes no sense.
"""
_OF_CUSTOMERS = {
    "risk_class": "--class",
    "grade": "--grade",
    "arrears": "--arrears",
    "days_overdue": "--days-overdue",
    "prefers": "--prefers",
    "disability": "--disability",
    "key_account": "--key-account",
    "certified_special": "--certified-special",
}


class QuestionError(Exception):
    """The question contradicts itself or names something the hall does not have."""


@dataclass(frozen=True, slots=True)
class _Layout:
    """The few things of hall.toml and services.toml that routing is about."""

    places: Places
    open_lanes: frozenset[str]  # as the file has them; --closed takes away more
    names: Mapping[str, str]  # "lane:care" -> "Window 1"
    self_service: frozenset[str]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = DESCRIPTION
    parser.epilog = EXAMPLES
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    _add_person(parser.add_argument_group("the person"))
    _add_visit(parser.add_argument_group("the visit"))
    parser.add_argument("--why", action="store_true", help="list every rule with the first condition that failed")
    parser.add_argument("--check", action="store_true", help="only say whether the rules are sound")
    parser.add_argument(
        "--config",
        type=Path,
        default=Path("config"),
        metavar="DIR",
        help="folder of the *.toml files (%(default)s)",
    )


def run(args: argparse.Namespace) -> int:
    try:
        layout = _layout(args.config)
        rules = read_rules(args.config / "routing.toml", layout.places)
        if args.check:
            print(f"{args.config / 'routing.toml'}: {len(rules.rules)} rules, version {rules.version}: sound")
        else:
            _answer(_facts(args, layout), rules, layout, args.why)
    except ConfigError as error:
        print(error, file=sys.stderr)
        return 1
    except QuestionError as error:
        print(f"kiosk route: {error}", file=sys.stderr)
        return 2
    return 0


def _add_person(group: argparse._ArgumentGroup) -> None:
    group.add_argument("--unknown", action="store_true", help="no card, or a card that leads to no customer")
    group.add_argument("--class", dest="risk_class", type=int, choices=[1, 2, 3], help="tariff risk, 1 is lowest")
    group.add_argument("--grade", choices=[grade.value for grade in CreditGrade], help="credit grade")
    group.add_argument("--arrears", type=_fen, metavar="YUAN", help="open and past due, as in 120.50")
    group.add_argument(
        "--days-overdue", type=int, metavar="N", help="age of the oldest open bill (with --arrears: 1)"
    )
    group.add_argument("--prefers", choices=[channel.value for channel in Channel], help="preferred channel")
    group.add_argument("--age", type=_whole, metavar="N", help="age in years (not known)")
    group.add_argument("--disability", action="store_true")
    group.add_argument("--key-account", action="store_true")
    group.add_argument("--certified-special", action="store_true")


def _add_visit(group: argparse._ArgumentGroup) -> None:
    group.add_argument("--service", metavar="ID", help="what they come for, an id of services.toml (none chosen)")
    group.add_argument("--wants-person", action="store_true", help="asked for a person instead of a terminal")
    group.add_argument("--no-terminal", action="store_true", help="the self-service terminals are not working")
    group.add_argument(
        "--closed", action="append", default=[], metavar="LANE", help="a lane, desk or room that is closed; repeat"
    )


def _fen(yuan: str) -> int:
    try:
        fen = Decimal(yuan) * 100
    except InvalidOperation:
        raise argparse.ArgumentTypeError(f"{yuan!r} is not an amount in yuan, such as 120.50") from None
    if not fen.is_finite() or fen < 0 or fen != fen.to_integral_value():
        raise argparse.ArgumentTypeError(f"{yuan!r} is not an amount in yuan with at most two decimals")
    return int(fen)


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or len(text) > 6:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number of 0 or more")
    return int(text)


def _facts(args: argparse.Namespace, layout: _Layout) -> RoutingFacts:
    service, places = args.service, layout.places
    if service is not None:
        _known("service", service, places.services)
    for lane in args.closed:
        _known("lane, desk or room", lane, places.lanes)
    at_terminal = service in layout.self_service and bool(places.terminals) and not args.no_terminal
    visit = RoutingFacts(
        age=args.age,
        service=service,
        self_service_possible=at_terminal,
        wants_person=args.wants_person,
        open_lanes=layout.open_lanes - set(args.closed),
    )
    return _nobody(args, visit) if args.unknown else _customer(args, visit)


def _nobody(args: argparse.Namespace, visit: RoutingFacts) -> RoutingFacts:
    given = [option for name, option in _OF_CUSTOMERS.items() if getattr(args, name) not in (None, False)]
    if given:
        raise QuestionError(f"of somebody unknown nothing else is known: leave out --unknown or {', '.join(given)}")
    return visit


def _customer(args: argparse.Namespace, visit: RoutingFacts) -> RoutingFacts:
    arrears = args.arrears or 0
    days = args.days_overdue if args.days_overdue is not None else int(arrears > 0)
    if days < 0 or (arrears > 0) is not (days > 0):
        raise QuestionError("--arrears and --days-overdue go together: both more than nothing, or neither")
    return replace(
        visit,
        identified=True,
        risk_class=RiskClass(args.risk_class or RiskClass.TWO),
        grade=CreditGrade(args.grade or CreditGrade.B),
        arrears_fen=arrears,
        days_overdue=days,
        prefers=Channel(args.prefers) if args.prefers else None,
        disability=args.disability,
        key_account=args.key_account,
        certified_special=args.certified_special,
    )


def _known(what: str, name: str, known: Iterable[str]) -> None:
    choices = sorted(known)
    if name not in choices:
        near = get_close_matches(name, choices, n=1)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        raise QuestionError(f"there is no {what} {name!r}{hint} (there are: {', '.join(choices)})")


def _answer(facts: RoutingFacts, rules: Rules, layout: _Layout, why: bool) -> None:
    decision = route(facts, rules)
    to = f"{decision.direction.kind.value}:{decision.direction.place}"
    print(f"to       {to}  ({layout.names[to]})")
    print(f"rule     {decision.rule}")
    print(f"reason   {decision.reason}  (for staff only)")
    print(f"version  {decision.rules_version}")
    if why:
        print()
        _print_verdicts(explain(facts, rules))


def _print_verdicts(verdicts: Sequence[Verdict]) -> None:
    width = max(len(verdict.rule) for verdict in verdicts)
    for verdict in verdicts:
        sign = "=>" if verdict.decides else "  "
        text = verdict.failed or ("matches and decides" if verdict.decides else "matches too, but comes later")
        print(f"{sign} {verdict.rule:{width}}  {text}")


def _layout(config: Path) -> _Layout:
    hall, services = config / "hall.toml", config / "services.toml"
    lanes = {lane["id"]: (_kind(hall, lane), lane) for lane in _tables(hall, "lanes")}
    terminals = {terminal["id"]: terminal for terminal in _tables(hall, "terminals")}
    offered = {service["id"]: service for service in _tables(services, "services")}
    places = Places(
        {key: kind for key, (kind, _) in lanes.items()},
        frozenset(terminals),
        frozenset(offered),
        by_staff=frozenset(
            key
            for key, (kind, lane) in lanes.items()
            if kind is DirectionKind.DESK and lane.get("walk_in") is not True
        ),
    )
    names = {f"{kind.value}:{key}": _place(lane) for key, (kind, lane) in lanes.items()}
    names |= {f"{DirectionKind.SELF_SERVICE.value}:{key}": _place(table) for key, table in terminals.items()}
    at_terminal = frozenset(key for key, service in offered.items() if service.get("self_service") is True)
    open_lanes = frozenset(key for key, (_, lane) in lanes.items() if lane.get("open") is not False)
    return _Layout(places, open_lanes, names, at_terminal)


def _tables(path: Path, name: str) -> list[dict[str, Any]]:
    """The tables [[name]]; only their ids are looked at here, the hall itself checks the rest."""
    tables = load(path).get(name, [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) and table.get("id") for table in tables):
        raise ConfigError(f"{path}: [[{name}]]: each needs an id; run `kiosk check` for the whole file")
    return tables


def _kind(path: Path, lane: Mapping[str, Any]) -> DirectionKind:
    try:
        return DirectionKind(lane.get("kind", DirectionKind.LANE))
    except ValueError:
        raise ConfigError(f"{path}: lane {lane['id']!r}: kind must be lane, desk or room") from None


def _place(table: Mapping[str, Any]) -> str:
    place = table.get("place")
    return str(place.get("en") or table["id"]) if isinstance(place, dict) else str(table["id"])
