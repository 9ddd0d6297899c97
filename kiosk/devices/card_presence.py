"""Whether the card on an ID reader is still the one already told of.

Readers differ: after a good read many answer "no card" while the card still lies there, others find it for ever,
and a card at the edge of the field comes and goes. So a card counts as gone only after several "no card" answers in
a row that together last a while, and one found again before that is compared with the one known.
"""

MISSES = 3


class Presence:
    """Told of every look at the reader. ``away_s``: seconds without a card until it counts as taken away."""

    def __init__(self, away_s: float) -> None:
        self._away_s = away_s
        self._tag: bytes | None = None  # None: nothing lies there
        self._number: int | None = None
        self._misses = 0
        self._missed_since = 0.0

    @property
    def lying(self) -> bool:
        return self._tag is not None

    def rests(self, tag: bytes) -> bool:
        """Whether the card just found need not be read. ``tag`` is what *find* told of it, often all zeros."""
        return self._tag == tag and not self._misses

    def is_known(self, number: str) -> bool:
        """Whether the card just read is the one that already lay there."""
        return self._number == hash(number)

    def laid(self, tag: bytes, number: str | None) -> None:
        """A card was read, or could not be (``number`` None). Of its number only a salted hash is kept."""
        self._tag, self._misses = tag, 0
        self._number = None if number is None else hash(number)

    def seen_again(self, tag: bytes) -> None:
        """The card that lay there still does, if any did."""
        if self.lying:
            self._tag, self._misses = tag, 0

    def missed(self, now: float) -> bool:
        """The reader found no card. True exactly once: when the card that lay there counts as taken away."""
        if not self.lying:
            return False
        if not self._misses:
            self._missed_since = now
        self._misses += 1
        if self._misses < MISSES or now - self._missed_since < self._away_s:
            return False
        self.forget()
        return True

    def forget(self) -> None:
        """Nothing lies there, and nothing is remembered."""
        self._tag = self._number = None
        self._misses = 0
