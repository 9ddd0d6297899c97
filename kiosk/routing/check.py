"""Rules that could send someone wrong are refused before the doors open, with what to do about it."""

from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from kiosk.domain.direction import Direction, DirectionKind
from kiosk.routing.cases import World, coverage, worlds_of
from kiosk.routing.places import Places
from kiosk.routing.rules import Rule, Rules


def problems_of(rules: Rules, places: Places) -> list[str]:
    """What is wrong, one sentence each; empty when the rules are sound.

    Names and targets first; only when those are right is it asked whether each rule can match, each case has one.
    """
    named = [*_repeated(rules), *_fallbacks(rules, places)]
    named += [f"rule {rule.id!r}: {fault}" for rule in rules.rules for fault in _faults(rule, rules, places)]
    return named or list(_holes(rules, places))


def _repeated(rules: Rules) -> Iterator[str]:
    seen: set[str] = set()
    for rule in rules.rules:
        if rule.id in seen:
            yield f"rule {rule.id!r}: this id is used twice; give each rule its own"
        seen.add(rule.id)


def _fallbacks(rules: Rules, places: Places) -> Iterator[str]:
    for name in rules.always_open:
        if name not in places.lanes:
            yield f"always_open: there is no {name!r} in the hall{_near(name, places.lanes)}"


def _faults(rule: Rule, rules: Rules, places: Places) -> Iterator[str]:
    yield from _wrong_names(rule, places)
    if wrong := list(_wrong_place(rule.to, places)):
        yield from wrong
    elif rule.to.kind is DirectionKind.SELF_SERVICE:
        yield from _careless_self_service(rule)
    elif rule.to.place not in {*(rule.when.open_lanes or ()), *rules.always_open}:
        yield (
            f"sends to {rule.to.place!r} even when it is closed; "
            f'add open_lanes = ["{rule.to.place}"] to its conditions, or name the place in always_open'
        )


def _wrong_names(rule: Rule, places: Places) -> Iterator[str]:
    for service in rule.when.service or ():
        if service not in places.services:
            yield f"there is no service {service!r}{_near(service, places.services)}"
    for lane in rule.when.open_lanes or ():
        if lane not in places.lanes:
            yield f"open_lanes names {lane!r}, which is not in the hall{_near(lane, places.lanes)}"


def _wrong_place(to: Direction, places: Places) -> Iterator[str]:
    found = places.kind_of(to.kind, to.place)
    if found is None:
        known = places.terminals if to.kind is DirectionKind.SELF_SERVICE else places.lanes
        yield f"there is no {to.kind.value} {to.place!r}{_near(to.place, known)}"
    elif to.place in places.by_staff:
        yield (
            f"{to.place!r} is a {found.value} for those whom staff send there; "
            "leave the rule out, or let anybody come with walk_in = true in hall.toml"
        )
    elif found is not to.kind:
        yield f'{to.place!r} is a {found.value}, not a {to.kind.value}; write to = "{found.value}:{to.place}"'


def _careless_self_service(rule: Rule) -> Iterator[str]:
    if rule.when.self_service_possible is not True:
        yield "sends to a terminal that may not be able to help; add self_service_possible = true"
    if rule.when.wants_person is not False:
        yield "sends people to a terminal who asked for a person; add wants_person = false"


def _holes(rules: Rules, places: Places) -> Iterator[str]:
    worlds = worlds_of(rules, places)
    covered = coverage(worlds, len(rules.rules))
    for at in sorted(set(range(len(rules.rules))) - covered.deciding):
        yield f"rule {rules.rules[at].id!r}: can never match: {_why_never(at, rules, worlds)}"
    if covered.gap:
        yield (
            f"no rule for this case: {covered.gap}; "
            "end the list with a rule without conditions, to a place that is always open"
        )


def _why_never(at: int, rules: Rules, worlds: Iterable[World]) -> str:
    possible = [world for world in worlds if world.possible(at)]
    if not possible:
        return "its conditions exclude each other; change or remove it"
    around = [other for other in range(at) if all(world.within(at, other) for world in possible)]
    meeting = [other for other in range(at) if any(world.meet(at, other) for world in possible)]
    names = ", ".join(repr(rules.rules[other].id) for other in around[:1] or meeting)
    return f"whatever it asks for is decided before by {names}; move it above, change or remove it"


def _near(name: str, known: Iterable[str]) -> str:
    choices = sorted(known)
    near = get_close_matches(name, choices, n=1)
    hint = f"; did you mean {near[0]!r}?" if near else ""
    return f"{hint} (there are: {', '.join(choices) or 'none'})"
