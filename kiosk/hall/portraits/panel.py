"""What a counter's panel shows of the customer at the window: the portrait, the history, what would improve it."""

from kiosk.domain.portrait import CreditGrade, RiskClass, Segment
from kiosk.hall.portraits.elements import elements_of
from kiosk.hall.portraits.here import Here, NotShown
from kiosk.hall.portraits.history import complaint_of, history_of
from kiosk.hall.portraits.prompts import advised
from kiosk.hall.portraits.subject import Subject
from kiosk.hall.records import completions
from kiosk.hall.staff.audit import AuditEvent, audit
from kiosk.portrait.advice import Action, Advice, advice_for
from kiosk.portrait.strategies import StrategyFacts
from kiosk.portrait.strategies.wording import yuan
from kiosk.wire import (
    HistoryView,
    Improvement,
    ImprovementsView,
    PanelElement,
    PanelState,
    PortraitView,
)


def portrait(here: Here, proof: str | None) -> PortraitView:
    """The whole panel; of a confidential customer only that there is one, until it is opened."""
    subject = here.subject
    if not isinstance(subject, Subject):
        return PortraitView(ticket=here.ticket.id, state=PanelState(subject.value))
    if subject.confidential and not here.is_opened(proof):
        return PortraitView(
            ticket=here.ticket.id,
            state=PanelState.CLOSED,
            masked_name=subject.masked_name,
            confidential=True,
            source=subject.source,
        )
    return _shown(here, subject, proof if subject.confidential else None)


def open_portrait(here: Here, reason: str) -> PortraitView:
    """Open a confidential customer's portrait. Who did, for which ticket and why is written down first."""
    subject = here.subject
    if not isinstance(subject, Subject) or not subject.confidential:
        return portrait(here, None)
    hall = here.hall
    what = str(here.ticket.id)
    audit(
        hall.engine,
        here.who.login,
        AuditEvent.PORTRAIT_OPENED,
        what,
        reason,
        here.now,
        hall=hall.settings.id,
    )
    return _shown(here, subject, here.proof())


def note_shown(here: Here, view: PortraitView) -> None:
    """Strategies count as shown once they were in front of a clerk."""
    if view.prompts and isinstance(here.subject, Subject):
        ids = [prompt.strategy for prompt in view.prompts]
        hall = here.hall
        completions.note_shown(hall.engine, hall.settings.id, here.subject.key, str(here.ticket.id), ids, here.now)


def history(here: Here, subject: Subject) -> HistoryView:
    today = here.hall.calendar.date_at(here.now)
    return HistoryView(ticket=here.ticket.id, events=history_of(subject.contracts, today))


def improvements(here: Here, subject: Subject) -> ImprovementsView:
    """Of the contract that speaks loudest. Judges dozens of histories: asked for when somebody looks."""
    found: tuple[Advice, ...] = ()
    if subject.contracts:
        contract = subject.contracts[subject.leading]
        hall = here.hall
        prices, grace = hall.strategies.time_of_use.prices, hall.settings.portraits.grace_days
        found = advice_for(contract, subject.whole.as_of, prices, grace)
    return ImprovementsView(ticket=here.ticket.id, improvements=tuple(map(_improvement, found)))


def _shown(here: Here, subject: Subject, proof: str | None) -> PortraitView:
    hall, today = here.hall, here.hall.calendar.date_at(here.now)
    facts = here.facts(subject)
    return PortraitView(
        ticket=here.ticket.id,
        state=PanelState.SHOWN,
        masked_name=subject.masked_name,
        confidential=subject.confidential,
        opened=proof,
        source=subject.source,
        as_of=subject.whole.as_of,
        accounts=len(subject.accounts),
        segment=_segment(here, subject, facts),
        elements=elements_of(subject.whole, here.in_hand, subject.source),
        prompts=advised(hall.strategies, subject, facts, subject.known.completions, today),
        complaint=complaint_of(subject.contracts, today),
        notes=subject.known.notes,
    )


def _segment(here: Here, subject: Subject, facts: tuple[StrategyFacts, ...]) -> str | None:
    """The worst of all contracts, for those who may see it."""
    if not here.who.has(*here.hall.settings.portraits.segment_for):
        return None
    found: list[Segment] = [one.segment for one in facts] if subject.contracts else []
    found += [subject.segment] if subject.segment else []
    return max((segment.value for segment in found), default=None)


def _improvement(advice: Advice) -> Improvement:
    outcome = advice.outcome
    said = str(outcome.value) if isinstance(outcome, CreditGrade | RiskClass) else str(outcome)
    if advice.action is Action.TIME_OF_USE and isinstance(outcome, int):
        said = yuan(outcome)
    return Improvement(
        element=PanelElement(advice.element),
        action=advice.action.value,
        outcome=said,
        months=advice.months,
        bills=advice.bills,
    )


__all__ = ["NotShown", "history", "improvements", "note_shown", "open_portrait", "portrait"]
