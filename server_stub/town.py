"""A seeded town: customers made one by one from the seed and their index, whenever somebody asks.

The same seed and the same as-of date give the same town to the byte, on any machine. Histories end with the last
closed month before the as-of date, so that arrears in a demonstration are fresh; people, numbers and meters stay
the same from day to day.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date

from server_stub import bills, contacts, history, numbers, orders, payments, uses
from server_stub.cast import CAST, traits_at
from server_stub.dice import Dice
from server_stub.months import add_months, closed_months
from server_stub.people import Person, firm_name, person
from server_stub.records import Bill, Contract, Customer, Debit, Kind, Marks
from server_stub.traits import LONGEST_HISTORY, Habit, Traits, draw

_SECOND_HOME_EVERY = 25


@dataclass(frozen=True, slots=True)
class Town:
    """``customers`` contracts, the demonstration's cast first. Raises ValueError when there is no room for it."""

    seed: int
    as_of: date
    customers: int = 2000

    def __post_init__(self) -> None:
        if self.customers < len(CAST):
            raise ValueError(f"a town has at least {len(CAST)} customers")

    def customer(self, index: int) -> Customer:
        """The contract at ``index`` with its whole history."""
        seed, as_of, traits = self.seed, self.as_of, self._traits(index)
        months = closed_months(as_of, traits.months)
        used = uses.uses(seed, index, traits, months)
        billed = bills.bills(index, traits, used, as_of)
        paid = payments.payments(seed, index, traits, billed, as_of)
        dunned = payments.dunnings(billed, paid, as_of)
        ordered = orders.orders(seed, index, traits, months, as_of)
        seen = contacts.contacts(seed, index, traits, months, paid, dunned, ordered)
        return Customer(
            customer_number=numbers.customer_number(index),
            kind=traits.kind,
            name=self.name(index),
            birth_date=self.owner(index).birth_date if traits.kind is Kind.HOUSEHOLD else None,
            contract=self._contract(index, traits, billed),
            marks=_marks(traits),
            bills=billed,
            payments=paid,
            dunnings=dunned,
            contacts=seen,
            uses=used,
            circumstances=uses.circumstances(traits, as_of),
            complaints=orders.complaints(seed, index, traits, ordered),
            orders=ordered,
            past_business=history.past_business(seed, index, traits, seen, as_of),
            notices=history.notices(seed, index, traits, billed, paid, dunned, as_of),
            debit=self._debit(index, traits),
        )

    def owner(self, index: int) -> Person:
        """Whose ID number opens this contract: its party, or the person who signs for the firm."""
        who = index - 1 if self._is_second_home(index) else index
        return person(self.seed, who, self.as_of, self._traits(who).age)

    def name(self, index: int) -> str:
        """The contract party: a person or a firm."""
        kind = self._traits(index).kind
        if kind is Kind.HOUSEHOLD:
            return self.owner(index).name
        return firm_name(self.seed, index, large=kind is Kind.KEY_ACCOUNT)

    def by_number(self, number: str) -> int | None:
        """The index of a customer number, which may be padded with zeros on the left."""
        index = numbers.customer_index(number)
        return index if index is not None and index < self.customers else None

    def by_meter(self, number: str) -> int | None:
        """The index of the customer whose meter this is."""
        index, which = numbers.meter_index(number) or (self.customers, 0)
        return index if index < self.customers and which < self._traits(index).meters else None

    def __iter__(self) -> Iterator[Customer]:
        return map(self.customer, range(self.customers))

    def _traits(self, index: int) -> Traits:
        return traits_at(index) or draw(self.seed, index, self.as_of)

    def _is_second_home(self, index: int) -> bool:
        """Some people hold two contracts: the second stands right after the first."""
        if (fixed := traits_at(index)) is not None:
            return fixed.second_contract
        if index % _SECOND_HOME_EVERY != _SECOND_HOME_EVERY - 1:
            return False
        return all(self._traits(one).kind is Kind.HOUSEHOLD for one in (index - 1, index))

    def _meters(self, index: int) -> tuple[str, ...]:
        return tuple(numbers.meter_number(index, which) for which in range(self._traits(index).meters))

    def _contract(self, index: int, traits: Traits, billed: tuple[Bill, ...]) -> Contract:
        mean_fen = sum(bill.amount_fen for bill in billed) // max(1, len(billed))
        return Contract(
            since=self._since(index, traits),
            method=traits.method,
            meter_numbers=self._meters(index),
            guarantee_fen=traits.guarantee_months * mean_fen,
            supply=traits.supply,
            time_of_use=traits.time_of_use,
            heating=traits.heating,
            metered_since=self._metered_since(index, traits),
        )

    def _metered_since(self, index: int, traits: Traits) -> date | None:
        """Some day of the month in which they moved in."""
        if not traits.moved_in:
            return None
        month = add_months(self.as_of, -traits.moved_in)
        return month.replace(day=Dice(self.seed, "moved in", index).between(1, 28))

    def _since(self, index: int, traits: Traits) -> date:
        """Newcomers since their first bill; the others up to twenty years longer."""
        dice = Dice(self.seed, "since", index)
        longer = dice.between(1, 240) if traits.months == LONGEST_HISTORY else 0
        first_month = add_months(self.as_of.replace(day=1), -traits.months - longer)
        return first_month if traits.months == 0 else first_month.replace(day=dice.between(1, 28))

    def _debit(self, index: int, traits: Traits) -> Debit | None:
        if traits.habit not in {Habit.DEBIT, Habit.FAILING_DEBIT}:
            return None
        apart = traits.habit is Habit.FAILING_DEBIT and Dice(self.seed, "passbook", index).chance(600)
        return Debit(self._since(index, traits), traits.separate_passbook or apart, traits.in_transit)


def _marks(traits: Traits) -> Marks:
    return Marks(
        disability=traits.disability,
        certified_special=traits.certified_special,
        theft_confirmed_on=traits.theft_confirmed_on,
        sensitive=traits.sensitive,
        influence=traits.influence,
    )


def canonical(customers: Iterator[Customer]) -> bytes:
    """One JSON document a line, keys sorted: what two equal towns have in common to the byte."""
    lines = (json.dumps(asdict(one), default=str, sort_keys=True, ensure_ascii=False) for one in customers)
    return "".join(f"{line}\n" for line in lines).encode()
