"""The whole portrait of one customer on one day."""

from collections.abc import Sequence
from datetime import date

from kiosk.domain.customer import CustomerFacts
from kiosk.domain.portrait import Arrears, Credit, Portrait
from kiosk.portrait.arrears import arrears_of
from kiosk.portrait.classes import risk_of
from kiosk.portrait.credit import credit_of
from kiosk.portrait.ledger import LedgerLine, closed_lines, ledger_of
from kiosk.portrait.marks import marks_of
from kiosk.portrait.months import full_months, month_number
from kiosk.portrait.preference import preference_of, preferences_of
from kiosk.portrait.usage import usage_of

THEFT_MONTHS = 24


def portrait_of(facts: CustomerFacts, as_of: date, grace_days: int = 0, hold_b_months: int = 0) -> Portrait:
    """Judge ``facts`` as they stand at the end of ``as_of``. Pure: the same facts give the same portrait.

    Events after ``as_of`` are not seen. What the facts date nowhere (a dispute, the payment method, a guarantee,
    the state of a payment) is taken as it is known now, for the past as well: corrections recompute everything.
    ``grace_days`` move every due date; the lawful default is none. ``hold_b_months``: how long a new customer is
    held at grade B at best; some offices want twelve, the default is not at all.
    """
    day, month = as_of.toordinal(), month_number(as_of)
    ledger = ledger_of(facts, grace_days)
    arrears = arrears_of(ledger, day)
    return Portrait(
        as_of=as_of,
        credit=credit_on(facts, ledger, arrears, as_of, hold_b_months),
        risk=risk_of(facts, ledger, day, month),
        arrears=arrears,
        prefers=preference_of(facts.contacts, as_of),
        usage=usage_of(facts, as_of),
        preferences=preferences_of(facts.contacts, as_of),
    )


def credit_on(
    facts: CustomerFacts, ledger: Sequence[LedgerLine], arrears: Arrears, as_of: date, hold_b_months: int = 0
) -> Credit:
    """The credit alone, of lines already put in order."""
    day = as_of.toordinal()
    marks = marks_of(closed_lines(ledger, day, month_number(as_of)), day)
    newcomer = full_months(facts.since, as_of) < hold_b_months
    return credit_of(marks, arrears.days_overdue, recent_theft(facts, as_of), newcomer, as_of)


def recent_theft(facts: CustomerFacts, as_of: date) -> bool:
    """Confirmed within 24 months. A suspicion is nothing at all."""
    confirmed = facts.theft_confirmed_on
    return confirmed is not None and confirmed <= as_of and full_months(confirmed, as_of) < THEFT_MONTHS
