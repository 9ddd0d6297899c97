"""The whole night as a list of named steps, each an Ibis expression over the tables and the steps before it.

Nothing here knows an engine. The same steps are handed to DuckDB and to Spark; an engine makes each a temporary
table, so that no step is reckoned twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import ibis
from ibis.expr.operations import UnboundTable

from kiosk.domain.customer import CustomerKind
from kiosk.domain.portrait import RiskClass, Segment
from kiosk.portrait.batch import checks, classes, credit, history, lines, segment, today, usage
from kiosk.portrait.batch.numbered import IN_NUMBERS, PREFIX, with_keys
from kiosk.portrait.batch.preference import by_slot, preferences
from kiosk.portrait.batch.tables import LATE, PORTRAIT, SCHEMAS
from kiosk.portrait.batch.terms import EPOCH, Column, Table, Terms
from kiosk.portrait.credit import WEIGHTS
from kiosk.portrait.months import last_day

RESULT = "portrait"
MARKS = "late_marks"
AGAIN = "again"
TALLY = "tally_"
"""Before the name of a table: of each customer how many rows, and what else one look at them tells."""

_SUMS = ("weight", "marked", "bills", "streak", "ahead", "counted_fen", "recent_bills", "recent_fen")
_DAYS = {"reading": "int64", "day": "int64", "month": "int64", "since": "int64"}
_SMALL = {
    "weights": {"age": "int64", "weight": "int64"},
    "last_days": _DAYS,
    "year_days": _DAYS,
    "all_days": _DAYS,
    "month_days": {"due_month": "int64", "last": "int64", "next_last": "int64"},
    "kept_months": {"ago": "int64", "hours": "int64"},
}


def small_tables(terms: Terms) -> dict[str, list[dict[str, int]]]:
    """The rows of the tables every engine must hold beside the data: weights, month-ends and months."""
    days = [{"reading": d.reading, "day": d.day, "month": d.month, "since": d.since} for d in terms.month_ends]
    ends = [(month, last_day(month) - EPOCH, last_day(month + 1) - EPOCH) for month in _months(terms)]
    return {
        "weights": [{"age": age, "weight": weight} for age, weight in enumerate(WEIGHTS)],
        "last_days": days[-3:],
        "year_days": days[classes.LAST_YEAR - classes.LOOKS_BACK :],
        "all_days": days,
        "month_days": [{"due_month": month, "last": last, "next_last": after} for month, last, after in ends],
        "kept_months": usage.month_lengths(terms),
    }


def _months(terms: Terms) -> range:
    """From that of the oldest month-end to that of the day itself."""
    return range(terms.month_ends[0].month, terms.month + 1)


@dataclass(frozen=True, slots=True)
class Plan:
    """``steps`` in order; ``MARKS`` are the bills that cost points, ``RESULT`` the portrait, ``AGAIN`` who may
    have used a bill's number again in another month."""

    terms: Terms
    steps: dict[str, Table] = field(default_factory=dict)

    def table(self, name: str) -> Table:
        schema = SCHEMAS.get(name) or _SMALL.get(name) or self.steps[name].schema()
        return ibis.table(schema, name=name)

    def add(self, name: str, expression: Table) -> Table:
        schema = expression.schema()
        self.steps[name] = expression.cast({column: "int64" for column in schema if schema[column].is_integer()})
        return self.table(name)

    def last_uses(self) -> dict[str, list[str]]:
        """Step -> the steps before it that no later one asks for: an engine need not hold them any longer."""
        last = {used: name for name, step in self.steps.items() for used in _names_in(step) if used in self.steps}
        done: dict[str, list[str]] = {}
        for used, name in last.items():
            done.setdefault(name, []).append(used)
        return done


def _names_in(step: Table) -> set[str]:
    return {table.name for table in step.op().find(UnboundTable)}


