"""The nightly batch says of every account exactly what the pure rules say."""

import gc
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.domain.customer import Bill, CustomerFacts, Dunning, Payment, PaymentState
from kiosk.portrait import portrait_of
from kiosk.portrait.batch.terms import Terms
from tests.portrait.accounts import TODAY, account, bill, dunned, paid, payer
from tests.portrait.agreeing import by_duckdb, differences, late_by_duckdb, on
from tests.portrait.histories import random_facts

SEED = 20261122


def many(count: int, seed: int, as_of: date) -> list[CustomerFacts]:
    random = Random(seed)
    return [random_facts(number, random, as_of) for number in range(count)]


def numbered(accounts: list[CustomerFacts]) -> list[CustomerFacts]:
    return [replace(one, customer_number=f"3{at:09d}") for at, one in enumerate(accounts)]


@pytest.fixture
def nothing_collected() -> Iterator[None]:
    """Millions of facts are alive until the end; to look through them again and again costs a fifth of the time."""
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("nothing_collected")
def test_fifty_thousand_random_histories() -> None:
    terms = on("2026-11-22")
    customers = many(50_000, SEED, terms.as_of)
    batch = by_duckdb(customers, terms)
    assert list(differences(customers, batch, terms)) == []
    seen = {(row["risk_class"], row["rated"], row["grade"]) for row in batch}
    assert len(seen) >= 15, "the histories must reach all corners to prove anything"
    assert {(row["usage"], row["segment"]) for row in batch} >= {
        (change, segment)
        for change in ("growing", "steady", "falling", "abrupt", "unknown")
        for segment in ("A", "B", "C", "D")
    }
    for figure in ("trend", "peak_share", "valley_share", "load_factor", "power_factor"):
        assert len({row[figure] for row in batch}) > 100, figure


@pytest.mark.parametrize(
    "terms",
    [on("2026-10-31"), on("2024-02-29", grace_days=5, hold_b_months=12)],
    ids=["a month-end", "a leap day, with grace and newcomers held at B"],
)
def test_other_days_and_options(terms: Terms) -> None:
    """And every reason, in its order."""
    customers = many(2_000, SEED + 1, terms.as_of)
    batch, late = late_by_duckdb(customers, terms)
    assert list(differences(customers, batch, terms, late)) == []
    assert sum(map(len, late.values())) > 2_000


def test_accounts_that_have_been_trouble_before() -> None:
    """Nothing at all; paid twice; paid by halves on one day; dunned though paid; a debt older than 36 months."""
    b = [bill(ago) for ago in range(36)]
    half = [replace(paid(b[0]), amount_fen=5_000)] * 2
    old = bill(40)
    accounts = numbered(
        [
            account([]),
            account(b, [*map(paid, b), paid(b[3], 5), paid(b[4])]),
            account(b, [*half, *map(paid, b[1:])]),
            account(b, map(paid, b), dunned(b[1], -3)),
            account([*b, old], map(paid, b), dunned(old, 10)),
            account([bill(0, 0), bill(1, -300), *b[2:]], map(paid, b[2:])),
            account(b, [Payment(one.id, 10_000, one.due, PaymentState.FAILED, True) for one in b]),
            payer(36, late={5: 40}, dun_on=(10,)),
            payer(2, late={0: None, 1: None}, dun_on=(10,)),
            payer(4),
        ]
    )
    terms = Terms(TODAY)
    assert list(differences(accounts, by_duckdb(accounts, terms), terms)) == []


def test_a_breach_ended_on_the_day_after_a_month_end_is_one_on_that_day() -> None:
    """A reckoning back to a day that was the last of its month knows of the payment made a day later."""
    november = Bill("a", date(2025, 11, 1), date(2025, 11, 30), 10_000, 180)
    owing = account([november], [Payment("a", 10_000, date(2026, 1, 1))], [Dunning("a", date(2025, 12, 8))])
    terms = on("2025-12-31")
    batch, late = late_by_duckdb([owing], terms)
    assert list(differences([owing], batch, terms, late)) == []
    assert "long_overdue_and_dunned" in {reason.code for reason in portrait_of(owing, terms.as_of).risk.reasons}


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    seeds=st.lists(st.integers(0, 2**32), min_size=1, max_size=60),
    terms=st.sampled_from([on("2026-11-22"), on("2026-10-31")]),
)
def test_any_handful(seeds: list[int], terms: Terms) -> None:
    customers = numbered([random_facts(0, Random(seed), terms.as_of) for seed in seeds])
    assert list(differences(customers, by_duckdb(customers, terms), terms)) == []


def test_a_difference_would_be_seen() -> None:
    """The comparison itself: a batch that is one day off is found out."""
    customers = many(200, SEED, TODAY)
    tomorrow = by_duckdb(customers, Terms(TODAY + timedelta(days=9)))
    assert list(differences(customers, tomorrow, Terms(TODAY)))
