"""Proves, by trying hard to break it: no number twice, nobody called to two windows, no ticket lost, one a request.

Starts its own hall processes over its own database and lets a crowd of clients issue, ask again for the same
request, call, recall, transfer, park and finish, all at once, while processes are killed with SIGKILL at random
moments and started again. Then the database is read, and compared with every answer anybody got. The counts are the
last line, as JSON; the exit code is 1 unless the four that must be 0 are 0.
"""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from simulators.hall_process import adapted_config, hall_processes
from simulators.ordeal import MORE_WINDOWS, WINDOWS, ordeal
from simulators.postgres import own_postgres
from simulators.verdict import judge


def main() -> int:
    arguments = _arguments()
    with (
        tempfile.TemporaryDirectory(prefix="hall-proof-") as name,
        _database(Path(name), arguments.database) as url,
    ):
        config = adapted_config(Path(name) / "config", arguments.config, MORE_WINDOWS)
        kiosks = [f"kiosk-{number}" for number in range(1, arguments.clients + 1)]
        began = time.monotonic()
        with hall_processes(Path(name) / "hall", url, arguments.processes, kiosks, config) as halls:
            survived = ordeal(
                halls,
                operations=arguments.operations,
                clients=arguments.clients,
                kills=arguments.kills,
                seed=arguments.seed,
            )
        took = time.monotonic() - began
        verdict = judge(url, survived.memories)
    for what, count in sorted(survived.memories.answers.items()):
        print(f"{what:<28}{count:>8}")
    print(f"\n{survived.operations} operations, {survived.killed} kills, {took:.0f} s, seed {arguments.seed}")
    setting = {"database": arguments.database, "processes": arguments.processes, "seed": arguments.seed}
    print(json.dumps(setting | {"operations": survived.operations, "kills": survived.killed} | verdict.counts()))
    return 0 if verdict.is_clean else 1


@contextmanager
def _database(folder: Path, kind: str) -> Iterator[str]:
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'hall.sqlite'}"
        return
    with own_postgres(durable=True) as server:
        yield server.create("hall")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add = parser.add_argument
    add("--database", choices=("sqlite", "postgresql"), default="postgresql")
    add("--operations", type=int, default=10_000, metavar="N")
    add("--clients", type=int, default=8, choices=range(1, len(WINDOWS) + 1), metavar="N")
    add("--processes", type=int, default=None, metavar="N", help="hall processes (default: 2, on SQLite 1)")
    add("--kills", type=int, default=20, metavar="N")
    add("--seed", type=int, default=int(time.time()), metavar="N", help="what the crowd does; the timing differs")
    add("--config", type=Path, default=Path("config"), metavar="DIR")
    arguments = parser.parse_args()
    arguments.processes = arguments.processes or (2 if arguments.database == "postgresql" else 1)
    if arguments.processes > 1 and arguments.database == "sqlite":
        parser.error("a SQLite file belongs to one process; use --database postgresql")
    return arguments


if __name__ == "__main__":
    sys.exit(main())
