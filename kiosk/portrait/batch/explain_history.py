"""The part of a reckoning that goes through the months: bills and month-ends, those alike taken together."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import NamedTuple

from kiosk.domain.customer import CustomerFacts
from kiosk.portrait.batch.terms import Terms
from kiosk.portrait.batch.words import Words
from kiosk.portrait.classes import Held, month_ends_of
from kiosk.portrait.credit import SCALE, WEIGHTS
from kiosk.portrait.ledger import KEPT_MONTHS, NEVER, AgedLine, LedgerLine, closed_lines
from kiosk.portrait.marks import FULL, MonthlyMark, marks_of
from kiosk.portrait.months import month_number, month_text

_SHOWN_ENDS = 12


class _Told(NamedTuple):
    """One closed bill; ``mark`` is None when it does not count."""

    age: int
    line: LedgerLine
    mark: MonthlyMark | None

    @property
    def alike(self) -> tuple[bool, int]:
        """Bills paid in time without a dunning are told together, every other stands by itself."""
        quiet = self.mark is not None and self.mark.points == FULL and not self.line.dunned
        return quiet, 0 if quiet else id(self.line)


def bill_lines(words: Words, ledger: tuple[LedgerLine, ...], terms: Terms) -> Iterator[str]:
    """Newest first, each with its mark and weight, or why it does not count."""
    day = terms.as_of.toordinal()
    told = _marked(closed_lines(ledger, day, terms.month), day)
    if not told:
        yield words["none"]
    for (quiet, _), group in groupby(reversed(told), key=lambda one: one.alike):
        bills = list(group)
        yield _in_time(words, bills) if quiet and len(bills) > 1 else _bill(words, bills[0], day)
    if len(told) < len([line for line in ledger if line.due < day]):
        yield words["older"].format(months=KEPT_MONTHS)


def _marked(closed: Sequence[AgedLine], day: int) -> list[_Told]:
    marks = iter(marks_of(closed, day))
    return [_Told(age, line, next(marks) if line.counted else None) for age, line in closed]


def _in_time(words: Words, bills: Sequence[_Told]) -> str:
    """``bills`` newest first, all with full marks."""
    return words["in_time"].format(
        first=_month(words, bills[-1].line.month),
        last=_month(words, bills[0].line.month),
        count=len(bills),
        weight=_weight(sum(WEIGHTS[bill.age] for bill in bills)),
    )


def _bill(words: Words, told: _Told, day: int) -> str:
    line, mark = told.line, told.mark
    said = words["bill"].format(
        month=_month(words, line.month), yuan=yuan(line.amount_fen), due=_ordinal(words, line.due)
    )
    if mark is None:
        return said + words["disputed" if line.disputed else "excused"]
    worth = words["mark"].format(points=mark.points, weight=_weight(WEIGHTS[told.age]))
    return said + _became(words, line, day) + worth


def _became(words: Words, line: LedgerLine, day: int) -> str:
    late = line.days_late(day)
    if line.covered > day:
        said = words["still_open"].format(yuan=yuan(line.open_by(day)), days=late)
    elif late > 0:
        said = words["paid_late"].format(day=_ordinal(words, line.covered), days=late)
    else:
        said = words["paid_in_time"].format(day=_ordinal(words, line.covered))
    dunned = line.dunnings_by(day)
    return said + (words["dunned"].format(count=dunned) if dunned else "")


def month_ends(words: Words, facts: CustomerFacts, ledger: tuple[LedgerLine, ...], terms: Terms) -> Iterator[str]:
    """The last twelve month-ends and the class held after each; those alike in a row are told together."""
    held, said = Held(), list[tuple[int, str]]()
    for month, reading in month_ends_of(facts, ledger, terms.as_of.toordinal(), month_number(terms.as_of)):
        held = held.after(reading)
        name = words[f"class_{held.risk_class.value}"] if held.rated else words["unrated"]
        key = "stood_breach" if reading.breached else "stood"
        said.append((month, words[key].format(points=reading.points, held=name)))
    if said:
        yield words["slowly"]
    for what, group in groupby(said[-_SHOWN_ENDS:], key=lambda one: one[1]):
        months = [_month(words, month) for month, _ in group]
        when = words["month_ends" if len(months) > 1 else "month_end"].format(first=months[0], last=months[-1])
        yield when + what


def _weight(scaled: int) -> str:
    return f"{scaled / SCALE:.3f}"


def _month(words: Words, month: int) -> str:
    return month_words(words, month_text(month))


def month_words(words: Words, month: str) -> str:
    """``month`` as in 2026-08."""
    year, number = month.split("-")
    return words["month"].format(year=int(year), month=int(number))


def _ordinal(words: Words, day: int) -> str:
    return day_words(words, date.fromordinal(day)) if day < NEVER else words["never"]


def day_words(words: Words, day: date) -> str:
    return words["day"].format(year=day.year, month=day.month, day=day.day)


def yuan(fen: int) -> str:
    sign, fen = ("-", -fen) if fen < 0 else ("", fen)
    return f"{sign}{fen // 100}.{fen % 100:02d}"
