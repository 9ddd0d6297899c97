"""People with an appointment: a code before the scanner, a phone number on the pad, a card that is known.

Whoever scans needs no touch. Who stood here before is gone then: a code begins a visit of its own, so that nobody's
card is taken for the one whose appointment it is.
"""

from dataclasses import replace
from typing import TypeAlias

from kiosk.flow.answers import ticket
from kiosk.flow.cards import busy
from kiosk.flow.effects import CancelTicket, CheckIn
from kiosk.flow.events import CheckInAnswered, CodeScanned
from kiosk.flow.policy import Policy
from kiosk.flow.state import (
    Booked,
    CardTrouble,
    CheckingIn,
    Choosing,
    Claim,
    Issuing,
    Kiosk,
    NotFound,
    Reading,
    Ticketed,
    TooEarly,
    TooLate,
    Welcome,
)
from kiosk.flow.turns import Turn, fresh, go, new_request, touched
from kiosk.wire import CheckInAnswer, CheckInRequest, NotCheckedIn

DIGIT = "digit:"
KEYS = frozenset(f"{DIGIT}{digit}" for digit in "0123456789")
FEWEST_DIGITS, MOST_DIGITS = 10, 12
"""Of a phone number: a landline with its area code has ten to twelve, a mobile eleven."""

LONGEST_CODE = 300
"""As much as the hall takes; what is longer is none of its vouchers."""

Touched: TypeAlias = CheckingIn | Booked | TooEarly


def scanned(kiosk: Kiosk, event: CodeScanned, policy: Policy) -> Turn:
    """A voucher was held before the scanner. One that stays there asks once."""
    if busy(kiosk, policy):
        return kiosk, ()
    if _lies_there(kiosk, event.code, policy):
        return _with_code(kiosk, event.code), ()
    beginning = isinstance(kiosk.visit.stage, Welcome | Reading | CardTrouble | CheckingIn)
    kiosk = touched(_with_code(kiosk if beginning else fresh(kiosk, policy), event.code))
    if not 0 < len(event.code) <= LONGEST_CODE:
        return go(kiosk, CheckingIn(why=NotFound.CODE)), ()
    return _ask(kiosk, Claim(code=event.code))


def tapped(kiosk: Kiosk, stage: Touched, target: str) -> Turn:
    match stage, target:
        case CheckingIn(), _:
            return _on_pad(kiosk, stage, target)
        case Booked(), "check_in":
            return _ask(kiosk, Claim(visitor_ref=stage.visitor.ref))
        case Booked(), "other":
            return go(kiosk, Choosing(stage.visitor.menu, stage.visitor)), ()
        case TooEarly(), "number_now" if stage.answer.may_take_number:
            return _ask(kiosk, replace(stage.claim, ticket_now=True))
    return kiosk, ()


def answered(kiosk: Kiosk, event: CheckInAnswered) -> Turn:
    """What the hall says; a ticket nobody waits for any more is cancelled."""
    stage, answer = kiosk.visit.stage, event.answer
    direction = answer.direction if isinstance(answer, CheckInAnswer) else None
    given = direction.ticket if direction else None
    waits = isinstance(stage, Issuing) and not stage.from_reserve and stage.request_id == event.request_id
    if event.visit != kiosk.visit.number or not isinstance(stage, Issuing) or not waits or stage.claim is None:
        return kiosk, [CancelTicket(given.id)] if given else ()
    if isinstance(answer, NotCheckedIn):
        return go(kiosk, _pad_again(stage.claim, answer)), ()
    if direction is None or given is None:
        return go(kiosk, _not_now(stage.claim, answer)), ()
    missed = answer.outcome == "ordinary_ticket" and not stage.claim.ticket_now
    return ticket(kiosk, direction, given, missed=missed)


def _pad_again(claim: Claim, answer: NotCheckedIn) -> CheckingIn:
    if answer is NotCheckedIn.TOO_OFTEN:
        return CheckingIn(why=NotFound.TOO_OFTEN)
    return CheckingIn(typed=claim.phone or "", why=NotFound.PHONE if claim.phone else NotFound.CODE)


def _not_now(claim: Claim, answer: CheckInAnswer) -> TooEarly | TooLate:
    return TooEarly(claim, answer) if answer.outcome == "come_later" else TooLate(answer)


def _on_pad(kiosk: Kiosk, stage: CheckingIn, target: str) -> Turn:
    if target in KEYS and len(stage.typed) < MOST_DIGITS:
        return go(kiosk, CheckingIn(stage.typed + target.removeprefix(DIGIT))), ()
    if target == "erase":
        return go(kiosk, CheckingIn(stage.typed[:-1])), ()
    if target == "check_in" and len(stage.typed) < FEWEST_DIGITS:
        return go(kiosk, replace(stage, why=NotFound.TOO_SHORT)), ()
    if target == "check_in":
        return _ask(kiosk, Claim(phone=stage.typed))
    return kiosk, ()


def _ask(kiosk: Kiosk, claim: Claim) -> Turn:
    kiosk, request_id = new_request(kiosk)
    request = CheckInRequest(
        request_id=request_id,
        code=claim.code,
        phone=claim.phone,
        visitor_ref=claim.visitor_ref,
        language="zh" if kiosk.visit.language == "zh" else "en",
        ticket_now=claim.ticket_now,
    )
    asking = Issuing(request_id, service=None, visitor_ref=claim.visitor_ref, claim=claim)
    return go(kiosk, asking), [CheckIn(kiosk.visit.number, request)]


def _with_code(kiosk: Kiosk, code: str) -> Kiosk:
    return replace(kiosk, visit=replace(kiosk.visit, code=code, code_at=kiosk.now))


def _lies_there(kiosk: Kiosk, code: str, policy: Policy) -> bool:
    """Whether this code has been answered and was seen all the while: its slip is not printed again and again."""
    visit = kiosk.visit
    settled = isinstance(visit.stage, Ticketed | TooEarly | TooLate | CheckingIn)
    return settled and visit.code == code and kiosk.now - visit.code_at < policy.same_card_s
