"""Breaks Chinese and Latin text into lines of a given width.

Chinese may break between any two characters, Latin only between words; closing punctuation never begins a line
and opening punctuation never ends one (GB/T 15834; W3C Requirements for Chinese Text Layout).
"""

import re
from collections.abc import Callable, Sequence

NOT_FIRST = "，。、；：？！”’）》】」』〉〕…—～·%,.;:?!)]}'\"℃°"
PAUSES = "，。；：？！,.;:?!"
NOT_LAST = "“‘（《【「『〈〔([{¥￥$"

# Prices of ending a line elsewhere than at a pause, as squares of the share of the line that stays empty.
BETWEEN_WORDS, TORN = 0.04, 0.15

_IDEOGRAPH = r"\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff“”‘’…—·"
_PIECE = re.compile(rf"[{_IDEOGRAPH}]|[^\S\n]+|[^\s{_IDEOGRAPH}]+")

Measure = Callable[[str], float]


def break_lines(text: str, width: float, measure: Measure) -> tuple[str, ...]:
    """As many lines as needed, each as full as the rules allow; ``\\n`` breaks where it stands.

    A unit that is wider than ``width`` by itself is cut between characters: nothing is ever lost.
    """
    return tuple(line for part in text.split("\n") for line in _fill(units(part), width, measure))


def even_lines(text: str, width: float, measure: Measure) -> tuple[str, ...]:
    """No more lines than needed, about equally long, and rather broken after a comma than inside a phrase."""
    return tuple(line for part in text.split("\n") for line in _evened(part, width, measure))


def _evened(part: str, width: float, measure: Measure) -> Sequence[str]:
    """The cheapest way into the fewest lines: squares of the room left, and a price for each torn phrase."""
    plain = _fill(units(part), width, measure)
    pieces = units(part)
    if len(plain) == 1 or any(measure(piece) > width for piece in pieces):
        return plain
    best: dict[int, tuple[float, tuple[str, ...]]] = {0: (0.0, ())}
    for _ in plain:
        best = _one_line_more(best, pieces, width, measure)
    return best[len(pieces)][1] if len(pieces) in best else plain


def _one_line_more(
    best: dict[int, tuple[float, tuple[str, ...]]], pieces: Sequence[str], width: float, measure: Measure
) -> dict[int, tuple[float, tuple[str, ...]]]:
    """From the cheapest way to set the first n pieces to the cheapest with one line more."""
    longer: dict[int, tuple[float, tuple[str, ...]]] = {}
    for start, (cost, lines) in best.items():
        for end in range(start + 1, len(pieces) + 1):
            line = "".join(pieces[start:end]).strip()
            room = width - measure(line)
            if room < 0:
                break
            price = cost + (room / width) ** 2 + _price(pieces, end)
            if end not in longer or price < longer[end][0]:
                longer[end] = price, (*lines, line)
    return longer


def _price(pieces: Sequence[str], end: int) -> float:
    """What it costs to end a line before piece ``end``: nothing at a pause, most inside a phrase."""
    words = pieces[:end] if not pieces[end - 1].isspace() else pieces[: end - 1]
    if end == len(pieces) or (words and words[-1][-1] in PAUSES):
        return 0.0
    return BETWEEN_WORDS if pieces[end - 1].isspace() or pieces[end].isspace() else TORN


def units(text: str) -> list[str]:
    """Pieces that stay whole: a character with its punctuation, a word, a number with what it counts.

    >>> units("请看《说明》，then go to 3号窗口.")
    ['请', '看', '《说', '明》，', 'then', ' ', 'go', ' ', 'to', ' ', '3号', '窗', '口.']
    """
    joined: list[str] = []
    for piece in _PIECE.findall(text):
        if joined and _belong_together(joined[-1], piece):
            joined[-1] += piece
        else:
            joined.append(piece)
    return joined


def _belong_together(before: str, piece: str) -> bool:
    if before.isspace() or piece.isspace():
        return False
    counts = before[-1].isdigit() and not piece[0].isascii()
    return counts or piece[0] in NOT_FIRST or before[-1] in NOT_LAST


def _fill(pieces: Sequence[str], width: float, measure: Measure) -> list[str]:
    lines, line = [], ""
    for piece in (part for unit in pieces for part in _cut(unit, width, measure)):
        if line and measure((line + piece).rstrip()) > width:
            lines.append(line.rstrip())
            line = ""
        line = (line + piece).lstrip()
    return [*lines, line.rstrip()]


def _cut(unit: str, width: float, measure: Measure) -> list[str]:
    """The unit itself, or its characters when it could never fit on a line."""
    return [unit] if measure(unit) <= width else list(unit)
