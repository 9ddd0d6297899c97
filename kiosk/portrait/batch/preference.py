"""The preferred channel, over all purposes and for each: a GROUP BY with one sum for each channel.

A channel with a share of one half or more has no equal, so nothing needs to be ranked.
"""

import ibis

from kiosk.domain.customer import Channel, Purpose
from kiosk.portrait.batch.columns import sum_if
from kiosk.portrait.batch.numbered import CHANNELS, PURPOSES
from kiosk.portrait.batch.terms import Column, Table, Terms
from kiosk.portrait.credit import SCALE
from kiosk.portrait.ledger import KEPT_MONTHS
from kiosk.portrait.preference import FEWEST_CONTACTS

COLUMNS = {"prefers": None, **{f"prefers_for_{purpose.value}": purpose.value for purpose in Purpose}}
"""Column of the portrait -> the purpose it is about, None for all together."""


def preferences(contacts: Table, weights: Table, terms: Terms) -> Table:
    """One row for each customer who was ever in contact; null where no channel stands out."""
    seen = contacts.filter((contacts.day <= terms.day) & (contacts.age < KEPT_MONTHS)).join(weights, "age")
    sums: dict[str, Column] = {}
    for name, purpose in COLUMNS.items():
        about = ibis.literal(True) if purpose is None else seen.purpose == PURPOSES[purpose]
        sums[f"{name}_n"] = about.cast("int64").sum() if purpose else seen.count()
        for channel in Channel:
            sums[f"{name}_{channel.value}"] = sum_if(about & (seen.channel == CHANNELS[channel.value]), seen.weight)
    summed = seen.group_by("customer").agg(**sums)
    return summed.select("customer", **{name: _preferred(summed, name) for name in COLUMNS})


def _preferred(summed: Table, name: str) -> Column:
    weights = {channel.value: summed[f"{name}_{channel.value}"].fill_null(0) for channel in Channel}
    whole = sum(weights.values()) + len(weights) * SCALE
    enough = summed[f"{name}_n"] >= FEWEST_CONTACTS
    branches = [(enough & (2 * (weight + SCALE) >= whole), channel) for channel, weight in weights.items()]
    return ibis.cases(*branches, else_=ibis.null("string"))
