"""How often one asker may ask: a bucket of tokens each, refilled with time. Of this process only."""

from collections import OrderedDict
from dataclasses import dataclass, field
from threading import Lock
from time import monotonic


class Rate:
    """``burst`` at once, then ``per_s`` a second. The longest unseen of more than ``most`` askers are forgotten."""

    def __init__(self, burst: float, per_s: float, most: int = 10_000) -> None:
        self._burst = burst
        self._per_s = per_s
        self._most = most
        self._lock = Lock()
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def allows(self, asker: str, now: float | None = None, take: bool = True) -> bool:
        """Take a token from the asker's bucket, if there is one; or only look. ``now``: monotonic seconds."""
        at = monotonic() if now is None else now
        with self._lock:
            left, since = self._left.pop(asker, (self._burst, at))
            left = min(self._burst, left + (at - since) * self._per_s)
            allowed = left >= 1
            self._left[asker] = (left - 1 if allowed and take else left, at)
            if len(self._left) > self._most:
                self._left.popitem(last=False)
        return allowed


@dataclass(frozen=True)
class Rates:
    """What customers' phones and kiosks may ask of one hall. A whole hall may stand behind one address."""

    page: Rate = field(default_factory=lambda: Rate(burst=12, per_s=0.5))  # by page
    pages: Rate = field(default_factory=lambda: Rate(burst=300, per_s=40))
    looks: Rate = field(default_factory=lambda: Rate(burst=120, per_s=5))
    bookings: Rate = field(default_factory=lambda: Rate(burst=20, per_s=0.2))
    strangers: Rate = field(default_factory=lambda: Rate(burst=15, per_s=0.1))
    """Of codes and addresses nobody was given: whoever guesses is stopped soon."""
    numbers: Rate = field(default_factory=lambda: Rate(burst=8, per_s=1 / 60))
    """By kiosk, of phone numbers nobody booked with: one mistyped costs nobody anything, a list of them does."""
