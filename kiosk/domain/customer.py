"""What the back office knows of a customer: raw facts, before any judgement. Amounts in fen (0.01 yuan)."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

MOST_FEN = 10**12
MOST_KWH = 10**11
"""More than any one bill, payment or guarantee, and than any one month's use (kvarh and kW too), can be: the
world's largest works stay below a twentieth of it, and sums of years are exact in every engine."""


class CustomerKind(StrEnum):
    HOUSEHOLD = "household"
    FIRM = "firm"
    KEY_ACCOUNT = "key_account"


class PaymentMethod(StrEnum):
    """How the contract is paid."""

    COUNTER = "counter"
    DEBIT = "debit"
    PREPAID = "prepaid"
    ONLINE = "online"


class PaymentState(StrEnum):
    SETTLED = "settled"
    IN_TRANSIT = "in_transit"  # counts as paid on the day it was started
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


@dataclass(frozen=True, slots=True)
class Bill:
    """One monthly bill. ``month`` is the first day of the billing month."""

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
class Contact:
    on: date
    purpose: Purpose
    channel: Channel


@dataclass(frozen=True, slots=True)
class MonthlyUse:
    """What all meters of a contract recorded in one month; ``month`` is its first day.

    Energy in kWh, reactive energy in kvarh, the highest demand in kW. None: not metered.
    """

    month: date
    energy_kwh: int
    peak_kwh: int | None = None
    valley_kwh: int | None = None
    reactive_kvarh: int | None = None
    max_demand_kw: int | None = None
    estimated: bool = False


class Circumstance(StrEnum):
    """What explains a change of consumption without anybody's fault."""

    VACANT = "vacant"
    SELF_GENERATION = "self_generation"
    TARIFF_CHANGE = "tariff_change"
    METER_CHANGE = "meter_change"
    MOVING_OUT = "moving_out"


@dataclass(frozen=True, slots=True)
class Period:
    """A circumstance and the days it held, both included; ``until`` None while it lasts."""

    circumstance: Circumstance
    since: date
    until: date | None = None


class Supply(StrEnum):
    """The kinds of supply for which a power factor is demanded."""

    INDUSTRY_HIGH_VOLTAGE = "industry_high_voltage"
    LARGE = "large"  # 100 kVA and more
    AGRICULTURE = "agriculture"


class Heating(StrEnum):
    COAL = "coal"
    GAS = "gas"
    ELECTRIC = "electric"
    DISTRICT = "district"


class ComplaintOutcome(StrEnum):
    OPEN = "open"
    JUSTIFIED = "justified"
    NOT_JUSTIFIED = "not_justified"
    BAD_FAITH = "bad_faith"  # established, not presumed


@dataclass(frozen=True, slots=True)
class Complaint:
    made_on: date
    outcome: ComplaintOutcome = ComplaintOutcome.OPEN


class OrderKind(StrEnum):
    """What a work order of the 95598 line is for."""

    OUTAGE = "outage"
    METER = "meter"
    BILLING = "billing"
    COMPLAINT = "complaint"
    SUGGESTION = "suggestion"


class OrderState(StrEnum):
    OPEN = "open"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Order:
    """A work order of the 95598 line. ``about`` is the line's own short note, in the language it was taken in."""

    on: date
    kind: OrderKind
    state: OrderState = OrderState.DONE
    about: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Business:
    """Something done for the customer before. ``service`` is an id of ``config/services.toml``."""

    on: date
    service: str
    channel: Channel = Channel.COUNTER


class NoticeKind(StrEnum):
    BILL = "bill"
    REMINDER = "reminder"  # of a bill past its date
    LOW_BALANCE = "low_balance"
    OUTAGE = "outage"


class Reaction(StrEnum):
    """What the customer did about a notice, within days of it."""

    PAID = "paid"
    CALLED = "called"
    CAME = "came"  # to a hall
    OBJECTED = "objected"  # asked for the bill to be checked
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice sent to the customer. ``reaction`` None: not known yet, or never looked at."""

    sent_on: date
    kind: NoticeKind
    channel: Channel
    reaction: Reaction | None = None


@dataclass(frozen=True, slots=True)
class CustomerFacts:
    """One contract of one customer, up to 36 closed months. Everything personal is out of ``repr``.

    ``separate_passbook``: debited from an account the family does not use, so that it runs dry. ``sensitive`` and
    ``influence`` (takes part in publicity, is listened to) are marks set by staff. ``metered_since``: what months
    that began before consumed was somebody else's, or another house's. ``orders``, ``past_business`` and
    ``notices`` tell a clerk what went before; nobody is judged by them.
    """

    customer_number: str = field(repr=False)
    kind: CustomerKind
    name: str = field(repr=False)
    birth_date: date | None = field(repr=False)
    since: date
    method: PaymentMethod
    meter_numbers: tuple[str, ...] = field(default=(), repr=False)
    bills: tuple[Bill, ...] = field(default=(), repr=False)
    payments: tuple[Payment, ...] = field(default=(), repr=False)
    dunnings: tuple[Dunning, ...] = field(default=(), repr=False)
    contacts: tuple[Contact, ...] = field(default=(), repr=False)
    guarantee_fen: int = field(default=0, repr=False)
    theft_confirmed_on: date | None = field(default=None, repr=False)
    disability: bool = field(default=False, repr=False)
    certified_special: bool = field(default=False, repr=False)
    uses: tuple[MonthlyUse, ...] = field(default=(), repr=False)
    circumstances: tuple[Period, ...] = field(default=(), repr=False)
    complaints: tuple[Complaint, ...] = field(default=(), repr=False)
    supply: Supply | None = field(default=None, repr=False)
    time_of_use: bool = field(default=False, repr=False)
    heating: Heating | None = field(default=None, repr=False)
    separate_passbook: bool = field(default=False, repr=False)
    sensitive: bool = field(default=False, repr=False)
    influence: bool = field(default=False, repr=False)
    metered_since: date | None = field(default=None, repr=False)
    orders: tuple[Order, ...] = field(default=(), repr=False)
    past_business: tuple[Business, ...] = field(default=(), repr=False)
    notices: tuple[Notice, ...] = field(default=(), repr=False)
