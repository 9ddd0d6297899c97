"""The consumption pattern: one GROUP BY over the bills, two over what is metered beside them.

A month's energy is one filtered sum, so that a customer's 36 months lie side by side as columns. See
``kiosk.portrait.usage`` for the rules.
"""

from collections.abc import Sequence

import ibis

from kiosk.domain.portrait import UsageChange
from kiosk.portrait.batch.columns import month_of, sum_if
from kiosk.portrait.batch.terms import Column, Table, Terms
from kiosk.portrait.ledger import KEPT_MONTHS
from kiosk.portrait.months import last_day
from kiosk.portrait.usage import (
    COMPARED_MONTHS,
    FALLING_FROM,
    FEWEST_TREND_RATIOS,
    GROWING_ABOVE,
    POWER_FACTOR_LIMITS,
    POWER_FACTOR_MONTHS,
    STEADY_FROM,
    YEAR,
)

USAGE = ("year_on_year", "trend", "peak_share", "valley_share", "load_factor", "power_factor")

_GUESSED = 1 << 44  # added to the energy of an estimated bill: no month's energy comes near it
_NO_RATIO = 1 << 44


def month_lengths(terms: Terms) -> list[dict[str, int]]:
    """Rows of the small table ``kept_months``: how long ago, and hours."""
    months = (terms.newest_month - ago for ago in range(KEPT_MONTHS))
    return [{"ago": ago, "hours": 24 * (last_day(m) - last_day(m - 1))} for ago, m in enumerate(months)]


def by_month(rows: Table, terms: Terms, name: str) -> Table:
    """One row a customer: the energy of each kept month, ``name0`` the newest; estimates are marked as such."""
    ago = terms.newest_month - rows.month
    packed = rows.energy_kwh + rows.estimated.cast("int64") * _GUESSED
    seen = rows.select("customer", ago=ago, packed=packed)
    seen = seen.filter((seen.ago >= 0) & (seen.ago < KEPT_MONTHS))
    return seen.group_by("customer").agg(
        **{f"{name}{at}": sum_if(seen.ago == at, seen.packed) for at in range(KEPT_MONTHS)}
    )


def energies(customers: Table, billed: Table, metered: Table, terms: Terms) -> Table:
    """One row a customer ever measured: since when their meter counts, the newest month measured, the energies."""
    full = month_of(customers.metered_since) + (customers.metered_since.day() > 1).cast("int64")
    known = customers.select("customer", reach=(terms.newest_month - full).fill_null(KEPT_MONTHS))
    for part in (billed, metered):
        columns = [name for name in part.columns if name != "customer"]
        known = known.left_join(part, "customer").select(*known.columns, *columns)
    months = {f"e{at}": _measured(known, at) for at in range(KEPT_MONTHS)}
    found = known.select("customer", "reach", **months)
    newest = ibis.cases(*[(found[f"e{at}"].notnull(), at) for at in range(KEPT_MONTHS)], else_=None)
    return found.mutate(newest=newest.cast("int64")).filter(newest.notnull())


def _measured(known: Table, at: int) -> Column:
    energy = ibis.coalesce(known[f"u{at}"], known[f"b{at}"])
    return ibis.ifelse((energy < _GUESSED) & (known.reach >= at), energy, ibis.null("int64"))


def lined_up(found: Table) -> Table:
    """The energies counted from each customer's own newest month, which nearly always is the newest of all."""
    nothing = ibis.null("int64")
    months = ibis.array([*[found[f"e{at}"] for at in range(KEPT_MONTHS)], *[nothing] * (2 * YEAR - 1)])
    listed = found.select("customer", "reach", "newest", months=months)
    return listed.select(
        "customer",
        "reach",
        "newest",
        **{f"e{at}": listed.months[_position(listed.newest + at)] for at in range(2 * YEAR)},
    )


def _position(number: Column) -> Column:
    """Spark takes no wider number to point into an array."""
    return number.cast("int32")


