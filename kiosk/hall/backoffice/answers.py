"""The back office's answers, checked before anything is believed, and made into facts.

The parts a customer's history is made of are built straight into the domain's own values, strictly: no number is
taken from a text, no date from a number. Fields we do not know are passed over, so that the back office may grow;
what it leaves out is not known, which is never the same as zero.
"""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator

from kiosk.domain.customer import (
    MOST_FEN,
    MOST_KWH,
    Bill,
    Business,
    Complaint,
    Contact,
    CustomerFacts,
    CustomerKind,
    Dunning,
    Heating,
    MonthlyUse,
    Notice,
    Order,
    Payment,
    PaymentMethod,
    Period,
    Supply,
)

Digits = Annotated[str, Field(pattern=r"^[0-9]{1,22}$")]
LONGEST_NOTE = 200
LONGEST_ID = 40
FIRST_DAY, LAST_DAY = date(1950, 1, 1), date(2199, 12, 31)
"""Bills and payments of other days are mistakes; so are amounts beyond those of ``kiosk.domain.customer``."""


class _Answer(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True, extra="ignore", hide_input_in_errors=True)


class Contract(_Answer):
    since: date
    method: PaymentMethod
    meter_numbers: tuple[Digits, ...] = Field(repr=False)
    guarantee_fen: int = Field(default=0, ge=0, repr=False)
    supply: Supply | None = Field(default=None, repr=False)
    time_of_use: bool = Field(default=False, repr=False)
    heating: Heating | None = Field(default=None, repr=False)
    metered_since: date | None = Field(default=None, repr=False)


class Debit(_Answer):
    separate_passbook: bool = Field(default=False, repr=False)


class Marks(_Answer):
    disability: bool = Field(default=False, repr=False)
    certified_special: bool = Field(default=False, repr=False)
    theft_confirmed_on: date | None = Field(default=None, repr=False)
    sensitive: bool = Field(default=False, repr=False)
    influence: bool = Field(default=False, repr=False)


class Proof(_Answer):
    """The keyed hash of the contract party's ID number, as the back office has it."""

    key_version: int
    hmac: str = Field(repr=False)