@lru_cache(maxsize=4)
def plan_for(terms: Terms) -> Plan:
    """The steps over the tables of ``SCHEMAS`` and the small tables."""
    plan = Plan(terms)
    customers = plan.add(f"{PREFIX}customers", with_keys(plan.table("customers")))
    for name, change in IN_NUMBERS.items():
        plan.add(f"{PREFIX}{name}", change(with_keys(plan.table(name)), terms))
    bills, payments, dunnings = (plan.table(f"{PREFIX}{name}") for name in ("bills", "payments", "dunnings"))
    more = {"bills": lines.reach(bills, terms), "payments": {"paid": lines.added_up(payments.bill, payments.money)}}
    for name in IN_NUMBERS:
        plan.add(f"{TALLY}{name}", checks.tally(name, plan.table(f"{PREFIX}{name}"), **more.get(name, {})))
    billed = plan.table("tally_bills")
    twins = checks.suspects(billed)
    used = _usages(plan, twins)  # first, to be rid of the meter readings
    slots = plan.add("slots", by_slot(plan.table("numbered_contacts"), plan.table("weights"), terms))
    wishes = plan.add("wishes", preferences(slots))
    hard = plan.add("hard_pairs", lines.hard_pairs(bills, payments))
    rest = plan.add("rest", lines.grouped(hard))
    knots = plan.add("tangled", lines.tangled(billed, plan.table("tally_payments"), rest))
    paired = lines.pairs(*(rows.semi_join(knots, "customer") for rows in (bills, payments)))
    knotted = plan.add("knotted", paired.drop("simple"))
    troubled = plan.add("troubled", lines.troubled(rest, knots, knotted, bills, dunnings, terms))
    plan.add(AGAIN, lines.again(troubled, knots, bills))
    parted = hard.anti_join(knots, "customer").union(knotted)
    base = plan.add("standing", lines.standing(billed, troubled, terms))
    plan.add(MARKS, lines.late_marks(troubled, base, customers).cast(LATE))
    evidence = plan.add("evidence", credit.evidence(bills, troubled, base, plan.table("weights"), terms))
    ahead = plan.add("ahead", lines.ahead(bills, troubled, twins, base, terms))
    happened = _incidents(plan, troubled)
    restless = plan.add("restless", today.restless(troubled, happened, plan.table("month_days"), terms))
    who = plan.add("watched", history.watched(troubled, happened, base, evidence, restless, terms))
    broken = plan.add("breaches", history.breaches(troubled))
    held = _held_classes(plan, (parted, troubled), happened, who, base)
    parts = [
        evidence.drop("old_bills"),
        ahead,
        plan.add("faults", today.faults(troubled, base, terms)),
        plan.add("reminders", today.reminders(happened, base)),
        plan.add("breached_now", today.breached_now(broken, terms)),
        plan.add("arrears", arrears(troubled, terms)),
        held,
        who.select("customer", watched=ibis.literal(True)),
        wishes,
        plan.add("bad_faith", segment.bad_faith(plan.table("numbered_complaints"), terms)),
        used,
    ]
    plan.add(RESULT, portrait(customers, parts, terms))
    return plan


def _incidents(plan: Plan, troubled: Table) -> Table:
    """Dunnings and failed debits of counted bills, each with its line. Nearly all are of troubled lines, and the
    many simple ones are looked through for the others only."""
    simple = lines.closed_bills(plan.table("numbered_bills"), plan.terms)
    payments = plan.table("numbered_payments")
    payments = plan.add("other_payments", payments.filter(~payments.money))
    events = plan.add("events", history.events(plan.table("numbered_dunnings"), payments, plan.terms))
    others = plan.add("other_events", events.anti_join(troubled, ["customer", "bill"]))
    in_time = simple.mutate(covered=simple.due)
    found = history.with_lines(events, troubled).union(history.with_lines(others, in_time))
    return plan.add("incidents", found)


def _held_classes(plan: Plan, lines_of: tuple[Table, Table], happened: Table, who: Table, base: Table) -> Table:
    """The class each of the watched holds after the last month-end. Of most the last three tell it, or a year."""
    parted, troubled = lines_of
    ends, broken, bills = plan.terms.month_ends, plan.table("breaches"), plan.table("numbered_bills")
    contract = plan.table("numbered_customers").select("customer", "method", "guarantee_fen")
    three = plan.add("surely_three", classes.surely_three(broken, ends[-1]))
    who = who.anti_join(three, "customer")
    close = plan.add("close", history.close(who))
    closely = lines.all_lines(bills, troubled, close, plan.terms)
    moments = plan.add("close_moments", history.moments(closely, parted, troubled, happened, close, ends[-3].day))
    ages, days = history.last_ages(base, plan.terms), plan.table("last_days")
    recent = plan.add("recent", history.readings(close, moments, ages, broken, days, contract))
    sure = plan.add("settled", classes.settled(recent))
    unsure = plan.add("unsure", who.anti_join(sure, "customer"))
    known = plan.add("unsure_lines", lines.all_lines(bills, troubled, unsure, plan.terms))
    newest = plan.add("newest_lines", history.newest_lines(known))

    def read(name: str, whose: Table, days: str, since: int) -> Table:
        moments = plan.add(f"{name}_moments", history.moments(known, parted, troubled, happened, whose, since))
        ages = history.all_ages(newest, plan.table(days))
        told = history.readings(whose, moments, ages, broken, plan.table(days), contract)
        return plan.add(f"{name}_changes", classes.month_changes(plan.add(f"{name}_readings", told)))

    first = ends[classes.LAST_YEAR - classes.LOOKS_BACK]
    near = plan.add("near", history.near(unsure, newest, first))
    changes = classes.changes_side_by_side(read("near", near, "year_days", first.day), classes.LAST_YEAR)
    nearly = plan.add("nearly", classes.replayed_last_year(plan.add("near_replay", changes)))
    far = plan.add("far", history.far(unsure.anti_join(nearly, "customer")))
    changes = plan.add("far_replay", classes.changes_side_by_side(read("far", far, "all_days", ends[-3].day)))
    return plan.add("held", ibis.union(three, sure, nearly, classes.replayed(changes)))


