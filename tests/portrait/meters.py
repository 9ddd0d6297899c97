"""Invented consumption in a few words. The newest month measured is October 2026."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from kiosk.domain.customer import CustomerFacts, MonthlyUse
from tests.portrait.accounts import NEWEST, PUNCTUAL, first_of


def using(kwh: Sequence[int], **more: Any) -> CustomerFacts:
    """The last months' energy, oldest first; ``more`` goes into every month (a callable gets the month's kWh)."""
    months = range(NEWEST - len(kwh) + 1, NEWEST + 1)
    uses = [
        MonthlyUse(first_of(month), energy, **{key: _of(value, energy) for key, value in more.items()})
        for month, energy in zip(months, kwh, strict=True)
    ]
    return replace(PUNCTUAL, uses=tuple(uses))


def changed(facts: CustomerFacts, ago: int, changes: Mapping[str, Any]) -> CustomerFacts:
    """The same with one month, ``ago`` months back, changed."""
    month = first_of(NEWEST - ago)
    return replace(facts, uses=tuple(replace(use, **changes) if use.month == month else use for use in facts.uses))


def _of(value: Any, energy: int) -> Any:
    return value(energy) if callable(value) else value
