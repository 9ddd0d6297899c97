"""From the last card byte on the wire to the last printer byte written, through the whole kiosk.

The kiosk, the hall and the back office are the real programs (three processes); the ID reader is on a
pseudo-terminal, the power card behind pcscd, the printer on TCP, none of them paced: what is measured is software.
A person's touch takes no time here: the service is chosen the moment the menu is there. The hall's cache of
customers is off, so that every visit asks the back office.

The floor, in the same run: the same bytes over the same wires, one loopback request and one durable commit.
"""

import argparse
import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import requests
from tap_floor import floor_samples

from kiosk.app.program import Program
from kiosk.app.slip import slip_of
from kiosk.demo.stage import CastMember, Stage
from kiosk.devices.printer_profile import read_profile
from kiosk.devices.slip_page import compose
from kiosk.devices.url import DeviceUrl
from kiosk.domain.device import Role
from kiosk.flow.events import DirectionGiven, Event, IdentityPresented, SlipPrinted, Tapped, VisitorFound
from kiosk.flow.precedence import Screen, screen_of
from kiosk.flow.state import Kiosk
from simulators.card import VirtualCard
from simulators.chips import PowerChip, parameter_file, write_back_file
from simulators.id_cards import resident

STEPS = ("reader", "identify", "issue", "print", "total")
PEOPLE = ("class_one", "class_three_in_arrears", "debit_in_transit", "elderly")
SERVICE = "new"
PATIENCE_S = 20.0


@dataclass
class Moments:
    """When the facts of the visit under way were taken, in seconds of ``time.perf_counter``."""

    identity: float = 0.0
    visitor: float = 0.0
    direction: float = 0.0
    answer: DirectionGiven | None = None
    printed: bool = False


@dataclass
class Bench:
    """The kiosk with somebody who chooses at once."""

    stage: Stage
    moments: Moments = field(default_factory=Moments)

    def __post_init__(self) -> None:
        self.program = Program(self.stage.settings(), self.watch)

    def watch(self, _before: Kiosk, event: Event, _after: Kiosk) -> None:
        now = time.perf_counter()
        match event:
            case IdentityPresented():
                self.moments.identity = now
            case VisitorFound():
                self.moments.visitor = now
                self.program.inbox.put(Tapped(f"service:{SERVICE}"))
            case DirectionGiven():
                self.moments.direction = now
                self.moments.answer = event
            case SlipPrinted():
                self.moments.printed = True

    def until(self, done: Callable[[], bool], what: str) -> None:
        deadline = time.monotonic() + PATIENCE_S
        while not done():
            if time.monotonic() > deadline:
                raise SystemExit(f"the benchmark waited in vain for {what}")
            self.program.loop.turn(0.05)

    def visit(
        self, lay: Callable[[], None], lift: Callable[[], None], last_byte: Callable[[], float]
    ) -> list[float]:
        """One visit; milliseconds by step. Afterwards the ticket is cancelled and the glass welcomes again."""
        self.moments = Moments()
        lay()
        self.until(lambda: self.moments.printed, "the slip")
        card, printer = last_byte(), self.stage.simulators.printer.cuts[-1].received_at
        marks = [card, self.moments.identity, self.moments.visitor, self.moments.direction, printer]
        lift()
        self._clear()
        steps = [(end - start) * 1000 for start, end in pairwise(marks)]
        return [*steps, (printer - card) * 1000]

    def _clear(self) -> None:
        answer = self.moments.answer
        assert answer is not None, "a slip was printed"
        assert answer.answer.ticket is not None, "a slip was printed"
        token = self.stage.settings().hall.token_file.read_text(encoding="ascii")
        requests.post(
            f"{self.stage.hall_url}/api/tickets/{answer.answer.ticket.id}/cancel",
            headers={"Authorization": f"Bearer {token}"},
            timeout=PATIENCE_S,
        ).raise_for_status()
        self.program.inbox.put(Tapped("done"))
        policy = self.program.settings.policy
        self.until(lambda: screen_of(self.program.loop.kiosk, policy) is Screen.WELCOME, "the welcome screen")
        rest = time.monotonic() + 0.15  # the reader wants to see an empty plate
        self.until(lambda: time.monotonic() > rest, "a moment")


def serial_visit(bench: Bench, member: CastMember) -> list[float]:
    reader = bench.stage.simulators.id_reader
    record = resident(member.name, member.id_number, birth=f"{member.birth_date:%Y%m%d}")
    return bench.visit(lambda: reader.put_card(record), reader.take_card, lambda: reader.last_answer_at or 0.0)


