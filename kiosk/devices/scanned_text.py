"""From the bytes of a code scanner to whole codes: framing, marks, and one code once. Pure.

Scanners end a code with CR, LF, TAB or ETX, or with nothing but a pause; some begin with STX or tell the symbology
(``]Q1`` before a QR code). All of them send the same code again and again while it is held before them.
"""

import re
from dataclasses import dataclass, field

MOST_BYTES = 1024
SILENCE_S = 0.08
SAME_CODE_S = 1.5

_ENDS = re.compile(rb"[\r\n\t\x03]")
_SYMBOLOGY = re.compile(r"^\][A-Za-z][0-9A-Za-z]")


@dataclass(slots=True)
class NewCodes:
    """Tells a code that is held up from the one that is still there."""

    _last: str = field(default="", repr=False)
    _last_at: float = float("-inf")

    def is_new(self, code: str, now: float) -> bool:
        same = code == self._last and now - self._last_at < SAME_CODE_S
        self._last, self._last_at = code, now
        return not same


@dataclass(slots=True)
class CodeReader:
    """Takes bytes as they arrive. Times are seconds of a clock that never goes back."""

    _taken: bytes = field(default=b"", repr=False)
    _taken_at: float = 0.0
    _seen: NewCodes = field(default_factory=NewCodes)

    def take(self, chunk: bytes, now: float) -> list[str]:
        """The new codes that end in ``chunk``."""
        *whole, self._taken = _ENDS.split(self._taken + chunk)
        self._taken = self._taken[: MOST_BYTES + 1]
        self._taken_at = now
        return [code for piece in whole if (code := self._new(piece, now))]

    def rest(self, now: float) -> list[str]:
        """What has arrived without an end, once the line has been silent for ``SILENCE_S``."""
        if not self._taken or now - self._taken_at < SILENCE_S:
            return []
        piece, self._taken = self._taken, b""
        code = self._new(piece, now)
        return [code] if code else []

    def forget(self) -> None:
        """Nothing of what was half received belongs to the next life of the scanner."""
        self._taken = b""

    @property
    def waiting(self) -> bool:
        """Whether bytes have come that may be the whole of a code."""
        return bool(self._taken)

    def _new(self, piece: bytes, now: float) -> str | None:
        """None for nothing, for too much, and for the code that is still there."""
        code = _text(piece)
        return code if code and self._seen.is_new(code, now) else None


def _text(piece: bytes) -> str:
    """
    >>> _text(b"\\x02]Q1KQ1.AB12")
    'KQ1.AB12'
    """
    if len(piece) > MOST_BYTES:
        return ""
    text = piece.strip(b" \x00\x02").decode("utf-8", errors="replace")
    return _SYMBOLOGY.sub("", text).strip()
