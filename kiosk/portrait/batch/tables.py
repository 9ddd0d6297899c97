"""The five tables a source must have, column by column, and the one a run makes.

Types are those of Ibis. Dates are days of the calendar of the hall; amounts are fen; texts are the codes of
``kiosk.domain.customer``.
"""

from dataclasses import dataclass
from enum import Enum

from kiosk.domain.customer import Channel, CustomerKind, PaymentMethod, PaymentState, Purpose


@dataclass(frozen=True, slots=True)
class Field:
    """One column: its type, and what a good value is. ``values``: the only texts allowed."""

    name: str
    type: str
    required: bool = True
    values: tuple[str, ...] = ()
    at_least: int | None = None
    personal: bool = False


def _codes(codes: type[Enum]) -> tuple[str, ...]:
    return tuple(str(member.value) for member in codes)


_CUSTOMER = Field("customer_number", "string", personal=True)
_BILL = Field("bill_id", "string", personal=True)

FIELDS: dict[str, tuple[Field, ...]] = {
    "customers": (
        _CUSTOMER,
        Field("kind", "string", values=_codes(CustomerKind)),
        Field("since", "date"),
        Field("method", "string", values=_codes(PaymentMethod)),
        Field("guarantee_fen", "int64", at_least=0),
        Field("theft_confirmed_on", "date", required=False),
    ),
    "bills": (
        _CUSTOMER,
        _BILL,
        Field("month", "date"),
        Field("due", "date"),
        Field("amount_fen", "int64"),
        Field("disputed", "boolean"),
        Field("estimated", "boolean"),
        Field("hardship", "boolean"),
    ),
    "payments": (
        _CUSTOMER,
        _BILL,
        Field("amount_fen", "int64", at_least=0),
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
}

SCHEMAS = {table: {field.name: field.type for field in fields} for table, fields in FIELDS.items()}

KEYS = {"customers": ("customer_number",), "bills": ("customer_number", "bill_id")}
"""What must be there once only."""

PARENTS = {
    "bills": ("customers", ("customer_number",)),
    "contacts": ("customers", ("customer_number",)),
    "payments": ("bills", ("customer_number", "bill_id")),
    "dunnings": ("bills", ("customer_number", "bill_id")),
}
"""Table -> (the table it belongs to, by which columns)."""

PORTRAIT = {
    "customer_number": "string",
    "score": "int64",
    "grade": "string",
    "base": "int64",
    "bonus": "int64",
    "bills": "int64",
    "risk_class": "int64",
    "risk_points": "int64",
    "rated": "boolean",
    "why": "string",
    "late_bills": "int64",
    "worst_days": "int64",
    "dunnings": "int64",
    "failed_debits": "int64",
    "open_fen": "int64",
    "days_overdue": "int64",
    "disputed_fen": "int64",
    "excused_fen": "int64",
    "prefers": "string",
    "prefers_for_payment": "string",
    "prefers_for_query": "string",
    "prefers_for_complaint": "string",
    "prefers_for_notice": "string",
}
"""The portrait table: one row a customer. ``why`` is the chief reason for the risk class, a code."""