def pcsc_visit(bench: Bench, member: CastMember) -> list[float]:
    reader = bench.stage.simulators.card_reader
    assert reader is not None, "asked for only where there is one"
    numbers = member.meter_number, member.customer_number
    chip = PowerChip(parameter_file(*numbers), write_back_file(*numbers, remaining_fen=1250, purchases=7))
    card = VirtualCard(reader.slot(0), chip)
    return bench.visit(card.insert, card.pull, lambda: card.last_answer_at or 0.0)


def slip_bytes(bench: Bench) -> int:
    """How many bytes the newest slip was."""
    given = bench.moments.answer
    assert given is not None, "asked for after a visit"
    slip = slip_of(given.answer, "zh", None, bench.program.texts)
    url = DeviceUrl.parse(bench.program.settings.devices[Role.PRINTER])
    return sum(map(len, compose(slip, bench.program.texts, read_profile(url, None))))


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def summary(samples: list[list[float]], steps: tuple[str, ...] = STEPS) -> dict[str, dict[str, float]]:
    columns = zip(*samples, strict=True)
    return {
        step: {f"p{round(share * 100)}": round(percentile(list(column), share), 2) for share in (0.5, 0.95, 0.99)}
        for step, column in zip(steps, columns, strict=True)
    }


def show(title: str, figures: dict[str, dict[str, float]]) -> None:
    print(f"\n{title:<28}{'p50':>9}{'p95':>9}{'p99':>9}   ms")
    for step, row in figures.items():
        print(f"  {step:<26}{row['p50']:>9.1f}{row['p95']:>9.1f}{row['p99']:>9.1f}")


@contextmanager
def uncached_config() -> Iterator[Path]:
    """The shipped configuration, but the hall remembers no customer and the readers look often."""
    with tempfile.TemporaryDirectory(prefix="tap-") as folder:
        config = Path(folder) / "config"
        shutil.copytree("config", config)
        hall = config / "hall.toml"
        text = hall.read_text(encoding="utf-8")
        assert "cache_s = 300" in text, "config/hall.toml no longer names its cache_s"
        hall.write_text(text.replace("cache_s = 300", "cache_s = 0"), encoding="utf-8")
        yield config


def measure(
    visit: Callable[[Bench, CastMember], list[float]], bench: Bench, visits: int, warm_up: int
) -> list[list[float]]:
    people = [bench.stage.cast[role] for role in PEOPLE]
    samples = [visit(bench, people[turn % len(people)]) for turn in range(warm_up + visits)]
    return samples[warm_up:]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--visits", type=int, default=200, help="visits measured on each path (default: 200)")
    parser.add_argument("--warm-up", type=int, default=20, help="visits before that (default: 20)")
    options = parser.parse_args()
    os.environ["SDL_VIDEODRIVER"] = "dummy"
    figures: dict[str, dict[str, dict[str, float]]] = {}
    with uncached_config() as config, tempfile.TemporaryDirectory(prefix="tap-run-") as folder:
        with Stage(config, Path(folder) / "run", seed=7, reader_options="poll_ms=20&away_ms=60") as stage:
            bench = Bench(stage)
            with bench.program:
                bench.until(lambda: bench.program.loop.kiosk.hall is not None, "the hall")
                figures["serial"] = summary(measure(serial_visit, bench, options.visits, options.warm_up))
                if stage.simulators.card_reader:
                    figures["pcsc"] = summary(measure(pcsc_visit, bench, options.visits, options.warm_up))
                else:
                    print(f"PC/SC path not measured: {stage.simulators.no_card_reader}")
            slip = slip_bytes(bench)
            floor = floor_samples(Path(folder), slip, options.visits, options.warm_up)
        figures["floor"] = summary([[value] for value in floor], ("total",))
    for path, rows in figures.items():
        show({"floor": "floor: wires, request, commit"}.get(path, f"{path} path"), rows)
    print_json(figures, slip)


def print_json(figures: dict[str, dict[str, dict[str, float]]], slip: int) -> None:
    floor = figures["floor"]["total"]
    ratios = {
        f"{path}_ratio_{share}": round(figures[path]["total"][share] / floor[share], 2)
        for path in ("serial", "pcsc")
        if path in figures
        for share in ("p50", "p99")
    }
    worst = max(figures[path]["total"]["p99"] for path in ("serial", "pcsc") if path in figures)
    print()
    print(json.dumps({"slip_bytes": slip, "software_p99_ms": worst, **ratios, **figures}))


if __name__ == "__main__":
    main()
