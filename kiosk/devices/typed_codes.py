"""From a scanner that types like a keyboard to whole codes: Linux key codes of a US layout, up to Enter. Pure."""

import string
from dataclasses import dataclass, field

HUMAN_S = 0.1
"""Slower than this from key to key is a hand, or two codes; a scanner takes a few milliseconds."""

ENTER, SHIFTS = {28, 96}, {42, 54}
DOWN, REPEATED = 1, 2
MOST_KEYS = 300


def _keys() -> dict[int, tuple[str, str]]:
    """Key code -> what it types, without and with Shift."""
    rows = {
        2: ("1234567890-=", "!@#$%^&*()_+"),
        16: ("qwertyuiop[]", "QWERTYUIOP{}"),
        30: ("asdfghjkl;'`", 'ASDFGHJKL:"~'),
        43: ("\\zxcvbnm,./", "|ZXCVBNM<>?"),
    }
    keys = {first + at: pair for first, row in rows.items() for at, pair in enumerate(zip(*row, strict=True))}
    return keys | {57: (" ", " ")}


KEYS = _keys()
assert set(string.ascii_letters + string.digits) <= {sign for pair in KEYS.values() for sign in pair}


@dataclass(slots=True)
class TypedCodes:
    """Takes key events (code, value 0 up, 1 down, 2 repeated) as they arrive, with their time in seconds."""

    _typed: str = field(default="", repr=False)
    _shift: bool = False
    _last_at: float = float("-inf")

    def take(self, code: int, value: int, at: float) -> str | None:
        """The whole code once Enter ends it."""
        if code in SHIFTS:
            self._shift = value in {DOWN, REPEATED}
            return None
        if value != DOWN:
            return None
        if at - self._last_at > HUMAN_S:
            self._typed = ""
        self._last_at = at
        if code in ENTER:
            typed, self._typed = self._typed, ""
            return typed or None
        if code in KEYS and len(self._typed) <= MOST_KEYS:
            self._typed += KEYS[code][self._shift]
        return None