def growth(found: Table) -> Table:
    """Adds year_on_year, trend, and sums over the last year and the last three months."""
    ratios = {f"r{at}": _ratio(found[f"e{at}"], found[f"e{at + YEAR}"]) for at in range(YEAR)}
    told = found.mutate(**ratios)
    told = told.mutate(
        ordered=ibis.array([told[f"r{at}"].fill_null(_NO_RATIO) for at in range(YEAR)]).sort(),
        many=_count([told[f"r{at}"] for at in range(YEAR)]),
    )
    three = [told[f"r{at}"] for at in range(COMPARED_MONTHS)]
    middle = sum(three) - ibis.greatest(*three) - ibis.least(*three)
    whole = ibis.and_(*[ratio.notnull() for ratio in three])
    low, high = _position(ibis.greatest(told.many - 1, 0) // 2), _position(told.many // 2)
    both = told.ordered[low] + told.ordered[high]
    return told.select(
        "customer",
        "reach",
        "newest",
        year_on_year=ibis.ifelse(whole, middle, ibis.null("int64")),
        trend=ibis.ifelse(told.many >= FEWEST_TREND_RATIOS, both // 2 - 1000, ibis.null("int64")),
        **_sums(told, YEAR, "year"),
        **_sums(told, POWER_FACTOR_MONTHS, "recent"),
    )


def _ratio(now: Column, before: Column) -> Column:
    return ibis.ifelse((before > 0) & now.notnull(), per_mille(now, before), ibis.null("int64"))


def _sums(found: Table, months: int, name: str) -> dict[str, Column]:
    energy = [found[f"e{at}"] for at in range(months)]
    return {f"{name}_kwh": sum(one.fill_null(0) for one in energy), f"{name}_months": _count(energy)}


def _count(columns: Sequence[Column]) -> Column:
    return sum(column.notnull().cast("int64") for column in columns)


def metering(uses: Table, grown: Table, lengths: Table, terms: Terms) -> Table:
    """One row for each customer metered by more than energy: sums over a year, and months that had each."""
    rows = uses.filter(~uses.estimated).mutate(ago=terms.newest_month - uses.month)
    rows = rows.join(grown.select("customer", "newest", "reach"), "customer")
    rows = rows.filter((rows.ago >= rows.newest) & (rows.ago < rows.newest + YEAR) & (rows.ago <= rows.reach))
    rows = rows.join(lengths, "ago")
    recent, demanded = rows.ago < rows.newest + POWER_FACTOR_MONTHS, rows.max_demand_kw > 0
    return rows.group_by("customer").agg(
        peak_kwh=rows.peak_kwh.sum(),
        peak_months=rows.peak_kwh.count(),
        valley_kwh=rows.valley_kwh.sum(),
        valley_months=rows.valley_kwh.count(),
        demand_kwh=rows.energy_kwh.sum(where=demanded),
        demand_hours=(rows.hours * rows.max_demand_kw).sum(where=demanded),
        reactive_kvarh=rows.reactive_kvarh.sum(where=recent),
        reactive_months=rows.reactive_kvarh.count(where=recent),
    )


def usages(grown: Table, metered: Table) -> Table:
    """One row for each customer measured: the figures in ``USAGE``."""
    known = grown.left_join(metered, "customer").drop("customer_right")
    return known.select(
        "customer",
        "year_on_year",
        "trend",
        peak_share=_share(known, "peak"),
        valley_share=_share(known, "valley"),
        load_factor=ibis.ifelse(
            known.demand_hours > 0, per_mille(known.demand_kwh, known.demand_hours), ibis.null("int64")
        ),
        power_factor=_power_factor(known),
    )


def per_mille(part: Column, whole: Column) -> Column:
    """Halves rounded up; ``whole`` is above zero where the answer is used."""
    divisor = ibis.greatest(whole, 1)
    return (2_000 * part + divisor) // (2 * divisor)


def _share(known: Table, period: str) -> Column:
    every = (known[f"{period}_months"] == known.year_months) & (known.year_kwh > 0)
    return ibis.ifelse(every, per_mille(known[f"{period}_kwh"], known.year_kwh), ibis.null("int64"))


def _power_factor(known: Table) -> Column:
    """The cosine in per mille: a guess in floating point, put right by whole numbers of up to 38 digits."""
    active, reactive = known.recent_kwh, known.reactive_kvarh
    apparent = (active.cast("float64") ** 2 + reactive.cast("float64") ** 2).sqrt()
    guess = ((2_000 * active / ibis.greatest(apparent, 1) + 1) / 2).floor().cast("int64")
    exact = guess - _beyond(guess, active, reactive) + (1 - _beyond(guess + 1, active, reactive))
    every = (known.reactive_months == known.recent_months) & (active + reactive > 0)
    return ibis.ifelse(every, exact, ibis.null("int64"))


def _beyond(guess: Column, active: Column, reactive: Column) -> Column:
    """1 when the cosine lies below ``guess`` less a half: (2g - 1)^2 (P^2 + Q^2) > 4,000,000 P^2."""
    odd = 2 * guess - 1
    apparent = _wide(active * active + reactive * reactive) * _narrow(odd * odd)
    demanded = _wide(active * active) * _narrow(ibis.literal(4_000_000, "int64"))
    return ((guess > 0) & (apparent > demanded)).cast("int64")


def _wide(square: Column) -> Column:
    return square.cast("decimal(20,0)")


def _narrow(factor: Column) -> Column:
    return factor.cast("decimal(8,0)")


def change(year_on_year: Column) -> Column:
    return ibis.cases(
        (year_on_year.isnull(), UsageChange.UNKNOWN.value),
        (year_on_year > GROWING_ABOVE, UsageChange.GROWING.value),
        (year_on_year >= STEADY_FROM, UsageChange.STEADY.value),
        (year_on_year >= FALLING_FROM, UsageChange.FALLING.value),
        else_=UsageChange.ABRUPT.value,
    )


def limit(supply: Column, measured: Column) -> Column:
    """The power factor demanded, of customers of whom anything is measured."""
    limits = [(measured & (supply == kind.value), limit) for kind, limit in POWER_FACTOR_LIMITS.items()]
    return ibis.cases(*limits, else_=ibis.null("int64"))
