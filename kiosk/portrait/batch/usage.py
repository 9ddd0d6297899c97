"""The consumption pattern: one GROUP BY over the bills, two over what is metered beside them.

A month's energy is one filtered sum, so that a customer's 36 months lie side by side as columns. See
``kiosk.portrait.usage`` for the rules.
"""

from collections.abc import Sequence

import ibis

from kiosk.domain.portrait import UsageChange
from kiosk.portrait.batch.columns import month_of, only
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

_NO_RATIO = 1 << 44


def month_lengths(terms: Terms) -> list[dict[str, int]]:
    """Rows of the small table ``kept_months``: how long ago, and hours."""
    months = (terms.newest_month - ago for ago in range(KEPT_MONTHS))
    return [{"ago": ago, "hours": 24 * (last_day(m) - last_day(m - 1))} for ago, m in enumerate(months)]


def unlike(metered: Table, twins: Table, customers: Table) -> Table:
    """The customers of whom a bill is not simply a month measured: a meter says more, or is new, or there may be
    two bills of one month (the ``twins``)."""
    who = customers.customer
    return customers.filter(
        customers.metered_since.notnull() | who.isin(metered.customer) | who.isin(twins.customer)
    ).select("customer")


def billed(bills: Table, unlike: Table, terms: Terms) -> Table:
    """The months measured of all others: ``customer``, how long ago, and the energy."""
    rows = _kept(bills, terms).anti_join(unlike, "customer")
    return rows.filter(~rows.estimated).drop("estimated")


def metered(bills: Table, uses: Table, whose: tuple[Table, Table], customers: Table, terms: Terms) -> Table:
    """The same of ``whose``: the unlike, and the twins among them. What the meter says stands before what was
    billed; two bills of one month are added up."""
    unlike, twins = whose
    of_meters, of_bills = _kept(uses, terms), _kept(bills, terms).semi_join(unlike, "customer")
    doubled = of_bills.semi_join(twins, "customer").group_by(["customer", "ago"])
    doubled = doubled.agg(energy_kwh=ibis._.energy_kwh.sum().cast("int64"), estimated=ibis._.estimated.any())
    billed = of_bills.anti_join(twins, "customer").union(doubled.select(*of_bills.columns))
    alone = billed.anti_join(of_meters, ["customer", "ago"]).select(*of_meters.columns)
    rows = alone.union(of_meters)
    rows = rows.filter(~rows.estimated).drop("estimated")
    known = rows.left_join(_reach(customers, terms), "customer").select(*rows.columns, "reach")
    return known.filter(known.ago <= known.reach.fill_null(KEPT_MONTHS)).drop("reach")


def _kept(rows: Table, terms: Terms) -> Table:
    told = rows.select("customer", "energy_kwh", "estimated", ago=terms.newest_month - rows.month)
    return told.filter((told.ago >= 0) & (told.ago < KEPT_MONTHS))


def _reach(customers: Table, terms: Terms) -> Table:
    """How many months ago their meter was new, of those of whom that is known."""
    since = customers.filter(customers.metered_since.notnull()).metered_since
    full = month_of(since) + (since.day() > 1).cast("int64")
    return customers.filter(customers.metered_since.notnull()).select("customer", reach=terms.newest_month - full)


def newest(measured: Table) -> Table:
    return measured.group_by("customer").agg(newest=measured.ago.min())


def energies(measured: Table, newest_of: Table) -> Table:
    """One row a customer: the energies of two years, counted back from each customer's own newest month."""
    rows = measured.join(newest_of, "customer")
    rows = rows.select("customer", "newest", "energy_kwh", at=rows.ago - rows.newest)
    rows = rows.filter(rows["at"] < 2 * YEAR)
    return rows.group_by("customer").agg(
        newest=rows.newest.max(),
        **{f"e{at}": only(rows["at"] == at, rows.energy_kwh) for at in range(2 * YEAR)},
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


def metering(uses: Table, metered: Table, newest_of: Table, lengths: Table, terms: Terms) -> Table:
    """One row for each customer metered by more than energy: sums over a year, and months that had each."""
    rows = uses.mutate(ago=terms.newest_month - uses.month).join(newest_of, "customer")
    rows = rows.filter((rows.ago >= rows.newest) & (rows.ago < rows.newest + YEAR))
    rows = rows.semi_join(metered, ["customer", "ago"]).join(lengths, "ago")
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
    """1 when the cosine lies below ``guess`` less a half: (2g - 1)^2 (P^2 + Q^2) > 4,000,000 P^2.

    Of three months within bounds P and Q have 12 digits and the products 33. With more (bills of one month added
    up) there is no factor to reckon: a meter's reactive energy would be missing for them.
    """
    odd = 2 * guess - 1
    active, reactive = _twelve_digits(active), _twelve_digits(reactive)
    apparent = _wide(active * active + reactive * reactive) * _narrow(odd * odd)
    demanded = _wide(active * active) * _narrow(ibis.literal(4_000_000, "int64"))
    return ((guess > 0) & (apparent > demanded)).cast("int64")


def _twelve_digits(energy: Column) -> Column:
    return ibis.least(energy, 10**12 - 1).cast("decimal(19,0)")  # a narrower product would not fit


def _wide(square: Column) -> Column:
    return square.cast("decimal(25,0)")


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
