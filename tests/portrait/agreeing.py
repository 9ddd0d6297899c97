"""What the oracle and the batch say of the same accounts, in the same words."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from kiosk.domain.customer import CustomerFacts, CustomerKind, Purpose
from kiosk.domain.portrait import Reason
from kiosk.portrait import portrait_of
from kiosk.portrait.batch.engines import DuckDb, Engine
from kiosk.portrait.batch.plan import MARKS, RESULT, plan_for, small_tables
from kiosk.portrait.batch.reasons import reasons
from kiosk.portrait.batch.terms import Terms
from kiosk.portrait.marks import MonthlyMark
from kiosk.portrait.segment import segment_of
from kiosk.portrait.standing import Steps, standing_of
from tests.portrait.histories import steps_of, tables_of

Rows = list[dict[str, object]]


def by_oracle(facts: CustomerFacts, terms: Terms) -> dict[str, object]:
    whole = portrait_of(facts, terms.as_of, terms.grace_days, terms.hold_b_months)
    usage, segmented = whole.usage, segment_of(facts, terms.as_of, terms.grace_days)
    steps = Steps(tuple(date(year, 1, 1) for year in range(2010, 2010 + steps_of(facts))))
    wishes = {f"prefers_for_{purpose.value}": whole.preferences.of(purpose).channel for purpose in Purpose}
    return {
        "customer_number": facts.customer_number,
        "score": whole.credit.score,
        "grade": whole.credit.grade.value,
        "base": whole.credit.base,
        "bonus": whole.credit.bonus,
        "bills": whole.credit.bills,
        "risk_class": whole.risk.risk_class.value,
        "risk_points": whole.risk.points,
        "rated": whole.risk.rated,
        "open_fen": whole.arrears.open_fen,
        "days_overdue": whole.arrears.days_overdue,
        "disputed_fen": whole.arrears.disputed_fen,
        "excused_fen": whole.arrears.excused_fen,
        "usage": usage.change,
        "year_on_year": usage.year_on_year,
        "trend": usage.trend,
        "peak_share": usage.peak_share,
        "valley_share": usage.valley_share,
        "load_factor": usage.load_factor,
        "power_factor": usage.power_factor,
        "power_factor_limit": usage.power_factor_limit,
        "segment": segmented.segment.value,
        "candidate": segmented.candidate,
        "service_class": standing_of(whole.risk.risk_class, steps, terms.as_of).service_class.value,
        "prefers": whole.prefers,
        "certified_special": facts.certified_special,
        "disability": facts.disability,
        "key_account": facts.kind is CustomerKind.KEY_ACCOUNT,
        **wishes,
    }


def reasons_by_oracle(facts: CustomerFacts, terms: Terms) -> list[tuple[str, Reason]]:
    whole = portrait_of(facts, terms.as_of, terms.grace_days, terms.hold_b_months)
    found = [("credit", reason) for reason in whole.credit.reasons]
    found += [("risk", reason) for reason in whole.risk.reasons]
    found += [("usage", reason) for reason in whole.usage.reasons]
    found += [("segment", reason) for reason in segment_of(facts, terms.as_of, terms.grace_days).reasons]
    steps = steps_of(facts)
    return [*found, ("service", Reason("steps", f"steps={steps}", 0))] if steps else found


def by_batch(engine: Engine, terms: Terms) -> list[dict[str, object]]:
    """The portraits of the accounts ``engine`` already holds as tables."""
    for name, small in small_tables(terms).items():
        engine.rows(name, small)
    plan = plan_for(terms)
    for name, expression in plan.steps.items():
        engine.hold(name, expression)
    rows: list[dict[str, object]] = engine.arrow(plan.table(RESULT).order_by("customer_number")).to_pylist()
    return rows


def by_duckdb(customers: Sequence[CustomerFacts], terms: Terms) -> list[dict[str, object]]:
    engine = DuckDb()
    try:
        for name, table in tables_of(customers).items():
            engine.table(name, table)
        return by_batch(engine, terms)
    finally:
        engine.close()


def late_by_duckdb(customers: Sequence[CustomerFacts], terms: Terms) -> tuple[Rows, dict[str, list[MonthlyMark]]]:
    """The portraits, and the bills that cost points by customer, newest first."""
    engine = DuckDb()
    try:
        for name, table in tables_of(customers).items():
            engine.table(name, table)
        rows = by_batch(engine, terms)
        marks = plan_for(terms).table(MARKS).order_by(["customer_number", "age", "due", "bill_id"])
        late = defaultdict[str, list[MonthlyMark]](list)
        for mark in engine.arrow(marks).to_pylist():
            late[mark["customer_number"]].append(MonthlyMark(**{name: mark[name] for name in MonthlyMark._fields}))
        return rows, late
    finally:
        engine.close()


def differences(
    customers: Sequence[CustomerFacts],
    batch: Sequence[Mapping[str, object]],
    terms: Terms,
    late: Mapping[str, list[MonthlyMark]] | None = None,
) -> Iterator[str]:
    """One text for every figure in which the two do not agree, and for every customer only one of them has.

    With ``late``, the bills that cost points by customer, the reasons are compared too.
    """
    found = {row["customer_number"]: row for row in batch}
    for facts in customers:
        expected, got = by_oracle(facts, terms), found.pop(facts.customer_number, {})
        for name, value in expected.items():
            if got.get(name) != value:
                yield f"{facts.customer_number} {name}: oracle {value}, batch {got.get(name)}"
        if late is not None:
            again = list(reasons(got, late.get(facts.customer_number, [])))
            if again != (why := reasons_by_oracle(facts, terms)):
                yield f"{facts.customer_number}: oracle's reasons {why}, batch's {again}"
    yield from (f"{number}: only in the batch" for number in found)


def on(day: str, grace_days: int = 0, hold_b_months: int = 0) -> Terms:
    return Terms(date.fromisoformat(day), grace_days, hold_b_months)
