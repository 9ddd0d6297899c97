"""Passwords: how they are kept, which are refused, and that looking at them holds nothing up."""

import asyncio
import time

import pytest
from argon2 import PasswordHasher

from kiosk.hall.staff.passwords import NOBODYS_HASH, PasswordGate, Weakness, fits, hashed, is_outdated, weakness
from tests.hall_staff.conftest import PASSWORD, password_hash


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("short", Weakness.TOO_SHORT),
        ("九个字的密码不够长", Weakness.TOO_SHORT),
        ("x" * 201, Weakness.TOO_LONG),
        ("my LIN.YUE secret", Weakness.HOLDS_LOGIN),
        ("1234567890", Weakness.COMMON),
        ("QWERTYUIOP", Weakness.COMMON),
        ("password2026!", Weakness.COMMON),
        ("123123123123", Weakness.COMMON),
        ("aaaaaaaaaaaa", Weakness.COMMON),
        ("woaini1314520", Weakness.COMMON),
        (PASSWORD, None),
        ("营业厅门口有三棵桂花树", None),
    ],
)
def test_which_passwords_will_do(password: str, why: Weakness | None) -> None:
    assert weakness(password, "lin.yue") is why


def test_a_hash_is_argon2id_with_the_parameters_asked_for() -> None:
    assert password_hash().startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert fits(PASSWORD, password_hash())
    assert not fits("seven blue heron", password_hash())
    assert fits("ＡＢＣ１２３ blue herons", hashed("ABC123 blue herons")), "full-width letters are the same letters"


@pytest.mark.parametrize("nothing", [None, ""])
def test_no_hash_fits_nothing_and_takes_as_long(nothing: str | None) -> None:
    def seconds(kept: str | None) -> float:
        began = time.perf_counter()
        assert not fits("wrong", kept)
        return time.perf_counter() - began

    assert not is_outdated(NOBODYS_HASH), "an unknown login must cost what a known one does"
    real, none = (min(seconds(kept) for _ in range(5)) for kept in (password_hash(), nothing))
    assert 0.5 < none / real < 2


def test_a_hash_of_other_parameters_is_made_anew_at_the_next_sign_in() -> None:
    old = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash(PASSWORD)
    assert fits(PASSWORD, old)
    assert is_outdated(old)
    assert not is_outdated(password_hash())


def test_the_gate_lets_two_in_and_does_not_hold_up_the_loop() -> None:
    async def crowd() -> tuple[list[bool], float, int]:
        gate, longest, most = PasswordGate(), 0.0, 0
        checks = [asyncio.create_task(gate.fits(PASSWORD, password_hash())) for _ in range(8)]
        while not all(check.done() for check in checks):
            began = time.perf_counter()
            await asyncio.sleep(0)
            longest = max(longest, time.perf_counter() - began)
            most = max(most, gate._limiter.borrowed_tokens)
            await asyncio.sleep(0.001)
        return [check.result() for check in checks], longest, most

    password_hash()
    found, longest, most = asyncio.run(crowd())
    assert all(found)
    assert most == 2
    assert longest < 0.2


def test_a_crowd_at_the_gate_is_sent_away() -> None:
    async def crowd() -> tuple[bool, bool]:
        gate = PasswordGate()
        checks = [asyncio.create_task(gate.fits("x", None)) for _ in range(18)]
        await asyncio.sleep(0)
        full = gate.is_full
        await asyncio.gather(*checks)
        return full, gate.is_full

    assert asyncio.run(crowd()) == (True, False)
