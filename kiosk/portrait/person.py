"""One person with several accounts. Each account is judged by itself; the person is seen through all of them.

The score is the mean of the accounts' scores, weighted by their counted bills (what a bill amounts to does not
matter: a workshop's bills should not drown out a flat's), and the caps for open overdue bills hold for the worst of
all accounts. The worst risk class of those rated counts, debts add up, and preferences form over all contacts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kiosk.domain.customer import Channel, CustomerFacts
from kiosk.domain.portrait import Arrears, Credit, Portrait, Preferences, Reason, Risk
from kiosk.portrait.credit import grade_of, overdue_cap
from kiosk.portrait.marks import FULL
from kiosk.portrait.portrait import portrait_of
from kiosk.portrait.preference import preference_of, preferences_of
from kiosk.portrait.shares import apportioned


@dataclass(frozen=True, slots=True)
class PersonPortrait:
    """``whole`` is the person's; ``accounts`` are those it was made of, in the order of the contracts."""

    whole: Portrait
    accounts: tuple[Portrait, ...]


def person_portrait(contracts: Sequence[CustomerFacts], as_of: date, grace_days: int = 0) -> PersonPortrait:
    """Of one contract or more. The usage is that of the first: consumptions of different houses do not mix."""
    accounts = tuple(portrait_of(contract, as_of, grace_days) for contract in contracts)
    if len(accounts) == 1:
        return PersonPortrait(accounts[0], accounts)
    contacts = [contact for contract in contracts for contact in contract.contacts]
    whole = together(accounts, preference_of(contacts, as_of), preferences_of(contacts, as_of))
    return PersonPortrait(whole, accounts)


def together(accounts: Sequence[Portrait], prefers: Channel | None, preferences: Preferences) -> Portrait:
    """One portrait of several made on one day; where no bills were counted every account weighs the same."""
    arrears, as_of = _arrears(accounts), accounts[0].as_of
    return Portrait(
        as_of=as_of,
        credit=_credit(accounts, arrears, as_of),
        risk=_risk(accounts),
        arrears=arrears,
        prefers=prefers,
        usage=accounts[0].usage,
        preferences=preferences,
    )


def _arrears(accounts: Sequence[Portrait]) -> Arrears:
    every = [account.arrears for account in accounts]
    return Arrears(
        open_fen=sum(one.open_fen for one in every),
        days_overdue=max(one.days_overdue for one in every),
        disputed_fen=sum(one.disputed_fen for one in every),
        excused_fen=sum(one.excused_fen for one in every),
    )


def _risk(accounts: Sequence[Portrait]) -> Risk:
    """An account too new to be rated does not speak for a person who has others."""
    risks = [account.risk for account in accounts]
    return max([risk for risk in risks if risk.rated] or risks, key=lambda risk: (risk.risk_class, risk.points))


def _credit(accounts: Sequence[Portrait], arrears: Arrears, as_of: date) -> Credit:
    """Halves are rounded up. The reasons, one an account and one for a cap, sum to exactly ``score - 100``."""
    credits = [account.credit for account in accounts]
    weights = [one.bills for one in credits]
    if not any(weights):
        weights = [1] * len(credits)
    lost = [weight * (FULL - one.score) for one, weight in zip(credits, weights, strict=True)]
    base = FULL - (2 * sum(lost) + sum(weights) - 1) // (2 * sum(weights))
    shares = apportioned(lost, sum(weights), FULL - base)
    reasons = [
        Reason("account", f"number={at} score={one.score} bills={one.bills}", -share)
        for at, (one, share) in enumerate(zip(credits, shares, strict=True), 1)
    ]
    score, cap = base, overdue_cap(arrears.days_overdue)
    if cap is not None and cap < base:
        reasons.append(Reason("worst_overdue_cap", f"days={arrears.days_overdue} cap={cap}", cap - base))
        score = cap
    return Credit(score, grade_of(score), base, 0, tuple(reasons), sum(one.bills for one in credits), as_of)
