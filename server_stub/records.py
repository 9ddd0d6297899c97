"""What the back office answers about one contract. Amounts in fen (0.01 yuan), energy in kWh, dates in ISO 8601."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Kind(StrEnum):
    HOUSEHOLD = "household"
    FIRM = "firm"
    KEY_ACCOUNT = "key_account"


class Method(StrEnum):
    COUNTER = "counter"
    DEBIT = "debit"
    PREPAID = "prepaid"
    ONLINE = "online"


class PaymentState(StrEnum):
    SETTLED = "settled"
    IN_TRANSIT = "in_transit"
    FAILED = "failed"
    REVERSED = "reversed"


class Channel(StrEnum):
    COUNTER = "counter"
    SELF_SERVICE = "self_service"
    APP = "app"
    PHONE = "phone"


class Purpose(StrEnum):
    PAYMENT = "payment"
    QUERY = "query"
    COMPLAINT = "complaint"
    NOTICE = "notice"


class OrderKind(StrEnum):
    """What a 95598 work order is for."""

    OUTAGE = "outage"
    METER = "meter"
    BILLING = "billing"
    COMPLAINT = "complaint"
    SUGGESTION = "suggestion"


class OrderState(StrEnum):
    OPEN = "open"
    DONE = "done"


class Outcome(StrEnum):
    """What became of a complaint."""

    OPEN = "open"
    JUSTIFIED = "justified"
    NOT_JUSTIFIED = "not_justified"
    BAD_FAITH = "bad_faith"


@dataclass(frozen=True, slots=True)
class Bill:
    """``month`` is the first day of the billing month; ``due`` its last."""

    id: str
    month: date
    due: date
    amount_fen: int
    energy_kwh: int
    disputed: bool = False
    estimated: bool = False
    hardship: bool = False


@dataclass(frozen=True, slots=True)
class Payment:
    bill_id: str
    amount_fen: int
    started_on: date
    state: PaymentState = PaymentState.SETTLED
    by_debit: bool = False


@dataclass(frozen=True, slots=True)
class Dunning:
    bill_id: str
    sent_on: date


@dataclass(frozen=True, slots=True)
class Reading:
    """``register_kwh`` is what the meter's dial stood at."""

    meter_number: str
    on: date
    register_kwh: int
    estimated: bool = False


@dataclass(frozen=True, slots=True)
class Contact:
    on: date
    purpose: Purpose
    channel: Channel


@dataclass(frozen=True, slots=True)
class Order:
    """A 95598 work order. ``about`` is the line's short note."""

    on: date
    kind: OrderKind
    state: OrderState
    about: str = ""


@dataclass(frozen=True, slots=True)
class Complaint:
    made_on: date
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Debit:
    """``separate_passbook``: the account is not the one the family uses, so it tends to run dry."""

    since: date
    separate_passbook: bool
    in_transit: bool


@dataclass(frozen=True, slots=True)
class Contract:
    since: date
    method: Method
    meter_numbers: tuple[str, ...]
    guarantee_fen: int


@dataclass(frozen=True, slots=True)
class Marks:
    disability: bool
    certified_special: bool
    theft_confirmed_on: date | None


@dataclass(frozen=True, slots=True)
class IdHash:
    """HMAC-SHA-256 of the contract party's ID number, in lower-case hexadecimal, and which key made it."""

    key_version: int
    hmac: str


@dataclass(frozen=True, slots=True)
class Customer:
    """One contract, its party and up to 36 closed months of history, oldest first."""

    customer_number: str
    kind: Kind
    name: str = field(repr=False)
    birth_date: date | None = field(repr=False)
    contract: Contract
    marks: Marks
    bills: tuple[Bill, ...]
    payments: tuple[Payment, ...]
    dunnings: tuple[Dunning, ...]
    readings: tuple[Reading, ...]
    contacts: tuple[Contact, ...]
    orders: tuple[Order, ...]
    complaints: tuple[Complaint, ...]
    debit: Debit | None
    id_hash: IdHash | None = None
