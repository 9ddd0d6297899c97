"""Moving house: the history goes with the person, the meter keeps none of it."""

from dataclasses import replace

from kiosk.domain.customer import CustomerFacts


def moved(left: CustomerFacts, entered: CustomerFacts) -> CustomerFacts:
    """The new contract with the conduct of the one left. Only for a party whose identity is confirmed on both.

    How they paid, wrote and complained comes along, and a confirmed theft; what the old house consumed does not,
    nor any money put up for it. Whoever moves into the old house starts without any history.
    """
    thefts = [day for day in (left.theft_confirmed_on, entered.theft_confirmed_on) if day]
    return replace(
        entered,
        since=min(left.since, entered.since),
        metered_since=entered.metered_since or entered.since,
        bills=(*left.bills, *entered.bills),
        payments=(*left.payments, *entered.payments),
        dunnings=(*left.dunnings, *entered.dunnings),
        contacts=(*left.contacts, *entered.contacts),
        complaints=(*left.complaints, *entered.complaints),
        theft_confirmed_on=max(thefts, default=None),
    )
