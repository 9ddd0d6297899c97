"""A crowd at work in a hall whose processes are killed at random, without warning, and started again."""

import random
import threading
from dataclasses import dataclass

from simulators.crowd import Memories, crowd
from simulators.hall_process import Halls

WINDOWS = ("1", "2", "3", "7", "8", "9", "10", "11")
MORE_WINDOWS = ('windows = ["1", "2", "3"]', 'windows = ["1", "2", "3", "7", "8", "9", "10", "11"]')
"""To be changed in a hall.toml so that eight clerks find work."""


class Reaper:
    """Kills a process at each of ``moments``, which are counts of operations, and starts it again."""

    def __init__(self, halls: Halls, operations: int, moments: list[int], dice: random.Random) -> None:
        self.begun = 0
        self.killed = 0
        self._halls = halls
        self._operations = operations
        self._moments = moments
        self._dice = dice
        self._due = threading.Semaphore(0)
        self._lock = threading.Lock()

    def more(self) -> bool:
        """Asked by everybody of the crowd before each operation. They go on until the last kill is survived."""
        with self._lock:
            if self.begun >= self._operations and not self._moments:
                return False
            self.begun += 1
            if self._moments and self.begun >= self._moments[0]:
                self._due.release()
            return True

    def run(self) -> None:
        while self._moments:
            self._due.acquire()
            process = self._dice.choice(self._halls.processes)
            process.kill()
            self.killed += 1
            process.start()
            with self._lock:
                self._moments.pop(0)
                if self._moments:  # those that have become due meanwhile come when there was some more work
                    self._moments[0] = max(self._moments[0], self.begun + self._dice.randrange(20, 60))


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
    memories = crowd(halls, WINDOWS[:clients], reaper.more, seed)
    thread.join()
    return Survived(memories, reaper.begun, reaper.killed)
