"""The whole night as a list of named steps, each an Ibis expression over the tables and the steps before it.

Nothing here knows an engine. The same steps are handed to DuckDB and to Spark; an engine makes each a temporary
table, so that no step is reckoned twice.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

import ibis

from kiosk.domain.portrait import RiskClass
from kiosk.portrait.batch import classes, credit, history, lines
from kiosk.portrait.batch.preference import COLUMNS as PREFERENCES
from kiosk.portrait.batch.preference import preferences
from kiosk.portrait.batch.tables import PORTRAIT, SCHEMAS
from kiosk.portrait.batch.terms import NOW, Column, Table, Terms
from kiosk.portrait.credit import WEIGHTS
from kiosk.portrait.risk import FEWEST_BILLS

FEATURES = ("late_bills", "worst_days", "dunnings", "failed_debits")
RESULT = "portrait"

_EVIDENCE = ("weight", "marked", "bills", "streak")
_SMALL = {
    "weights": {"age": "int64", "weight": "int64"},
    "last_days": {"reading": "int64", "day": "int64", "month": "int64", "since": "int64"},
    "all_days": {"reading": "int64", "day": "int64", "month": "int64", "since": "int64"},
}


def small_tables(terms: Terms) -> dict[str, list[dict[str, int]]]:
    """The rows of the tables every engine must hold beside the data: weights, and the days to read the risk on."""
    days = [{"reading": d.reading, "day": d.day, "month": d.month, "since": d.since} for d in terms.month_ends]
    now = terms.now
    today = {"reading": NOW, "day": now.day, "month": now.month, "since": now.since}
    return {
        "weights": [{"age": age, "weight": weight} for age, weight in enumerate(WEIGHTS)],
        "last_days": [*days[-3:], today],
        "all_days": days,
    }


@dataclass(frozen=True, slots=True)
class Plan:
    """``steps`` in order, the last one being the portrait."""

    terms: Terms
    steps: dict[str, Table] = field(default_factory=dict)

    def table(self, name: str) -> Table:
        schema = SCHEMAS.get(name) or _SMALL.get(name) or self.steps[name].schema()
        return ibis.table(schema, name=name)

    def add(self, name: str, expression: Table) -> Table:
        schema = expression.schema()
        self.steps[name] = expression.cast({column: "int64" for column in schema if schema[column].is_integer()})
        return self.table(name)


@lru_cache(maxsize=4)
def plan_for(terms: Terms) -> Plan:
    """The steps over ``customers``, ``bills``, ``payments``, ``dunnings``, ``contacts`` and the small tables."""
    plan = Plan(terms)
    bills, payments, dunnings = plan.table("bills"), plan.table("payments"), plan.table("dunnings")
    paired = plan.add("pairs", lines.pairs(bills, payments, terms))
    counted = plan.add("tally", lines.tally(paired, terms))
    rest = plan.add("rest", lines.grouped(paired.filter(~paired.simple)))
    knots = plan.add("tangled", lines.tangled(bills, counted, rest, terms))
    troubled = plan.add("troubled", lines.troubled(paired, rest, knots, dunnings, terms))
    base = plan.add("standing", lines.standing(counted, troubled, terms))
    simple = lines.simple_lines(paired, knots)
    evidence = plan.add("evidence", credit.evidence(simple, troubled, base, plan.table("weights"), terms))
    happened = plan.add("incidents", history.incidents(simple, troubled, dunnings, payments, terms))
    who = plan.add("watched", history.watched(troubled, happened, base, evidence, terms))
    moments = plan.add("moments", history.moments(paired, simple, troubled, happened, who))
    newest = plan.add("newest_lines", history.newest_lines(simple, troubled, who))
    broken = plan.add("breaches", history.breaches(troubled))
    contract = plan.table("customers").select("customer_number", "method", "guarantee_fen")
    recent = plan.add("recent", history.readings(who, moments, newest, broken, plan.table("last_days"), contract))
    sure = plan.add("settled", classes.settled(recent))
    unsure = plan.add("unsure", who.anti_join(sure, "customer_number"))
    read = plan.add("readings", history.readings(unsure, moments, newest, broken, plan.table("all_days"), contract))
    codes = plan.add("month_codes", classes.month_codes(read))
    steps = plan.add("month_steps", classes.month_steps(codes))
    held = plan.add("held", sure.union(classes.replayed(steps)))
    wishes = plan.add("wishes", preferences(plan.table("contacts"), plan.table("weights"), terms))
    owed = plan.add("arrears", arrears(troubled, terms))
    parts = {"evidence": evidence, "arrears": owed, "held": held, "recent": recent, "wishes": wishes}
    plan.add(RESULT, portrait(plan.table("customers"), parts, terms))
    return plan


def arrears(troubled: Table, terms: Terms) -> Table:
    """What is open and past due; disputed money, and excused money, apart."""
    is_open = troubled.covered > terms.day
    debt = troubled.filter(is_open)
    excused = ~debt.counted & ~debt.disputed
    return debt.group_by("customer_number").agg(
        open_fen=debt.open_fen.sum(where=debt.counted),
        days_overdue=(terms.day - debt.due).max(where=debt.counted),
        disputed_fen=debt.open_fen.sum(where=~debt.counted & debt.disputed),
        excused_fen=debt.open_fen.sum(where=excused),
    )


def portrait(customers: Table, parts: Mapping[str, Table], terms: Terms) -> Table:
    """One row for each customer, by customer number. Whoever has no bills gets the starting values."""
    recent = parts["recent"]
    now = recent.filter(recent.reading == NOW)
    now = now.select(
        "customer_number",
        "points",
        "breached",
        *FEATURES,
        why=_lead(history.point_columns(now)),
        now_class=history.judged(now),
    )
    joined = customers
    for part in (parts["evidence"].drop("old_bills"), parts["arrears"], parts["held"], now, parts["wishes"]):
        columns = [name for name in part.columns if name != "customer_number"]
        joined = joined.left_join(part, "customer_number").select(*joined.columns, *columns)
    amounts = (*_EVIDENCE, "open_fen", "days_overdue", "disputed_fen", "excused_fen", "points", *FEATURES)
    filled = joined.mutate(
        breached=joined.breached.fill_null(False), **{name: joined[name].fill_null(0) for name in amounts}
    )
    rated = filled.bills >= FEWEST_BILLS
    judged = credit.scored(filled.mutate(enough=rated, risk_class=_held(filled, rated)), terms)
    three = judged.risk_class == RiskClass.THREE.value
    result = judged.select(
        "customer_number",
        *("score", "grade", "base", "bonus", "bills"),
        risk_class=ibis.ifelse(judged.enough | three, judged.risk_class, RiskClass.TWO.value),
        risk_points=judged.points,
        rated=judged.enough | three,
        why=_why(judged),
        **{name: judged[name] for name in (*FEATURES, "open_fen", "days_overdue", "disputed_fen", "excused_fen")},
        **{name: judged[name] for name in PREFERENCES},
    )
    return result.cast(PORTRAIT).order_by("customer_number")


def _held(facts: Table, rated: Column) -> Column:
    """The class after this moment. Those never watched never had a point: class one as soon as they are rated."""
    calm = ibis.ifelse(rated, RiskClass.ONE.value, RiskClass.TWO.value)
    unrated = ibis.ifelse(rated, facts.now_class, RiskClass.TWO.value)
    return ibis.cases(
        (facts.breached, RiskClass.THREE.value),
        (facts.now_class.isnull(), calm),
        (facts.held.fill_null(classes.NOT_RATED) == classes.NOT_RATED, unrated),
        else_=facts.held,
    )


def _lead(points: Mapping[str, Column]) -> Column:
    """The feature that gave most points; of equals the first."""
    most = ibis.greatest(*points.values())
    return ibis.cases((most <= 0, "none"), *[(worth == most, code) for code, worth in points.items()], else_="none")


def _why(facts: Table) -> Column:
    """The chief reason for the class, a code."""
    return ibis.cases(
        (facts.breached, "long_overdue_and_dunned"),
        (~facts.enough, "not_yet_rated"),
        (facts.risk_class != facts.now_class.fill_null(RiskClass.ONE.value), "class_held"),
        else_=facts.why.fill_null("none"),
    )
