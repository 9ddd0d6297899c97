"""The whole reckoning of one customer, as a clerk could read it aloud: first what came out, then why."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from kiosk.domain.customer import Channel, CustomerFacts
from kiosk.domain.id_number import masked
from kiosk.domain.portrait import CreditGrade, Portrait, Reason
from kiosk.portrait import portrait_of
from kiosk.portrait.batch.explain_better import better
from kiosk.portrait.batch.explain_history import bill_lines, day_words, month_ends, month_words, yuan
from kiosk.portrait.batch.terms import Terms
from kiosk.portrait.batch.words import WORDS, Words
from kiosk.portrait.credit import fraction_of
from kiosk.portrait.ledger import LedgerLine, closed_lines, ledger_of
from kiosk.portrait.marks import marks_of
from kiosk.portrait.segment import segment_of
from kiosk.portrait.standing import UNTOLD, MonthEnd, YearOfGrades, YearRule, standing_of, steps_of

_NO_GRADE = {UNTOLD: "service_untold", None: "service_nobody"}


@dataclass(frozen=True, slots=True)
class Judged:
    """The years on record, and what a year at A is."""

    years: tuple[YearOfGrades, ...]
    rule: YearRule


def explained(facts: CustomerFacts, terms: Terms, language: str, judged: Judged | None = None) -> Iterator[str]:
    """Lines of text; ``language`` is zh or en. The figures are those of ``portrait_of``. ``judged``: the years on
    record, for the class of service.
    """
    words = WORDS[language]
    whole = portrait_of(facts, terms.as_of, terms.grace_days, terms.hold_b_months)
    ledger = ledger_of(facts, terms.grace_days)
    yield words["title"].format(number=masked(facts.customer_number), day=day_words(words, terms.as_of))
    yield from _in_short(words, whole)
    yield from ("", words["bills"])
    yield from bill_lines(words, ledger, terms)
    yield from ("", words["credit"])
    yield from _credit(words, ledger, terms)
    yield from _reasons(words, "credit", whole.credit.reasons)
    yield words["score"].format(score=whole.credit.score, grade=whole.credit.grade.value)
    yield from ("", words["risk"])
    yield from _reasons(words, "risk", whole.risk.reasons)
    yield words["points"].format(points=whole.risk.points)
    yield from month_ends(words, facts, ledger, terms)
    yield _class(words, whole)
    yield ""
    yield _arrears(words, whole)
    yield from _usage(words, whole)
    yield _segment(words, facts, terms)
    yield from _preferences(words, whole)
    if judged is not None:
        yield from _service(words, whole, judged)
    yield ""
    yield from better(words, facts, terms)


def _in_short(words: Words, whole: Portrait) -> Iterator[str]:
    yield words["short_credit"].format(score=whole.credit.score, grade=whole.credit.grade.value)
    yield words["short_risk" if whole.risk.rated else "short_unrated"].format(
        name=words[f"class_{whole.risk.risk_class.value}"]
    )
    yield (
        words["short_open"].format(yuan=yuan(whole.arrears.open_fen))
        if whole.arrears.open_fen
        else words["short_clear"]
    )


def _credit(words: Words, ledger: tuple[LedgerLine, ...], terms: Terms) -> Iterator[str]:
    day = terms.as_of.toordinal()
    marks = marks_of(closed_lines(ledger, day, terms.month), day)
    numerator, denominator = fraction_of(marks)
    yield words["start"]
    yield words["mean"].format(count=len(marks), mean=f"{numerator / denominator:.2f}")


def _class(words: Words, whole: Portrait) -> str:
    name = words[f"class_{whole.risk.risk_class.value}"]
    return words["class" if whole.risk.rated else "not_rated"].format(number=name)


def _arrears(words: Words, whole: Portrait) -> str:
    owed = whole.arrears
    if not (owed.open_fen or owed.disputed_fen or owed.excused_fen):
        return words["no_arrears"]
    return words["arrears"].format(
        open=yuan(owed.open_fen),
        days=owed.days_overdue,
        disputed=yuan(owed.disputed_fen),
        excused=yuan(owed.excused_fen),
    )


def _usage(words: Words, whole: Portrait) -> Iterator[str]:
    usage = whole.usage
    yield words["usage"].format(change=words[f"change_{usage.change.value}"])
    for name in ("year_on_year", "trend", "peak_share", "valley_share", "load_factor", "power_factor"):
        value = getattr(usage, name)
        if value is not None:
            limited = name == "power_factor" and usage.power_factor_limit
            yield words[f"usage_{name}_limit" if limited else f"usage_{name}"].format(
                percent=f"{value / 10:.1f} %",
                factor=f"{value / 1000:.3f}",
                limit=f"{(usage.power_factor_limit or 0) / 1000:.2f}",
            )


def _segment(words: Words, facts: CustomerFacts, terms: Terms) -> str:
    found = segment_of(facts, terms.as_of, terms.grace_days)
    why = [_said(words, "segment", reason) for reason in found.reasons]
    said = words["and"].join(why) if why else words["segment_clean"]
    return words["segment"].format(letter=found.segment.value, why=said)


def _preferences(words: Words, whole: Portrait) -> Iterator[str]:
    yield words["prefers"].format(channel=_channel(words, whole.prefers))
    for purpose, found in whole.preferences.by_purpose:
        if found.contacts:
            said, channel = words[f"for_{purpose.value}"], _channel(words, found.channel)
            yield words["prefers_for"].format(purpose=said, channel=channel, count=found.contacts)


def _channel(words: Words, channel: Channel | None) -> str:
    return words[f"channel_{channel.value}"] if channel else words["no_channel"]


def _service(words: Words, whole: Portrait, judged: Judged) -> Iterator[str]:
    years = [one for one in judged.years if one.year < whole.as_of.year and any(one.month_ends)]
    steps = steps_of(years, judged.rule)
    standing = standing_of(whole.risk.risk_class, steps, whole.as_of)
    yield words["service"].format(number=words[f"class_{standing.service_class.value}"])
    for one in years:
        yield words["service_year"].format(year=one.year, grades=_grades(words, one.month_ends))
        if one.breached:
            yield words["service_breach"].format(year=one.year)
    for day in steps.granted:
        yield words["service_step"].format(day=day_words(words, day))
    if any(one.untold for one in years):
        yield words["service_untold_why"]
    if not steps.granted:
        yield words["service_none"]


def _grades(words: Words, month_ends: Sequence[MonthEnd]) -> str:
    """Those alike in a row are told together."""
    if set(month_ends) == {CreditGrade.A}:
        return words["service_all_a"]
    said = []
    for end, group in groupby(enumerate(month_ends, 1), key=lambda numbered: numbered[1]):
        months = [month for month, _ in group]
        grade = (
            words["service_grade"].format(grade=end.value)
            if isinstance(end, CreditGrade)
            else words[_NO_GRADE[end]]
        )
        key = "service_months" if len(months) > 1 else "service_month"
        said.append(words[key].format(first=months[0], last=months[-1], grade=grade))
    return words["comma"].join(said)


def _reasons(words: Words, about: str, reasons: tuple[Reason, ...]) -> Iterator[str]:
    for reason in reasons:
        points = words["no_points" if not reason.points else "more" if reason.points > 0 else "less"]
        yield words["reason"].format(what=_said(words, about, reason), points=points.format(n=abs(reason.points)))


def _said(words: Words, about: str, reason: Reason) -> str:
    details = dict(pair.split("=", 1) for pair in reason.detail.split() if "=" in pair)
    if "fen" in details:
        details["yuan"] = yuan(int(details["fen"]))
    if "month" in details:
        details["month"] = month_words(words, details["month"])
    if "on" in details:
        details["on"] = day_words(words, date.fromisoformat(details["on"]))
    if "by_points" in details:
        details["name"] = words[f"class_{details['by_points']}"]
    dunnings = int(details.get("dunnings", 0))
    details["dunned"] = words["dunned"].format(count=dunnings) if dunnings else ""
    return words[f"{about}_{reason.code}"].format_map(details)
