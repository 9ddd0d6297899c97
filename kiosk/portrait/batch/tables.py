"""The tables of a source, column by column, and the two a run makes. Some tables and columns may be missing.

Types are those of Ibis. Dates are days of the calendar of the hall; amounts are fen; texts are the codes of
``kiosk.domain.customer``.
"""

from dataclasses import dataclass
from enum import Enum

from kiosk.domain.customer import (
    MOST_FEN,
    MOST_KWH,
    Channel,
    ComplaintOutcome,
    CustomerKind,
    PaymentMethod,
    PaymentState,
    Purpose,
    Supply,
)


@dataclass(frozen=True, slots=True)
class Field:
    """One column: its type, and what a good value is. ``values``: the only texts allowed. ``spare``: the source
    may lack it; it is then null in every row. Whole numbers stay within bounds, for sums are made of them."""

    name: str
    type: str
    required: bool = True
    values: tuple[str, ...] = ()
    at_least: int = 0
    at_most: int = 0
    first_of_month: bool = False
    personal: bool = False
    spare: bool = False


def _codes(codes: type[Enum]) -> tuple[str, ...]:
    return tuple(str(member.value) for member in codes)


_CUSTOMER = Field("customer_number", "string", personal=True)
_BILL = Field("bill_id", "string", personal=True)
_MOST_STEPS = 100  # three years each

FIELDS: dict[str, tuple[Field, ...]] = {
    "customers": (
        _CUSTOMER,
        Field("kind", "string", values=_codes(CustomerKind)),
        Field("since", "date"),
        Field("method", "string", values=_codes(PaymentMethod)),
        Field("guarantee_fen", "int64", at_most=MOST_FEN),
        Field("theft_confirmed_on", "date", required=False),
        Field("supply", "string", required=False, values=_codes(Supply), spare=True),
        Field("metered_since", "date", required=False, spare=True),
        Field("influence", "boolean", required=False, spare=True),
        Field("steps", "int64", required=False, at_most=_MOST_STEPS, spare=True),
        Field("certified_special", "boolean", required=False, spare=True),
        Field("disability", "boolean", required=False, spare=True),
    ),
    "bills": (
        _CUSTOMER,
        _BILL,
        Field("month", "date"),
        Field("due", "date"),
        Field("amount_fen", "int64", at_least=-MOST_FEN, at_most=MOST_FEN),
        Field("energy_kwh", "int64", at_most=MOST_KWH),
        Field("disputed", "boolean"),
        Field("estimated", "boolean"),
        Field("hardship", "boolean"),
    ),
    "payments": (
        _CUSTOMER,
        _BILL,
        Field("amount_fen", "int64", at_most=MOST_FEN),
        Field("started_on", "date"),
        Field("state", "string", values=_codes(PaymentState)),
        Field("by_debit", "boolean"),
    ),
    "dunnings": (_CUSTOMER, _BILL, Field("sent_on", "date")),
    "contacts": (
        _CUSTOMER,
        Field("contacted_on", "date"),
        Field("purpose", "string", values=_codes(Purpose)),
        Field("channel", "string", values=_codes(Channel)),
    ),
    "uses": (
        _CUSTOMER,
        Field("month", "date", first_of_month=True),
        Field("energy_kwh", "int64", at_most=MOST_KWH),
        Field("peak_kwh", "int64", required=False, at_most=MOST_KWH),
        Field("valley_kwh", "int64", required=False, at_most=MOST_KWH),
        Field("reactive_kvarh", "int64", required=False, at_most=MOST_KWH),
        Field("max_demand_kw", "int64", required=False, at_most=MOST_KWH),
        Field("estimated", "boolean"),
    ),
    "complaints": (
        _CUSTOMER,
        Field("made_on", "date"),
        Field("outcome", "string", values=_codes(ComplaintOutcome)),
    ),
}
"""``customers.steps``: steps of the service class held, as the office's yearly record has them."""

SPARE = frozenset({"uses", "complaints"})
"""Tables a source may lack: what is metered beside the monthly energy, and what became of complaints."""

SCHEMAS = {table: {field.name: field.type for field in fields} for table, fields in FIELDS.items()}

KEYS = {
    "customers": ("customer_number",),
    "bills": ("customer_number", "bill_id"),
    "uses": ("customer_number", "month"),
}
"""What must be there once only."""

PORTRAIT = {
    "customer_number": "string",
    "score": "int64",
    "grade": "string",
    "base": "int64",
    "bonus": "int64",
    "bills": "int64",
    "weight": "int64",
    "theft_on": "string",
    "newcomer": "boolean",
    "risk_class": "int64",
    "risk_points": "int64",
    "rated": "boolean",
    "why": "string",
    "by_points": "int64",
    "breached": "boolean",
    "late_bills": "int64",
    "worst_days": "int64",
    "dunnings": "int64",
    "failed_debits": "int64",
    "late_in_last_3": "int64",
    "late_in_3_before": "int64",
    "risk_open_fen": "int64",
    "billed_fen": "int64",
    "billed": "int64",
    "method": "string",
    "guarantee_fen": "int64",
    "open_fen": "int64",
    "days_overdue": "int64",
    "disputed_fen": "int64",
    "excused_fen": "int64",
    "usage": "string",
    "year_on_year": "int64",
    "trend": "int64",
    "peak_share": "int64",
    "valley_share": "int64",
    "load_factor": "int64",
    "power_factor": "int64",
    "power_factor_limit": "int64",
    "segment": "string",
    "candidate": "boolean",
    "unpaid_after_dunning": "int64",
    "bad_faith": "int64",
    "steps": "int64",
    "service_class": "int64",
    "prefers": "string",
    "prefers_for_payment": "string",
    "prefers_for_query": "string",
    "prefers_for_complaint": "string",
    "prefers_for_notice": "string",
    "certified_special": "boolean",
    "disability": "boolean",
    "key_account": "boolean",
}
"""The portrait table: one row a customer, and with it all that its reasons are made of.

``why`` is the chief reason for the risk class, a code; ``by_points`` the class today's points speak for;
``weight`` the sum of the weights of the counted bills; ``billed_fen / billed`` the mean monthly bill. The usage is
in per mille, null where it is not known; ``certified_special`` and ``disability`` are null when the source says
neither yes nor no, for a hall must not take that for a no.
"""

LATE = {
    "customer_number": "string",
    "age": "int64",
    "due": "int64",
    "bill_id": "string",
    "month": "int64",
    "days_late": "int64",
    "unpaid_percent": "int64",
    "dunnings": "int64",
    "points": "int64",
}
"""The other table: one row for each bill that cost points, as ``MonthlyMark`` has it, newest first.

``due`` in days since 1970; with ``bill_id`` it puts bills of one month in order.
"""
