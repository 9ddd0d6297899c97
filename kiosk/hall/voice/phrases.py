"""A call as the clips that say it. Pure: no files, no sound."""

import re
from dataclasses import dataclass

from kiosk.hall.voice.counting import Counting, counted
from kiosk.hall.voice.definition import NUMBER, PLACE, WINDOW, Definition, PlaceKind
from kiosk.hall.voice.settings import Numbers

_RUNS = re.compile(r"[0-9]+|[A-Za-z]")


@dataclass(frozen=True, slots=True)
class SpokenCall:
    """What is said of a call: ``number`` "A001", ``window`` "3", and what kind of place that is."""

    number: str
    window: str
    kind: PlaceKind


@dataclass(frozen=True, slots=True)
class Wording:
    """How this hall wants numbers said: digit by digit, or counted where the language can."""

    tickets: Numbers = "digits"
    windows: Numbers = "counted"


def phrase(definition: Definition, wording: Wording, call: SpokenCall) -> tuple[str, ...]:
    """The names of the clips in order; ``,`` is a pause."""
    parts = {
        NUMBER: spoken(call.number, _way(definition, wording.tickets)),
        WINDOW: spoken(call.window, _way(definition, wording.windows)),
        PLACE: definition.place[call.kind],
    }
    return tuple(clip for item in definition.order for clip in parts.get(item, (item,)))


def spoken(text: str, counting: Counting) -> tuple[str, ...]:
    """Letters one by one. Zeros before a number are said digit by digit and left out when counted."""
    return tuple(clip for run in _RUNS.findall(text) for clip in _run(run, counting))


def _run(run: str, counting: Counting) -> tuple[str, ...]:
    if run.isalpha():
        return (run.lower(),)
    return tuple(run) if counting == "digits" else counted(int(run), counting)


def _way(definition: Definition, numbers: Numbers) -> Counting:
    return definition.counting if numbers == "counted" else "digits"
