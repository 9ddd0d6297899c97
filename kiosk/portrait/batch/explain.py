"""The whole reckoning of one customer, line by line, as a clerk could read it aloud."""

from collections.abc import Iterator
from datetime import date

from kiosk.domain.customer import CustomerFacts
from kiosk.domain.id_number import masked
from kiosk.domain.portrait import Reason
from kiosk.portrait import portrait_of
from kiosk.portrait.batch.terms import Terms
from kiosk.portrait.batch.words import WORDS, Words
from kiosk.portrait.classes import Held, month_ends_of
from kiosk.portrait.credit import SCALE, WEIGHTS, fraction_of
from kiosk.portrait.ledger import KEPT_MONTHS, NEVER, LedgerLine, closed_lines, ledger_of
from kiosk.portrait.marks import marks_of
from kiosk.portrait.months import month_number, month_text


def explained(facts: CustomerFacts, terms: Terms, language: str) -> Iterator[str]:
    """Lines of text; ``language`` is zh or en. The figures are those of ``portrait_of``."""
    words = WORDS[language]
    whole = portrait_of(facts, terms.as_of, terms.grace_days, terms.hold_b_months)
    ledger = ledger_of(facts, terms.grace_days)
    yield words["title"].format(number=masked(facts.customer_number), day=_day(words, terms.as_of))
    yield ""
    yield words["bills"]
    yield from _bills(words, ledger, terms)
    yield ""
    yield words["credit"]
    yield from _credit(words, ledger, terms)
    yield from _reasons(words, "credit", whole.credit.reasons)
    yield words["score"].format(score=whole.credit.score, grade=whole.credit.grade.value)
    yield ""
    yield words["risk"]
    yield from _reasons(words, "risk", whole.risk.reasons)
    yield words["points"].format(points=whole.risk.points)
    yield from _months(words, facts, ledger, terms)
    rated = words["class"] if whole.risk.rated else words["not_rated"]
    yield rated.format(number=words[f"class_{whole.risk.risk_class.value}"])
    yield ""
    yield words["arrears"].format(
        open=_yuan(whole.arrears.open_fen),
        days=whole.arrears.days_overdue,
        disputed=_yuan(whole.arrears.disputed_fen),
        excused=_yuan(whole.arrears.excused_fen),
    )
    channel = words[f"channel_{whole.prefers.value}"] if whole.prefers else words["no_channel"]
    yield words["prefers"].format(channel=channel)


def _bills(words: Words, ledger: tuple[LedgerLine, ...], terms: Terms) -> Iterator[str]:
    """Newest first, each with its mark and weight, or why it does not count."""
    day = terms.as_of.toordinal()
    closed = closed_lines(ledger, day, terms.month)
    marks = iter(marks_of(closed, day))
    lines = []
    for age, line in closed:
        said = words["bill"].format(
            month=_month(words, line.month), yuan=_yuan(line.amount_fen), due=_ordinal(words, line.due)
        )
        if not line.counted:
            lines.append(said + words["disputed"] if line.disputed else said + words["excused"])
            continue
        mark = next(marks)
        lines.append(
            said
            + _became(words, line, day)
            + words["mark"].format(points=mark.points, weight=f"{WEIGHTS[age] / SCALE:.3f}")
        )
    yield from reversed(lines or [words["none"]])
    if len(closed) < len([line for line in ledger if line.due < day]):
        yield words["older"].format(months=KEPT_MONTHS)


def _became(words: Words, line: LedgerLine, day: int) -> str:
    late = line.days_late(day)
    if line.covered > day:
        said = words["still_open"].format(yuan=_yuan(line.open_by(day)), days=late)
    elif late > 0:
        said = words["paid_late"].format(day=_ordinal(words, line.covered), days=late)
    else:
        said = words["paid_in_time"].format(day=_ordinal(words, line.covered))
    dunned = line.dunnings_by(day)
    return said + (words["dunned"].format(count=dunned) if dunned else "")


def _credit(words: Words, ledger: tuple[LedgerLine, ...], terms: Terms) -> Iterator[str]:
    day = terms.as_of.toordinal()
    marks = marks_of(closed_lines(ledger, day, terms.month), day)
    numerator, denominator = fraction_of(marks)
    yield words["start"]
    yield words["mean"].format(count=len(marks), mean=f"{numerator / denominator:.2f}")


def _months(words: Words, facts: CustomerFacts, ledger: tuple[LedgerLine, ...], terms: Terms) -> Iterator[str]:
    """The last twelve month-ends and the class held after each."""
    held = Held()
    lines = []
    for month, reading in month_ends_of(facts, ledger, terms.as_of.toordinal(), month_number(terms.as_of)):
        held = held.after(reading)
        name = words[f"class_{held.risk_class.value}"] if held.rated else words["unrated"]
        key = "month_end_breach" if reading.breached else "month_end"
        lines.append(words[key].format(month=_month(words, month), points=reading.points, held=name))
    if lines:
        yield words["slowly"]
    yield from lines[-12:]


def _reasons(words: Words, about: str, reasons: tuple[Reason, ...]) -> Iterator[str]:
    for reason in reasons:
        said = words.get(f"{about}_{reason.code}", reason.code)
        details = dict(pair.split("=", 1) for pair in reason.detail.split() if "=" in pair)
        yield words["reason"].format(what=said.format_map(_Details(details)), points=f"{reason.points:+d}")


class _Details(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "?"


def _month(words: Words, month: int) -> str:
    year, number = month_text(month).split("-")
    return words["month"].format(year=int(year), month=int(number))


def _ordinal(words: Words, day: int) -> str:
    return _day(words, date.fromordinal(day)) if day < NEVER else words["never"]


def _day(words: Words, day: date) -> str:
    return words["day"].format(year=day.year, month=day.month, day=day.day)


def _yuan(fen: int) -> str:
    sign, fen = ("-", -fen) if fen < 0 else ("", fen)
    return f"{sign}{fen // 100}.{fen % 100:02d}"