def _usages(plan: Plan, twins: Table) -> Table:
    customers, bills, uses = (plan.table(f"{PREFIX}{name}") for name in ("customers", "bills", "uses"))
    unlike = plan.add("unlike", usage.unlike(plan.table("tally_uses"), twins, customers))
    metered = plan.add("metered", usage.metered(bills, uses, (unlike, twins), customers, plan.terms))
    measured = usage.billed(bills, unlike, plan.terms).union(metered)
    newest = plan.add("newest_month", usage.newest(measured))
    grown = plan.add("growth", usage.growth(plan.add("energies", usage.energies(measured, newest))))
    lengths = plan.table("kept_months")
    beside = plan.add("metering", usage.metering(uses, metered, newest, lengths, plan.terms))
    used = plan.add("usages", usage.usages(grown, beside))
    return used.mutate(measured=ibis.literal(True))


def arrears(troubled: Table, terms: Terms) -> Table:
    """What is open and past due; disputed money, and excused money, apart."""
    is_open = troubled.covered > terms.day
    debt = troubled.filter(is_open)
    excused = ~debt.counted & ~debt.disputed
    return debt.group_by("customer").agg(
        open_fen=debt.open_fen.sum(where=debt.counted),
        days_overdue=(terms.day - debt.due).max(where=debt.counted),
        disputed_fen=debt.open_fen.sum(where=~debt.counted & debt.disputed),
        excused_fen=debt.open_fen.sum(where=excused),
    )


_AMOUNTS = (
    *_SUMS,
    *today.FAULTS,
    *today.REMINDERS,
    *("open_fen", "days_overdue", "disputed_fen", "excused_fen", "bad_faith", "steps"),
)


def portrait(customers: Table, parts: Sequence[Table], terms: Terms) -> Table:
    """One row for each customer. Whoever has no bills gets the starting values."""
    judged = credit.scored(_classed(today.judged_points(_filled(customers, parts))), terms)
    three = judged.risk_class == RiskClass.THREE.value
    judged = judged.mutate(
        enough=judged.rated,
        rated=judged.rated | three,
        risk_class=ibis.ifelse(judged.rated | three, judged.risk_class, RiskClass.TWO.value),
        segment=segment.segment(judged),
    )
    made = {
        "risk_points": judged.points,
        "why": _why(judged),
        "theft_on": ibis.ifelse(judged.theft, judged.theft_confirmed_on.cast("string"), ibis.null("string")),
        "usage": usage.change(judged.year_on_year),
        "power_factor_limit": usage.limit(judged.supply, judged.measured),
        "candidate": (judged.segment == Segment.A.value) & ~judged.influence,
        "key_account": judged.kind == CustomerKind.KEY_ACCOUNT.value,
        "service_class": segment.service_class(judged.risk_class, judged.steps),
    }
    result = judged.select(**{name: made[name] if name in made else judged[name] for name in PORTRAIT})
    return result.cast(PORTRAIT)


def _filled(customers: Table, parts: Sequence[Table]) -> Table:
    joined, columns = customers, [customers[name] for name in customers.columns]
    for part in parts:
        joined = joined.left_join(part, "customer")
        columns += [part[name] for name in part.columns if name != "customer"]
    joined = joined.select(*columns)
    return joined.mutate(
        **{name: joined[name].fill_null(0) for name in _AMOUNTS},
        **{name: joined[name].fill_null(False) for name in ("breached", "watched", "measured", "influence")},
    )


def _classed(facts: Table) -> Table:
    """Adds the class today's points speak for, and the class held."""
    facts = facts.mutate(by_points=history.judged(facts))
    return facts.mutate(risk_class=_held(facts))


def _held(facts: Table) -> Column:
    """The class after this moment. Those never watched never had many points: class one once they are rated."""
    return ibis.cases(
        (facts.breached, RiskClass.THREE.value),
        (~facts.watched, ibis.ifelse(facts.rated, RiskClass.ONE.value, RiskClass.TWO.value)),
        (facts.held.fill_null(classes.NOT_RATED) == classes.NOT_RATED, facts.by_points),
        else_=facts.held,
    )


def _lead(facts: Table) -> Column:
    """The feature that gave most points; of equals the first."""
    points = {name.removeprefix("p_"): facts[name] for name in facts.columns if name.startswith("p_")}
    most = ibis.greatest(*points.values())
    return ibis.cases((most <= 0, "none"), *[(worth == most, code) for code, worth in points.items()], else_="none")


def _why(facts: Table) -> Column:
    """The chief reason for the class, a code."""
    return ibis.cases(
        (facts.breached, "long_overdue_and_dunned"),
        (~facts.enough, "not_yet_rated"),
        (facts.risk_class != facts.by_points, "class_held"),
        else_=_lead(facts),
    )
