"""The city's tables as Parquet files, a piece of the customers at a time, so that memory stays the same."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from server_stub.city import columns
from server_stub.city.asking import OUTCOMES, PURPOSES, Complaints, Contacts, complaints, contacts
from server_stub.city.billing import EPOCH, Bills, bills
from server_stub.city.chance import Chance
from server_stub.city.makeup import Makeup
from server_stub.city.metering import Uses, uses
from server_stub.city.paying import STATES, Dunnings, Payments, pay
from server_stub.city.people import CHANNELS, KINDS, METHODS, SUPPLIES, People, people
from server_stub.months import add_months, closed_months

PIECE = 20_000  # customers; one row group in each file
TABLES = ("customers", "bills", "payments", "dunnings", "contacts", "uses", "complaints")

_CUSTOMER_DIGITS = 9
_FIRST_DIGIT = 3


@dataclass(frozen=True, slots=True)
class City:
    seed: int
    makeup: Makeup
    months: int
    as_of: date
    piece: int = PIECE

    def pieces(self) -> Iterator[dict[str, pa.Table]]:
        """The tables of one piece after the other, in ascending customer numbers."""
        for first in range(0, self.makeup.customers, self.piece):
            yield self._piece(np.arange(first, min(first + self.piece, self.makeup.customers), dtype=np.int64))

    def _piece(self, index: npt.NDArray[np.int64]) -> dict[str, pa.Table]:
        months = closed_months(self.as_of, self.months)
        town = people(self.seed, self.makeup, index, self.months)
        billed = bills(self.seed, town, months)
        today = self.as_of.toordinal() - EPOCH
        paid, dunned = pay(self.seed, town, billed, today)
        asked = contacts(self.seed, town, billed, dunned)
        names = _Names(town, billed, months)
        return {
            "customers": self._customers(town, billed, names),
            "bills": _bills(billed, names),
            "payments": _payments(paid, names),
            "dunnings": _dunnings(dunned, names),
            "contacts": _contacts(asked, names),
            "uses": _uses(billed, uses(self.seed, town, billed), names),
            "complaints": _complaints(complaints(self.seed, town, asked, today), names),
        }

    def _customers(self, town: People, billed: Bills, names: "_Names") -> pa.Table:
        this_month = self.as_of.replace(day=1)
        ago = np.array([add_months(this_month, -back).toordinal() - EPOCH for back in range(300)])
        longer = np.where(town.first_month == 0, Chance(self.seed, "longer").between(town.index, 0, 240), 0)
        bill_count = np.bincount(billed.who, minlength=len(town.index))
        billed_fen = np.bincount(billed.who, weights=billed.amount_fen, minlength=len(town.index)).astype(np.int64)
        return pa.table(
            {
                "customer_number": names.customers(np.arange(len(town.index))),
                "kind": columns.words(town.kind, KINDS),
                "since": columns.days(ago[np.minimum(self.months - town.first_month + longer, 299)]),
                "method": columns.words(town.method, METHODS),
                "guarantee_fen": town.guarantee_months * (billed_fen // np.maximum(1, bill_count)),
                "theft_confirmed_on": columns.days(ago[town.theft_months_ago] + 11, town.theft_months_ago == 0),
                "supply": columns.words_or_none(town.supply, SUPPLIES),
                "metered_since": columns.days(
                    ago[np.minimum(self.months - town.metered_from, 299)] + 9, town.metered_from == 0
                ),
                "influence": town.influence,
                "steps": columns.numbers(town.steps, town.steps > 0),
                "certified_special": town.certified_special,
                "disability": town.disability,
            }
        )


class _Names:
    """Customer and bill numbers of one piece. A bill's: its customer's without the first digit, year and month."""

    def __init__(self, town: People, billed: Bills, months: tuple[date, ...]) -> None:
        serial = columns.digits(town.index, _CUSTOMER_DIGITS)
        self._customers = np.insert(serial, 0, ord(str(_FIRST_DIGIT)), axis=1)
        stamps = columns.digits(np.array([month.year % 100 * 100 + month.month for month in months]), 4)
        self._who = billed.who
        self._bills = np.hstack([serial[billed.who][:, 1:], stamps[billed.month_at]])

    def customers(self, who: npt.NDArray[np.int64]) -> pa.Array:
        return columns.text(self._customers[who])

    def of_bills(self, bill: npt.NDArray[np.int64]) -> dict[str, pa.Array]:
        return {
            "customer_number": self.customers(self._who[bill]),
            "bill_id": columns.text(self._bills[bill]),
        }


def _bills(billed: Bills, names: _Names) -> pa.Table:
    return pa.table(
        {
            **names.of_bills(np.arange(len(billed.who))),
            "month": columns.days(billed.month),
            "due": columns.days(billed.due),
            "amount_fen": billed.amount_fen,
            "energy_kwh": billed.energy_kwh,
            "disputed": billed.disputed,
            "estimated": billed.estimated,
            "hardship": billed.hardship,
        }
    )


def _payments(paid: Payments, names: _Names) -> pa.Table:
    return pa.table(
        {
            **names.of_bills(paid.bill),
            "amount_fen": paid.amount_fen,
            "started_on": columns.days(paid.day),
            "state": columns.words(paid.state, STATES),
            "by_debit": paid.by_debit,
        }
    )


def _dunnings(dunned: Dunnings, names: _Names) -> pa.Table:
    return pa.table({**names.of_bills(dunned.bill), "sent_on": columns.days(dunned.day)})


def _contacts(asked: Contacts, names: _Names) -> pa.Table:
    return pa.table(
        {
            "customer_number": names.customers(asked.who),
            "contacted_on": columns.days(asked.day),
            "purpose": columns.words(asked.purpose, PURPOSES),
            "channel": columns.words(asked.channel, CHANNELS),
        }
    )


def _uses(billed: Bills, metered: Uses, names: _Names) -> pa.Table:
    bill = metered.bill
    return pa.table(
        {
            "customer_number": names.customers(billed.who[bill]),
            "month": columns.days(billed.month[bill]),
            "energy_kwh": billed.energy_kwh[bill],
            "peak_kwh": metered.peak_kwh,
            "valley_kwh": metered.valley_kwh,
            "reactive_kvarh": columns.numbers(metered.reactive_kvarh, metered.of_firms),
            "max_demand_kw": columns.numbers(metered.max_demand_kw, metered.of_firms),
            "estimated": billed.estimated[bill],
        }
    )


def _complaints(made: Complaints, names: _Names) -> pa.Table:
    return pa.table(
        {
            "customer_number": names.customers(made.who),
            "made_on": columns.days(made.day),
            "outcome": columns.words(made.outcome, OUTCOMES),
        }
    )


def write(city: City, folder: Path) -> Iterator[int]:
    """Write ``folder/TABLE.parquet`` for every table; yields how many customers are written so far."""
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as files:
        writers: dict[str, pq.ParquetWriter] = {}
        done = 0
        for piece in city.pieces():
            for name in TABLES:
                if name not in writers:
                    path = folder / f"{name}.parquet"
                    writers[name] = files.enter_context(
                        pq.ParquetWriter(path, piece[name].schema, compression="zstd")
                    )
                writers[name].write_table(piece[name], row_group_size=len(piece[name]) or None)
            done += len(piece["customers"])
            yield done
