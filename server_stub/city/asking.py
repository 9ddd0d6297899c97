"""When the people of the city came, called or tapped: questions, complaints, and reminders taken by telephone."""

from dataclasses import dataclass

import numpy as np

from server_stub.city.billing import Bills
from server_stub.city.chance import Chance, Ints
from server_stub.city.paying import Dunnings
from server_stub.city.people import People

PURPOSES = ("payment", "query", "complaint", "notice")
_QUERY, _COMPLAINT, _NOTICE = 1, 2, 3
_PHONE = 3
_OTHER_CHANNELS = (30, 25, 35, 10)


@dataclass(frozen=True, slots=True)
class Contacts:
    who: Ints
    day: Ints
    purpose: Ints
    channel: Ints


OUTCOMES = ("open", "justified", "not_justified", "bad_faith")
_OPEN_DAYS = 20


@dataclass(frozen=True, slots=True)
class Complaints:
    who: Ints
    day: Ints
    outcome: Ints


def complaints(seed: int, town: People, asked: Contacts, today: int) -> Complaints:
    """What became of each complaint; the newest are still open. Bad faith is rare, and found among few people."""
    at = np.nonzero(asked.purpose == _COMPLAINT)[0]
    who, day = asked.who[at], asked.day[at]
    row = town.index[who] * 100_000 + day
    outcome = np.where(Chance(seed, "justified").happens(row, 5_500), 1, 2)
    outcome = np.where(town.quarrelsome[who] & Chance(seed, "bad faith").happens(row, 300), 3, outcome)
    return Complaints(who, day, np.where(day > today - _OPEN_DAYS, 0, outcome))


def contacts(seed: int, town: People, billed: Bills, dunned: Dunnings) -> Contacts:
    """By customer, then by day."""
    row = billed.row
    asked = np.nonzero(Chance(seed, "ask").happens(row, 1_100))[0]
    complains = np.where(town.quarrelsome[billed.who], Chance(seed, "complain").happens(row, 450), False)
    complained = np.nonzero(complains | Chance(seed, "once").happens(row, 8))[0]
    favourite = Chance(seed, "favourite way").happens(row[asked], 7_000)
    other = Chance(seed, "other way").weighted(row[asked], _OTHER_CHANNELS)
    channel = np.where(favourite, town.favourite[billed.who[asked]], other)
    bill = np.concatenate([asked, complained, dunned.bill])
    day_of_month = Chance(seed, "some day").below(row, 28)
    day = np.concatenate([(billed.month + day_of_month)[bill[: len(asked) + len(complained)]], dunned.day])
    purpose = np.repeat([_QUERY, _COMPLAINT, _NOTICE], [len(asked), len(complained), len(dunned.bill)])
    channels = np.concatenate([channel, np.full(len(bill) - len(asked), _PHONE)])
    order = np.lexsort((purpose, day, billed.who[bill]))
    return Contacts(billed.who[bill][order], day[order], purpose[order], channels[order])