class Customer(_Answer):
    """One contract. Histories may hold up to some hundred entries; anything longer is a mistake."""

    customer_number: Digits = Field(repr=False)
    kind: CustomerKind
    name: str = Field(repr=False, max_length=200)
    birth_date: date | None = Field(repr=False)
    contract: Contract
    marks: Marks = Marks()
    bills: tuple[Bill, ...] = Field(max_length=120, repr=False)
    payments: tuple[Payment, ...] = Field(max_length=1_000, repr=False)
    dunnings: tuple[Dunning, ...] = Field(max_length=1_000, repr=False)
    contacts: tuple[Contact, ...] = Field(default=(), max_length=5_000, repr=False)
    uses: tuple[MonthlyUse, ...] = Field(default=(), max_length=120, repr=False)
    circumstances: tuple[Period, ...] = Field(default=(), max_length=200, repr=False)
    complaints: tuple[Complaint, ...] = Field(default=(), max_length=1_000, repr=False)
    orders: tuple[Order, ...] = Field(default=(), max_length=1_000, repr=False)
    past_business: tuple[Business, ...] = Field(default=(), max_length=1_000, repr=False)
    notices: tuple[Notice, ...] = Field(default=(), max_length=1_000, repr=False)
    debit: Debit | None = Field(default=None, repr=False)
    id_hash: Proof | None = Field(default=None, repr=False)

    @model_validator(mode="after")
    def _is_sound(self) -> Self:
        for fault in (*self._money_faults(), *self._size_faults(), *self._use_faults(), *self._history_faults()):
            raise ValueError(fault)
        return self

    def _money_faults(self) -> Iterator[str]:
        if len({bill.id for bill in self.bills}) != len(self.bills):
            yield "two bills have one id"
        if any(bill.month.day != 1 or bill.due < bill.month for bill in self.bills):
            yield "a bill's month is not a first day, or it was due before"
        if any(amount < 0 for bill in self.bills for amount in (bill.amount_fen, bill.energy_kwh)):
            yield "a bill is negative"
        if any(payment.amount_fen < 0 for payment in self.payments):
            yield "a payment is negative"

    def _size_faults(self) -> Iterator[str]:
        money = [self.contract.guarantee_fen, *(bill.amount_fen for bill in self.bills)]
        money += [payment.amount_fen for payment in self.payments]
        energy = [0, *(bill.energy_kwh for bill in self.bills), *(max(_amounts(use)) for use in self.uses)]
        if max(money) > MOST_FEN or max(energy) > MOST_KWH:
            yield "an amount is beyond all measure"
        days = [day for bill in self.bills for day in (bill.month, bill.due)]
        days += [*(one.started_on for one in self.payments), *(one.sent_on for one in self.dunnings)]
        days += [use.month for use in self.uses]
        if days and not FIRST_DAY <= min(days) <= max(days) <= LAST_DAY:
            yield "a day lies in another age"

    def _use_faults(self) -> Iterator[str]:
        if any(use.month.day != 1 for use in self.uses):
            yield "a month of use is not a first day"
        if len({use.month for use in self.uses}) != len(self.uses):
            yield "two uses have one month"
        if any(min(_amounts(use)) < 0 for use in self.uses):
            yield "a use is negative"
        if any((use.peak_kwh or 0) + (use.valley_kwh or 0) > use.energy_kwh for use in self.uses):
            yield "the periods of a month used more than the month"

    def _history_faults(self) -> Iterator[str]:
        if any(period.until is not None and period.until < period.since for period in self.circumstances):
            yield "a circumstance ended before it began"
        if any(len(order.about) > LONGEST_NOTE for order in self.orders):
            yield "the note of an order is too long"
        if any(not 1 <= len(done.service) <= LONGEST_ID for done in self.past_business):
            yield "a service id is empty or too long"

    def facts(self) -> CustomerFacts:
        return CustomerFacts(
            customer_number=self.customer_number,
            kind=self.kind,
            name=self.name,
            birth_date=self.birth_date,
            since=self.contract.since,
            method=self.contract.method,
            meter_numbers=self.contract.meter_numbers,
            bills=self.bills,
            payments=self.payments,
            dunnings=self.dunnings,
            contacts=self.contacts,
            guarantee_fen=self.contract.guarantee_fen,
            theft_confirmed_on=self.marks.theft_confirmed_on,
            disability=self.marks.disability,
            certified_special=self.marks.certified_special,
            uses=self.uses,
            circumstances=self.circumstances,
            complaints=self.complaints,
            supply=self.contract.supply,
            time_of_use=self.contract.time_of_use,
            heating=self.contract.heating,
            separate_passbook=self.debit is not None and self.debit.separate_passbook,
            sensitive=self.marks.sensitive,
            influence=self.marks.influence,
            metered_since=self.contract.metered_since,
            orders=self.orders,
            past_business=self.past_business,
            notices=self.notices,
        )


def _amounts(use: MonthlyUse) -> tuple[int, ...]:
    """Those that were metered."""
    found = (use.energy_kwh, use.peak_kwh, use.valley_kwh, use.reactive_kvarh, use.max_demand_kw)
    return tuple(amount for amount in found if amount is not None)


class Refusal(_Answer):
    code: str
    message: str = Field(repr=False)


class Health(_Answer):
    status: str


class Nonsense(Exception):
    """An answer that must not be believed. The message says where it is wrong, never what was there."""


_CUSTOMERS = TypeAdapter(tuple[Customer, ...])
_MOST_TOLD = 3


def read_customers(body: bytes) -> tuple[Customer, ...]:
    """The contracts of one answer. Raises Nonsense."""
    try:
        return _CUSTOMERS.validate_json(body)
    except ValidationError as error:
        raise Nonsense(_faults(error)) from None


def says_unknown(body: bytes) -> bool:
    """Whether a 404 is the back office's "nobody", and not some other server's "no such page"."""
    try:
        return Refusal.model_validate_json(body).code == "customer_unknown"
    except ValidationError:
        return False


def says_up(body: bytes) -> bool:
    try:
        return Health.model_validate_json(body).status == "up"
    except ValidationError:
        return False


def _faults(error: ValidationError) -> str:
    faults = error.errors(include_input=False, include_url=False, include_context=False)
    return "; ".join(f"{'.'.join(map(str, fault['loc']))}: {fault['type']}" for fault in faults[:_MOST_TOLD])
