"""What a meter knows beside the month's energy: when it was used, how evenly, and with what reactive part."""

from dataclasses import dataclass

import numpy as np

from server_stub.city.billing import Bills
from server_stub.city.chance import Chance, Flags, Ints
from server_stub.city.people import HOUSEHOLD, People


@dataclass(frozen=True, slots=True)
class Uses:
    """One entry a metered month, in the order of the bills; ``bill`` is the position in the piece's Bills.

    Reactive energy and demand are metered where ``of_firms``.
    """

    bill: Ints
    peak_kwh: Ints
    valley_kwh: Ints
    reactive_kvarh: Ints
    max_demand_kw: Ints
    of_firms: Flags


def uses(seed: int, town: People, billed: Bills) -> Uses:
    """Of those metered by period: each has habits, and a month departs a little from them."""
    bill = np.nonzero(town.time_of_use[billed.who])[0]
    who, row, energy = billed.who[bill], billed.row[bill], billed.energy_kwh[bill]

    def habit(purpose: str, low: int, high: int) -> Ints:
        """Per mille, of the customer and of the month."""
        own = Chance(seed, purpose).between(town.index, low, high)[who]
        return own + Chance(seed, f"{purpose} this month").between(row, -25, 25)

    return Uses(
        bill=bill,
        peak_kwh=energy * habit("peak", 280, 520) // 1_000,
        valley_kwh=energy * habit("valley", 120, 440) // 1_000,
        reactive_kvarh=energy * habit("reactive", 200, 750) // 1_000,
        max_demand_kw=energy * 1_000 // (habit("load", 200, 750) * 720),
        of_firms=town.kind[who] != HOUSEHOLD,
    )
