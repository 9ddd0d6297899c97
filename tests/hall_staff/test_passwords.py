"""Passwords: how they are kept, which are refused, and that looking at them holds nothing up."""

import asyncio
import threading
from typing import Literal

import pytest
from argon2 import Parameters, PasswordHasher, extract_parameters

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


class Counted(PasswordHasher):
    """Reckons as the real one does, and notes with what parameters."""

    def __init__(self) -> None:
        super().__init__()
        self.reckoned: list[Parameters] = []

    def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:
        self.reckoned.append(extract_parameters(str(hash)))
        return super().verify(hash, password)


@pytest.mark.parametrize("nothing", [None, ""])
def test_no_hash_fits_nothing_and_costs_as_much(nothing: str | None) -> None:
    """The same reckoning, once: how long it takes tells nobody whether a login is known."""
    known, unknown = Counted(), Counted()
    assert not fits("wrong", password_hash(), known)
    assert not fits("wrong", nothing, unknown)
    assert unknown.reckoned == known.reckoned
    assert len(known.reckoned) == 1
    assert not is_outdated(NOBODYS_HASH)


def test_a_hash_of_other_parameters_is_made_anew_at_the_next_sign_in() -> None:
    old = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash(PASSWORD)
    assert fits(PASSWORD, old)
    assert is_outdated(old)
    assert not is_outdated(password_hash())


def test_the_gate_lets_two_in_and_does_not_hold_up_the_loop() -> None:
    """Each check waits for the loop to let it go on: one that ran on the loop would wait in vain."""
    let_go = threading.Event()

    async def crowd() -> tuple[list[bool], int]:
        gate = PasswordGate(lambda password, kept: let_go.wait(timeout=5))
        checks = [asyncio.create_task(gate.fits(PASSWORD, None)) for _ in range(8)]
        for _ in checks:
            await asyncio.sleep(0)
        inside = gate.at_work
        let_go.set()
        return await asyncio.gather(*checks), inside

    assert asyncio.run(crowd()) == ([True] * 8, 2)


def test_a_crowd_at_the_gate_is_sent_away() -> None:
    async def crowd() -> tuple[bool, bool]:
        gate = PasswordGate()
        checks = [asyncio.create_task(gate.fits("x", None)) for _ in range(18)]
        await asyncio.sleep(0)
        full = gate.is_full
        await asyncio.gather(*checks)
        return full, gate.is_full

    assert asyncio.run(crowd()) == (True, False)
