"""The facts of one customer out of a source, as the pure rules want them."""

from collections.abc import Mapping
from typing import Any

from kiosk.domain.customer import (
    Bill,
    Channel,
    Complaint,
    ComplaintOutcome,
    Contact,
    CustomerFacts,
    CustomerKind,
    Dunning,
    MonthlyUse,
    Payment,
    PaymentMethod,
    PaymentState,
    Purpose,
    Supply,
)
from kiosk.portrait.batch import checks
from kiosk.portrait.batch.engines import Engine
from kiosk.portrait.batch.loading import look
from kiosk.portrait.batch.sources import Source
from kiosk.portrait.batch.tables import FIELDS

Row = Mapping[str, Any]


def facts_from(engine: Engine, source: Source, number: str) -> CustomerFacts | None:
    """None when the source has no such customer. Rows not believed are left out, as in the nightly run."""
    quoted = number.replace("'", "''")
    look(engine, source)  # a column that is not there cannot be asked
    look(engine, source, f"customer_number = '{quoted}'")
    rows = {
        name: engine.arrow(checks.believed(name, checks.raw_table(name, engine.columns(f"raw_{name}")))).to_pylist()
        for name in FIELDS
    }
    return _facts(rows) if rows["customers"] else None


def _facts(rows: Mapping[str, list[Row]]) -> CustomerFacts:
    customer = min(rows["customers"], key=lambda row: (row["file"], row["line"]))
    return CustomerFacts(
        customer_number=customer["customer_number"],
        kind=CustomerKind(customer["kind"]),
        name="",
        birth_date=None,
        since=customer["since"],
        method=PaymentMethod(customer["method"]),
        bills=tuple(map(_bill, _first_of_each(rows["bills"], "bill_id"))),
        payments=tuple(map(_payment, rows["payments"])),
        dunnings=tuple(Dunning(row["bill_id"], row["sent_on"]) for row in rows["dunnings"]),
        contacts=tuple(map(_contact, rows["contacts"])),
        guarantee_fen=customer["guarantee_fen"],
        theft_confirmed_on=customer["theft_confirmed_on"],
        uses=tuple(map(_use, _first_of_each(rows["uses"], "month"))),
        complaints=tuple(Complaint(row["made_on"], ComplaintOutcome(row["outcome"])) for row in rows["complaints"]),
        supply=Supply(customer["supply"]) if customer["supply"] else None,
        metered_since=customer["metered_since"],
        influence=bool(customer["influence"]),
    )


def _first_of_each(rows: list[Row], key: str) -> list[Row]:
    firsts: dict[Any, Row] = {}
    for row in sorted(rows, key=lambda row: (row["file"], row["line"])):
        firsts.setdefault(row[key], row)
    return list(firsts.values())


def _bill(row: Row) -> Bill:
    return Bill(
        id=row["bill_id"],
        month=row["month"],
        due=row["due"],
        amount_fen=row["amount_fen"],
        energy_kwh=row["energy_kwh"],
        disputed=row["disputed"],
        estimated=row["estimated"],
        hardship=row["hardship"],
    )


def _use(row: Row) -> MonthlyUse:
    return MonthlyUse(**{name: row[name] for name in MonthlyUse.__slots__})


def _payment(row: Row) -> Payment:
    state = PaymentState(row["state"])
    return Payment(row["bill_id"], row["amount_fen"], row["started_on"], state, row["by_debit"])


def _contact(row: Row) -> Contact:
    return Contact(row["contacted_on"], Purpose(row["purpose"]), Channel(row["channel"]))
