"""A circuit breaker: who failed too often in a row is left alone for a while, then asked once.

(M. Nygard, *Release It!*, "Circuit Breaker".) While it is open, one question passes every ``open_s`` seconds as a
probe; its answer closes the circuit, its failure starts the wait anew.
"""

import logging
import threading
from collections.abc import Callable

log = logging.getLogger(__name__)


class Circuit:
    """Safe to use from several threads."""

    def __init__(self, failures: int, open_s: float, clock: Callable[[], float]) -> None:
        self._limit = failures
        self._open_s = open_s
        self._clock = clock
        self._lock = threading.Lock()
        self._failed = 0
        self._opened_at: float | None = None

    @property
    def is_closed(self) -> bool:
        return self._opened_at is None

    def lets_pass(self) -> bool:
        """Whether to ask now. A probe starts the wait anew when it leaves: a lost one blocks nothing for good."""
        with self._lock:
            if self._opened_at is None:
                return True
            now = self._clock()
            if now - self._opened_at < self._open_s:
                return False
            self._opened_at = now
            return True

    def succeeded(self) -> None:
        with self._lock:
            if self._opened_at is not None:
                log.warning("the back office answers again")
            self._failed, self._opened_at = 0, None

    def failed(self) -> None:
        with self._lock:
            self._failed += 1
            if self._failed < self._limit:
                return
            if self._opened_at is None:
                log.warning("the back office failed %d times in a row and is given a rest", self._failed)
            self._opened_at = self._clock()
