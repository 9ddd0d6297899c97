"""Customers found lately, in memory only: the least recently used goes first, and nothing stays beyond its time."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

from kiosk.domain.customer import CustomerFacts
from kiosk.hall.backoffice.queries import Query


@dataclass(frozen=True, slots=True)
class Kept:
    facts: tuple[CustomerFacts, ...] = field(repr=False)
    at: float


class Cache:
    """Keeps answers up to ``keep_s`` seconds. Safe to use from several threads."""

    def __init__(self, keep_s: float, size: int, clock: Callable[[], float]) -> None:
        self._keep_s = keep_s
        self._size = size
        self._clock = clock
        self._lock = threading.Lock()
        self._kept: OrderedDict[Query, Kept] = OrderedDict()

    def put(self, query: Query, facts: tuple[CustomerFacts, ...]) -> None:
        with self._lock:
            self._drop_old()
            self._kept[query] = Kept(facts, self._clock())
            self._kept.move_to_end(query)
            while len(self._kept) > self._size:
                self._kept.popitem(last=False)

    def get(self, query: Query) -> tuple[tuple[CustomerFacts, ...], float] | None:
        """The facts and their age in seconds."""
        with self._lock:
            self._drop_old()
            if (kept := self._kept.get(query)) is None:
                return None
            self._kept.move_to_end(query)
            return kept.facts, self._clock() - kept.at

    def forget(self, query: Query) -> None:
        with self._lock:
            self._kept.pop(query, None)

    def __len__(self) -> int:
        with self._lock:
            self._drop_old()
            return len(self._kept)

    def _drop_old(self) -> None:
        now = self._clock()
        for query in [query for query, kept in self._kept.items() if now - kept.at > self._keep_s]:
            del self._kept[query]
