"""Which rule decides which case: exactly, for every person there can be.

Each atom of each axis is judged by the very functions that decide at the kiosk, so nothing is said twice. Then the
axes are walked one by one, keeping as bits of a number which rules could still match; equal numbers are one case.
That is exact, and takes milliseconds where listing every combination would take hours.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from kiosk.routing.axes import Axis, axes_of
from kiosk.routing.conditions import CONDITIONS
from kiosk.routing.facts import RoutingFacts
from kiosk.routing.places import Places
from kiosk.routing.rules import Rule, Rules

Judged = Mapping[int, str]  # rules that an atom lets pass, as bits by position in the file -> the atom's words


@dataclass(frozen=True, slots=True)
class World:
    """All people of one kind, by axes already judged. Atoms that no rule tells apart are one."""

    axes: tuple[Judged, ...]

    def possible(self, rule: int) -> bool:
        """Is there anyone for whom this rule alone would hold?"""
        return all(any(passing >> rule & 1 for passing in axis) for axis in self.axes)

    def meet(self, rule: int, other: int) -> bool:
        """Is there anyone for whom both hold?"""
        both = 1 << rule | 1 << other
        return all(any(passing & both == both for passing in axis) for axis in self.axes)

    def within(self, rule: int, other: int) -> bool:
        """Does ``other`` hold for everyone for whom ``rule`` holds?"""
        return all(passing >> other & 1 or not passing >> rule & 1 for axis in self.axes for passing in axis)


@dataclass(frozen=True, slots=True)
class Coverage:
    """``deciding``: rules that decide at least one case. ``gap``: a case without a rule, in words, if any."""

    deciding: frozenset[int]
    gap: str | None


def worlds_of(rules: Rules, places: Places) -> tuple[World, World]:
    """The people not identified and the people identified."""
    unknown, known = (_world(rules.rules, axes_of(rules, places, identified)) for identified in (False, True))
    return unknown, known


def coverage(worlds: Iterable[World], count: int) -> Coverage:
    """Walk all cases of ``worlds`` under ``count`` rules."""
    ends = [end for world in worlds for end in _walk(world, count).items()]
    deciding = frozenset(_lowest(alive) for alive, _ in ends if alive)
    return Coverage(deciding, next((example for alive, example in ends if not alive), None))


def _world(rules: Sequence[Rule], axes: Iterable[Axis]) -> World:
    return World(tuple(_judged(rules, axis) for axis in axes))


def _judged(rules: Sequence[Rule], axis: Axis) -> Judged:
    judged: dict[int, str] = {}
    for atom in axis.atoms:
        facts = replace(RoutingFacts(), **atom.values)
        judged.setdefault(_bits(_passes(rule, axis, facts) for rule in rules), atom.words)
    return judged


def _passes(rule: Rule, axis: Axis, facts: RoutingFacts) -> bool:
    asked = ((name, wanted) for name, wanted in rule.when.stated if name in axis.conditions)
    return all(CONDITIONS[name].holds(facts, wanted) for name, wanted in asked)


def _walk(world: World, count: int) -> dict[int, str]:
    """Rules that match together -> an example. Behind a rule that is certain to match, rules are forgotten."""
    ends = {(1 << count) - 1: ""}
    for at, axis in enumerate(world.axes):
        certain = _certain(world.axes[at + 1 :], count)
        ends = dict(_step(ends, axis, certain))
    return ends


def _step(ends: Mapping[int, str], axis: Judged, certain: int) -> Iterator[tuple[int, str]]:
    seen = set()
    for alive, example in ends.items():
        for passing, words in axis.items():
            still = _decided(alive & passing, certain)
            if still not in seen:
                seen.add(still)
                yield still, _joined(example, words if len(axis) > 1 or not example else "")


def _certain(later: Iterable[Judged], count: int) -> int:
    """The rules that none of these axes can make fail."""
    certain = (1 << count) - 1
    for axis in later:
        for passing in axis:
            certain &= passing
    return certain


def _decided(alive: int, certain: int) -> int:
    first = alive & certain
    return alive & ((first & -first) * 2 - 1) if first else alive


def _joined(example: str, words: str) -> str:
    return f"{example}, {words}" if example and words else example or words


def _lowest(alive: int) -> int:
    return (alive & -alive).bit_length() - 1


def _bits(flags: Iterable[bool]) -> int:
    return sum(1 << at for at, flag in enumerate(flags) if flag)
