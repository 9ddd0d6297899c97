"""The preferred channel, over all purposes and for each: a GROUP BY with one sum for each purpose and channel.

A channel with a share of one half or more has no equal, so nothing needs to be ranked.
"""

import ibis

from kiosk.domain.customer import Channel, Purpose
from kiosk.portrait.batch.columns import only
from kiosk.portrait.batch.numbered import SLOTS
from kiosk.portrait.batch.terms import Column, Table, Terms
from kiosk.portrait.credit import SCALE
from kiosk.portrait.ledger import KEPT_MONTHS
from kiosk.portrait.preference import FEWEST_CONTACTS

COLUMNS = {"prefers": None, **{f"prefers_for_{purpose.value}": purpose for purpose in Purpose}}
"""Column of the portrait -> the purpose it is about, None for all together."""


def by_slot(contacts: Table, weights: Table, terms: Terms) -> Table:
    """One row for each customer, purpose and channel: how often, and the weight."""
    seen = contacts.filter((contacts.day <= terms.day) & (contacts.age < KEPT_MONTHS)).join(weights, "age")
    return seen.group_by(["customer", "slot"]).agg(times=seen.count(), weight=seen.weight.sum().cast("int64"))


def preferences(slots: Table) -> Table:
    """One row for each customer who was ever in contact; null where no channel stands out."""
    sums = {f"w{slot}": only(slots.slot == slot, slots.weight).fill_null(0) for slot in SLOTS.values()}
    times = {f"n{slot}": only(slots.slot == slot, slots.times).fill_null(0) for slot in SLOTS.values()}
    summed = slots.group_by("customer").agg(**sums, **times)
    return summed.select("customer", **{name: _preferred(summed, about) for name, about in COLUMNS.items()})


def _preferred(summed: Table, about: Purpose | None) -> Column:
    purposes = list(Purpose) if about is None else [about]
    weights = {c.value: sum(summed[f"w{SLOTS[p, c]}"] for p in purposes) for c in Channel}
    times = sum(summed[f"n{SLOTS[p, c]}"] for p in purposes for c in Channel)
    whole = sum(weights.values()) + len(weights) * SCALE
    enough = times >= FEWEST_CONTACTS
    branches = [(enough & (2 * (weight + SCALE) >= whole), channel) for channel, weight in weights.items()]
    return ibis.cases(*branches, else_=ibis.null("string"))
