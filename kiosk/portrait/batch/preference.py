"""The preferred channel, over all purposes and for each: a GROUP BY with one sum for each purpose and channel.

A channel with a share of one half or more has no equal, so nothing needs to be ranked. Weights and times are added
up side by side in one number.
"""

import ibis

from kiosk.domain.customer import Channel, Purpose
from kiosk.portrait.batch.columns import only
from kiosk.portrait.batch.numbered import SLOTS
from kiosk.portrait.batch.terms import Column, Table, Terms
from kiosk.portrait.credit import SCALE
from kiosk.portrait.ledger import KEPT_MONTHS
from kiosk.portrait.preference import FEWEST_CONTACTS

_TIMES = 1 << 24  # more than anybody is ever in contact

COLUMNS = {"prefers": None, **{f"prefers_for_{purpose.value}": purpose for purpose in Purpose}}
"""Column of the portrait -> the purpose it is about, None for all together."""


def by_slot(contacts: Table, weights: Table, terms: Terms) -> Table:
    """One row for each customer, purpose and channel: the weight, and below it how often."""
    seen = contacts.filter((contacts.day <= terms.day) & (contacts.age < KEPT_MONTHS)).join(weights, "age")
    summed = seen.group_by(["customer", "slot"]).agg(times=seen.count(), weight=seen.weight.sum().cast("int64"))
    return summed.select("customer", "slot", both=summed.weight * _TIMES + summed.times)


def preferences(slots: Table) -> Table:
    """One row for each customer who was ever in contact; null where no channel stands out."""
    sums = {f"s{slot}": only(slots.slot == slot, slots.both).fill_null(0) for slot in SLOTS.values()}
    summed = slots.group_by("customer").agg(**sums)
    return summed.select("customer", **{name: _preferred(summed, about) for name, about in COLUMNS.items()})


def _preferred(summed: Table, about: Purpose | None) -> Column:
    purposes = list(Purpose) if about is None else [about]
    sums = {c.value: sum(summed[f"s{SLOTS[p, c]}"] for p in purposes) for c in Channel}
    both = sum(sums.values())
    whole, enough = both // _TIMES + len(sums) * SCALE, both % _TIMES >= FEWEST_CONTACTS
    branches = [(enough & (2 * (own // _TIMES + SCALE) >= whole), channel) for channel, own in sums.items()]
    return ibis.cases(*branches, else_=ibis.null("string"))
