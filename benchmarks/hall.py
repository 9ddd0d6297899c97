"""Tickets and calls a second, how long each takes, and how long a call takes to reach the displays.

Starts its own hall (the real program; with --database postgresql also its own PostgreSQL, with durable commits) and
asks it over kept-open sockets on loopback, each as soon as it was answered: 1 and 8 kiosks that issue, 1 and 8
clerks that call and finish. Kiosks and clerks take turns, so that a line of some hundred people is built up and
worked off again and again. Beside the figures stand their floors, measured in the same run: one durable insert
through the same driver, and a bare FastAPI route asked by the same client. Every number and call that was answered
is checked: `duplicates` counts numbers given twice, `double_calls` tickets called twice; both must be 0. The last
line is JSON.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from hall_displays import fan_out, stop_with_displays
from hall_floor import bare_route, durable_inserts
from hall_load import Clerk, Kiosk, Seen, Timings, closed_loop

from simulators.hall_process import Halls, adapted_config, hall_processes
from simulators.postgres import own_postgres

CONNECTIONS = (1, 8)
DISPLAYS = (1, 20, 100)
WINDOWS = ("1", "2", "3", "7", "8", "9", "10", "11")  # of the general lane
MORE_WINDOWS = ('windows = ["1", "2", "3"]', f"windows = {json.dumps(WINDOWS)}")
LINE = 240  # people a round lets come before it calls them
WARM_UP = 40


@dataclass
class Figures:
    """By name; ``rows`` are for the table."""

    numbers: dict[str, float] = field(default_factory=dict)
    rows: list[tuple[str, str, str, str]] = field(default_factory=list)

    def add(self, name: str, says: str, timings: Timings, *, rate: bool = True) -> None:
        p50, p99 = timings.percentile_ms(50), timings.percentile_ms(99)
        if rate:
            self.numbers[f"{name}_per_s"] = round(timings.per_s, 1)
        self.numbers[f"{name}_p50_ms"], self.numbers[f"{name}_p99_ms"] = round(p50, 3), round(p99, 3)
        self.rows.append((says, f"{timings.per_s:.0f}" if rate else "", f"{p50:.2f}", f"{p99:.2f}"))

    def ratios(self) -> dict[str, float]:
        """Tickets a second over what a bare route answers a second, and over durable inserts: 1 is the floor."""
        found = {}
        for connections in CONNECTIONS:
            issued = self.numbers[f"issue_{connections}_per_s"]
            for floor in ("insert", "route"):
                if bare := self.numbers.get(f"floor_{floor}_{connections}_per_s"):
                    found[f"issue_{connections}_of_bare_{floor}"] = round(issued / bare, 3)
        return found

    def table(self) -> str:
        lines = [("", "a second", "p50 ms", "p99 ms"), *self.rows]
        return "\n".join(f"{a:<44}{b:>10}{c:>10}{d:>10}" for a, b, c, d in lines)


def main() -> int:
    arguments = _arguments()
    with (
        tempfile.TemporaryDirectory(prefix="hall-bench-") as name,
        _database(Path(name), arguments.database) as url,
    ):
        folder = Path(name)
        config = adapted_config(folder / "config", arguments.config, MORE_WINDOWS)
        figures, seen = Figures(), Seen()
        for connections in CONNECTIONS if arguments.database == "postgresql" else (1,):
            floor = durable_inserts(folder, url, connections, arguments.floor_s)
            figures.add(f"floor_insert_{connections}", f"floor: durable insert, {_of(connections)}", floor)
        for connections in CONNECTIONS:
            floor = bare_route(connections, arguments.floor_s)
            figures.add(f"floor_route_{connections}", f"floor: bare route, {_of(connections)}", floor)
        with hall_processes(folder / "hall", url, arguments.processes, ["kiosk-1"], config) as halls:
            _measure(halls, figures, seen, arguments)
            figures.numbers["memory_mb"] = _memory_mb(halls)
            figures.numbers["start_s"] = round(max(hall.started_in_s for hall in halls.processes), 2)
            figures.numbers["stop_s"] = round(stop_with_displays(halls, DISPLAYS[-1], WINDOWS[0]), 2)
    return _report(arguments, figures, seen)


def _measure(halls: Halls, figures: Figures, seen: Seen, arguments: argparse.Namespace) -> None:
    _rounds(halls, Seen(), 1, WARM_UP, 1)
    figures.numbers["memory_idle_mb"] = _memory_mb(halls)
    for connections in CONNECTIONS:
        issued, called, calls = _rounds(halls, seen, connections, LINE, arguments.rounds)
        figures.add(f"issue_{connections}", f"issue a ticket, {_of(connections)}", issued)
        figures.add(f"call_next_{connections}", f"call the next, {_of(connections)}", calls)
        figures.add(f"call_and_finish_{connections}", f"  with finishing, {_of(connections)}", called)
    closed_loop(lambda number: Kiosk(halls, number, seen), 1, each=arguments.calls * len(DISPLAYS))
    for displays in DISPLAYS:
        shown = fan_out(halls, displays, WINDOWS[0], arguments.calls)
        figures.add(f"display_{displays}", f"a call on {displays} displays", shown, rate=False)


def _rounds(halls: Halls, seen: Seen, connections: int, line: int, rounds: int) -> tuple[Timings, Timings, Timings]:
    """Issuing, calling with finishing, and the calls alone."""
    issued, called, calls = Timings(), Timings(), Timings()
    each = line // connections
    for _ in range(rounds):
        issued.add(closed_loop(lambda number: Kiosk(halls, number, seen), connections, each=each))
        clerks = [Clerk(halls, number, seen, WINDOWS[number]) for number in range(connections)]
        called.add(closed_loop(clerks.__getitem__, connections, each=each))
        calls.add(Timings([one for clerk in clerks for one in clerk.calls], called.wall - calls.wall))
    return issued, called, calls


def _memory_mb(halls: Halls) -> float:
    """Of the largest process."""
    return round(max(hall.memory_mb() for hall in halls.processes), 1)


@contextmanager
def _database(folder: Path, kind: str) -> Iterator[str]:
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'hall.sqlite'}"
        return
    with own_postgres(durable=True) as server:
        yield server.create("hall")


def _report(arguments: argparse.Namespace, figures: Figures, seen: Seen) -> int:
    numbers = (
        figures.numbers | figures.ratios() | {"duplicates": seen.duplicates, "double_calls": seen.double_calls}
    )
    print(f"{arguments.database}, {arguments.processes} hall process(es), {len(seen.numbers)} tickets\n")
    print(figures.table())
    print(f"\nduplicates {seen.duplicates}, double calls {seen.double_calls}, of {len(seen.called)} calls")
    print(json.dumps({"database": arguments.database, "processes": arguments.processes, **numbers}))
    return 1 if seen.duplicates or seen.double_calls else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--processes", type=int, default=1, metavar="N", help="hall processes (PostgreSQL only)")
    parser.add_argument("--config", type=Path, default=Path("config"), metavar="DIR")
    parser.add_argument("--quick", action="store_true", help="fewer rounds: ends within 45 s")
    arguments = parser.parse_args()
    if arguments.processes > 1 and arguments.database == "sqlite":
        parser.error("a SQLite file belongs to one process; use --database postgresql")
    arguments.rounds, arguments.calls, arguments.floor_s = (3, 12, 1.0) if arguments.quick else (20, 60, 4.0)
    return arguments


def _of(connections: int) -> str:
    return "1 connection" if connections == 1 else f"{connections} connections"


if __name__ == "__main__":
    sys.exit(main())
