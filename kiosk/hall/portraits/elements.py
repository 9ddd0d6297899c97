"""The four elements as a panel shows them: value, tone, reasons with what fills their words. Pure."""

from collections.abc import Collection

from kiosk.domain.portrait import CreditGrade, Portrait, Reason, RiskClass, UsageChange
from kiosk.portrait.advice import Element
from kiosk.portrait.strategies.wording import yuan
from kiosk.wire import ElementView, PanelElement, PanelReason, PanelSource, Tone

UNRATED = "unrated"
_RISK_TONES = {RiskClass.ONE: Tone.GOOD, RiskClass.TWO: Tone.PLAIN, RiskClass.THREE: Tone.WATCH}
_CHANGES = {"year_on_year": 1_000, "trend": 0}  # what stands for no change, in per mille


def elements_of(portrait: Portrait, in_hand: Collection[Element], source: PanelSource) -> tuple[ElementView, ...]:
    """Always all four, in the order money, character, consumption, habit."""
    marked = {PanelElement(element) for element in in_hand}
    views = (_risk(portrait), _credit(portrait), _usage(portrait), _preference(portrait, source))
    return tuple(view.model_copy(update={"in_hand": view.element in marked}) for view in views)


def _risk(portrait: Portrait) -> ElementView:
    risk, arrears = portrait.risk, portrait.arrears
    open_now = {"yuan": yuan(arrears.open_fen), "days": str(arrears.days_overdue)} if arrears.open_fen else {}
    return ElementView(
        element=PanelElement.RISK,
        value=str(risk.risk_class.value) if risk.rated else UNRATED,
        tone=_RISK_TONES[risk.risk_class] if risk.rated else Tone.PLAIN,
        in_hand=False,
        as_of=risk.as_of,
        about={"points": str(risk.points)} | open_now,
        reasons=tuple(map(reason_view, risk.reasons)),
    )


def _credit(portrait: Portrait) -> ElementView:
    credit = portrait.credit
    good, watch = {CreditGrade.A, CreditGrade.B}, {CreditGrade.D, CreditGrade.E}
    return ElementView(
        element=PanelElement.CREDIT,
        value=credit.grade.value,
        tone=Tone.GOOD if credit.grade in good else Tone.WATCH if credit.grade in watch else Tone.PLAIN,
        in_hand=False,
        as_of=credit.as_of,
        about={"score": str(credit.score)},
        reasons=tuple(map(reason_view, credit.reasons)),
    )


def _usage(portrait: Portrait) -> ElementView:
    usage = portrait.usage
    found = {} if usage.year_on_year is None else {"percent": _percent("year_on_year", usage.year_on_year)}
    return ElementView(
        element=PanelElement.USAGE,
        value=usage.change.value,
        tone=Tone.WATCH if usage.change is UsageChange.ABRUPT else Tone.PLAIN,
        in_hand=False,
        as_of=usage.as_of,
        about=found,
        reasons=tuple(map(reason_view, usage.reasons)),
    )


def _preference(portrait: Portrait, source: PanelSource) -> ElementView:
    known = portrait.preferences.as_of or (portrait.as_of if source is PanelSource.LAST_NIGHT else None)
    return ElementView(
        element=PanelElement.PREFERENCE,
        value=portrait.prefers.value if portrait.prefers else "none",
        tone=Tone.PLAIN,
        in_hand=False,
        as_of=known,
        reasons=tuple(map(reason_view, portrait.preferences.reasons)),
    )


def reason_view(reason: Reason) -> PanelReason:
    """The detail taken apart; fen as yuan and per mille as people say them."""
    about = dict(pair.split("=", 1) for pair in reason.detail.split() if "=" in pair)
    if (fen := about.pop("fen", None)) is not None:
        about["yuan"] = yuan(int(fen))
    if (per_mille := about.pop("per_mille", None)) is not None:
        about["percent"] = _percent(reason.code, int(per_mille))
    return PanelReason(code=reason.code, about=about, points=reason.points)


def _percent(code: str, per_mille: int) -> str:
    """
    >>> _percent("year_on_year", 1_124), _percent("trend", -31), _percent("peak_share", 447)
    ('+12%', '-3%', '45%')
    >>> _percent("power_factor", 900)
    '0.90'
    """
    if code == "power_factor":
        return f"{per_mille / 1_000:.2f}"
    if code in _CHANGES:
        return f"{(per_mille - _CHANGES[code]) / 10:+.0f}%"
    return f"{per_mille / 10:.0f}%"
