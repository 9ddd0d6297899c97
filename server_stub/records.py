"""What the back office answers about one contract. Amounts in fen (0.01 yuan), energy in kWh, dates in ISO 8601.

What a meter shows beside its monthly sums (days without use, covers opened, losses of a transformer) is not told to
a hall: nobody there may guess from it.
"""

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


class Circumstance(StrEnum):
    VACANT = "vacant"
    SELF_GENERATION = "self_generation"
    TARIFF_CHANGE = "tariff_change"
    METER_CHANGE = "meter_change"
    MOVING_OUT = "moving_out"


class Supply(StrEnum):
    INDUSTRY_HIGH_VOLTAGE = "industry_high_voltage"
    LARGE = "large"
    AGRICULTURE = "agriculture"


class Heating(StrEnum):
    COAL = "coal"
    GAS = "gas"
    ELECTRIC = "electric"
    DISTRICT = "district"


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
class MonthlyUse:
    """What all meters of a contract recorded in a month; None: not metered. Reactive in kvarh, demand in kW."""

    month: date
    energy_kwh: int
    peak_kwh: int | None = None
    valley_kwh: int | None = None
    reactive_kvarh: int | None = None
    max_demand_kw: int | None = None
    estimated: bool = False


@dataclass(frozen=True, slots=True)
class Period:
    """A circumstance that explains a change of consumption, and the days it held."""

    circumstance: Circumstance
    since: date
    until: date | None = None


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
class Business:
    """Something done in the hall before, by the hall's own name for it."""

    on: date
    service: str
    channel: Channel


class NoticeKind(StrEnum):
    BILL = "bill"
    REMINDER = "reminder"
    LOW_BALANCE = "low_balance"
    OUTAGE = "outage"


class Reaction(StrEnum):
    PAID = "paid"
    CALLED = "called"
    CAME = "came"
    OBJECTED = "objected"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Notice:
    """``reaction`` None: too fresh to say."""

    sent_on: date
    kind: NoticeKind
    channel: Channel
    reaction: Reaction | None = None


@dataclass(frozen=True, slots=True)
class Debit:
    """``separate_passbook``: the account is not the one the family uses, so it tends to run dry."""

    since: date
    separate_passbook: bool
    in_transit: bool


@dataclass(frozen=True, slots=True)
class Contract:
    """``metered_since``: what the meter recorded before was somebody else's."""

    since: date
    method: Method
    meter_numbers: tuple[str, ...]
    guarantee_fen: int = 0
    supply: Supply | None = None
    time_of_use: bool = False
    heating: Heating | None = None
    metered_since: date | None = None


@dataclass(frozen=True, slots=True)
class Marks:
    disability: bool = False
    certified_special: bool = False
    theft_confirmed_on: date | None = None
    sensitive: bool = False
    influence: bool = False


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
    contacts: tuple[Contact, ...]
    uses: tuple[MonthlyUse, ...]
    circumstances: tuple[Period, ...] = ()
    complaints: tuple[Complaint, ...] = ()
    orders: tuple[Order, ...] = ()
    past_business: tuple[Business, ...] = ()
    notices: tuple[Notice, ...] = ()
    debit: Debit | None = None
    id_hash: IdHash | None = None
