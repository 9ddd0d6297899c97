"""A crowd at work in a hall whose processes are killed at random, without warning, and started again."""

import random
import threading
from dataclasses import dataclass

from simulators.crowd import Memories, crowd
from simulators.hall_process import DidNotStart, Halls

WINDOWS = ("1", "2", "3", "7", "8", "9", "10", "11")
MORE_WINDOWS = ('windows = ["1", "2", "3"]', 'windows = ["1", "2", "3", "7", "8", "9", "10", "11"]')
"""To be changed in a hall.toml so that eight clerks find work."""

LIVES_FOR = (20, 60)


class Reaper:
    """Kills a process at each of ``moments``, which are counts of operations, and starts it again.

    One that has come up is left alone for at least ``LIVES_FOR`` more operations, however many were due while it
    was away: killed as soon as it listens, again and again, no hall could answer anybody.
    """

    def __init__(self, halls: Halls, operations: int, moments: list[int], dice: random.Random) -> None:
        self.begun = 0
        self.killed = 0
        self.trouble: DidNotStart | None = None
        self._halls = halls
        self._operations = operations
        self._moments = moments
        self._dice = dice
        self._changed = threading.Condition()

    def more(self) -> bool:
        """Asked by everybody of the crowd before each operation. They go on until the last kill is survived."""
        with self._changed:
            if self.trouble or (self.begun >= self._operations and not self._moments):
                return False
            self.begun += 1
            self._changed.notify()
            return True

    def run(self) -> None:
        """Until all kills are done, ``rest`` is said or a process does not come up again."""
        try:
            while self._is_due():
                self._kill_one()
        except DidNotStart as trouble:
            self.trouble = trouble

    def rest(self) -> None:
        """No more kills."""
        with self._changed:
            self._moments.clear()
            self._changed.notify()

    def _is_due(self) -> bool:
        """Waits for the next moment. False when there is none."""
        with self._changed:
            self._changed.wait_for(lambda: not self._moments or self.begun >= self._moments[0])
            return bool(self._moments)

    def _kill_one(self) -> None:
        process = self._dice.choice(self._halls.processes)
        process.kill()
        self.killed += 1
        process.start()
        with self._changed:
            del self._moments[:1]
            if self._moments:
                self._moments[0] = max(self._moments[0], self.begun + self._dice.randrange(*LIVES_FOR))


@dataclass(frozen=True)
class Survived:
    memories: Memories
    operations: int
    killed: int


def ordeal(halls: Halls, *, operations: int, clients: int, kills: int, seed: int) -> Survived:
    """At least ``operations`` operations by ``clients`` people at once, and exactly ``kills`` kills."""
    dice = random.Random(seed)
    moments = sorted(dice.randrange(20, max(21, operations * 9 // 10)) for _ in range(kills))
    reaper = Reaper(halls, operations, moments, dice)
    thread = threading.Thread(target=reaper.run)
    thread.start()
    try:
        memories = crowd(halls, WINDOWS[:clients], reaper.more, seed)
    except Exception:
        reaper.rest()
        raise
    finally:
        thread.join()
        if reaper.trouble:  # what the crowd says then is only what came of it
            raise reaper.trouble
    return Survived(memories, reaper.begun, reaper.killed)
