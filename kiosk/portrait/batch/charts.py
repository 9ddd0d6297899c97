"""Bars for the run report, drawn as SVG: before and after side by side, told apart by hatching and by words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape

Counts = Mapping[str, int]

_WIDTH, _LABEL, _FIGURES = 620, 168, 176
_BAR, _PAIR_GAP, _GAP = 18, 3, 15
_INK, _QUIET, _PRIMARY, _HATCH = "#0e1f1b", "#2f3e3a", "#00493a", "url(#before)"

PATTERN = (
    '<svg width="0" height="0" aria-hidden="true" class="defs"><defs><pattern id="before" width="7" height="7" '
    'patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="7" height="7" fill="#dcebe4"/>'
    '<line x1="0" y1="0" x2="0" y2="7" stroke="#5c7a6e" stroke-width="2.4"/></pattern></defs></svg>'
)


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its count and share of all in per mille, and how it is filled. ``label`` names the pair."""

    label: str
    count: int
    share: int
    after: bool


def bars(title: str, before: Counts | None, after: Counts, words: Mapping[str, str]) -> str:
    """A chart with one pair of bars a key of ``after`` (or a bar, when there is no before)."""
    keys = [*after, *[key for key in before or {} if key not in after]]
    while len(keys) > 5 and not after.get(keys[0]) and not (before or {}).get(keys[0]):
        keys.pop(0)  # of a long scale, the end where nobody is
    pairs = [list(_pair(key, before, after, words)) for key in keys]
    largest = max(bar.share for pair in pairs for bar in pair) or 1
    drawn, y = [], 2
    for pair in pairs:
        middle = y + (len(pair) * (_BAR + _PAIR_GAP) - _PAIR_GAP) / 2 + 6
        drawn.append(f'<text x="0" y="{middle:.0f}" fill="{_INK}" class="label">{escape(pair[0].label)}</text>')
        for bar in pair:
            drawn.append(_drawn(bar, y, largest))
            y += _BAR + _PAIR_GAP
        y += _GAP
    said = escape("; ".join(f"{pair[-1].label} {pair[-1].count:,}" for pair in pairs))
    return (
        f'<svg role="img" aria-label="{escape(title)}: {said}" viewBox="0 0 {_WIDTH} {y - _GAP + 2}">'
        f"{''.join(drawn)}</svg>"
    )


def _pair(key: str, before: Counts | None, after: Counts, words: Mapping[str, str]) -> Iterator[Bar]:
    label = words.get(key, key)
    for counts, is_after in ((before, False), (after, True)):
        if counts is not None:
            count = counts.get(key, 0)
            yield Bar(label, count, count * 1000 // max(1, sum(counts.values())), is_after)


def _drawn(bar: Bar, y: int, largest: int) -> str:
    length = (_WIDTH - _LABEL - _FIGURES) * bar.share // largest
    fill, ink, weight = (_PRIMARY, _INK, "bold") if bar.after else (_HATCH, _QUIET, "normal")
    figures = f"{bar.count:,} · {bar.share // 10}.{bar.share % 10} %"
    return (
        f'<rect x="{_LABEL}" y="{y}" width="{max(length, 2)}" height="{_BAR}" rx="3" fill="{fill}"/>'
        f'<text x="{_LABEL + max(length, 2) + 9}" y="{y + 14}" fill="{ink}" font-weight="{weight}">{figures}</text>'
    )
