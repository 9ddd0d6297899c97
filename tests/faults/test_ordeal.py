"""The one who kills hall processes: each at its moment, and one that has come up again is given time to work."""

import random
import threading
from collections.abc import Callable
from pathlib import Path

from simulators.hall_process import DidNotStart, HallProcess, Halls, Tokens
from simulators.ordeal import LIVES_FOR, Reaper


class Pretended(HallProcess):
    """Comes up when ``meanwhile`` has been done."""

    meanwhile: Callable[[], None]

    def kill(self) -> None:
        """Nothing runs."""

    def start(self) -> None:
        self.meanwhile()


def halls_of(meanwhile: Callable[[], None]) -> Halls:
    hall = Pretended(Path("nowhere"), Path("nowhere"), "sqlite://")
    hall.meanwhile = meanwhile
    return Halls((hall,), Tokens({"kiosk-1": "a"}, "b"))


def test_who_tries_in_vain_does_not_have_it_killed_as_soon_as_it_is_up() -> None:
    """Eight people try a hall that is away hundreds of times; it lives on for some operations all the same."""
    killed_at = []

    def away() -> None:
        killed_at.append(reaper.begun)
        for _ in range(200):
            reaper.more()

    reaper = Reaper(halls_of(away), 400, [30, 40, 50], random.Random(1))
    thread = threading.Thread(target=reaper.run)
    thread.start()
    while reaper.more():
        """They work."""
    thread.join()
    first, second, third = killed_at
    assert first >= 30
    assert second >= first + 200 + LIVES_FOR[0]
    assert third >= second + 200 + LIVES_FOR[0]
    assert reaper.killed == 3


def test_a_process_that_does_not_come_up_ends_the_work() -> None:
    def away() -> None:
        raise DidNotStart("no room on the disk")

    reaper = Reaper(halls_of(away), 40, [10, 20], random.Random(1))
    thread = threading.Thread(target=reaper.run)
    thread.start()
    while reaper.more():
        """They work."""
    thread.join()
    assert str(reaper.trouble) == "no room on the disk"


def test_no_more_kills_once_it_may_rest() -> None:
    reaper = Reaper(halls_of(lambda: None), 40, [10], random.Random(1))
    thread = threading.Thread(target=reaper.run)
    thread.start()
    reaper.rest()
    thread.join(10)
    assert not thread.is_alive()
    assert reaper.killed == 0
