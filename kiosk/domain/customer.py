"""What the back office knows of a customer: raw facts, before any judgement. Amounts in fen (0.01 yuan)."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


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
class CustomerFacts:
    """One contract of one customer, up to 36 closed months. Everything personal is out of ``repr``."""

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
