"""A back office that is slow, fails, babbles or hangs up: values, never exceptions, and in time."""

import logging
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from kiosk.hall.backoffice.client import BackOffice
from kiosk.hall.backoffice.hashing import IdKey
from kiosk.hall.backoffice.outcomes import Away, AwayReason, Found
from kiosk.hall.backoffice.settings import BackOfficeSettings
from kiosk.wire import Presented
from server_stub.cast import Role
from tests.hall_backoffice.conftest import ID_KEY, TOKEN, TOWN, HandClock, Opener, Stub
from tests.hall_backoffice.presented import id_card, power_card

CARD = power_card(Role.ORDINARY)


def state(office: BackOffice) -> str:
    """As a plain word: it changes behind the type checker's back."""
    return office.state


def test_a_slow_answer_is_not_waited_for(stub: Stub, open_office: Opener) -> None:
    stub.misbehave(mode="slow", seconds=2)
    office = open_office(stub.url, read_timeout_s=0.15, retries=1)
    began = time.monotonic()
    assert office.find(CARD) == Away(AwayReason.TIMEOUT)
    assert time.monotonic() - began < 1


def test_all_tries_together_keep_the_deadline(stub: Stub) -> None:
    stub.misbehave(mode="slow", seconds=5)
    office = BackOffice(BackOfficeSettings(url=stub.url, deadline_s=0.6, retries=5), TOKEN, ID_KEY)
    began = time.monotonic()
    assert office.find(CARD) == Away(AwayReason.TIMEOUT)
    assert time.monotonic() - began < 1
    office.close()


def test_a_second_try_helps(stub: Stub, office: BackOffice) -> None:
    stub.misbehave(mode="fail", share=0.5)
    assert isinstance(office.find(CARD), Found)
    assert len(stub.asked) == 2
    assert office.state == "up"


@pytest.mark.parametrize(
    ("mode", "reason"),
    [("fail", AwayReason.FAILED), ("nonsense", AwayReason.NONSENSE), ("drop", AwayReason.UNREACHABLE)],
)
def test_trouble_that_lasts_is_away_after_all_tries(
    stub: Stub, office: BackOffice, mode: str, reason: AwayReason
) -> None:
    stub.misbehave(mode=mode)
    assert office.find(CARD) == Away(reason)
    assert len(stub.asked) == 3
    stub.behave()
    assert isinstance(office.find(CARD), Found)


@pytest.mark.parametrize("nonsense", ["wrong_types", "truncated", "page", "wrong_customer"])
@pytest.mark.parametrize("card", [CARD, id_card(Role.ORDINARY)], ids=["number", "hash"])
def test_no_nonsense_is_believed(
    stub: Stub, open_office: Opener, card: Presented, nonsense: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    stub.misbehave(mode="nonsense", nonsense=nonsense)
    assert open_office(stub.url, retries=0).find(card) == Away(AwayReason.NONSENSE)
    assert "nonsense" in caplog.text


def test_nobody_there_is_away_at_once(open_office: Opener) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    assert open_office(f"http://127.0.0.1:{port}").find(CARD) == Away(AwayReason.UNREACHABLE)


def test_pauses_grow_between_tries(stub: Stub) -> None:
    stub.misbehave(mode="fail")
    pauses: list[float] = []
    settings = BackOfficeSettings(url=stub.url, retries=3)
    office = BackOffice(settings, TOKEN, ID_KEY, pause=pauses.append)
    office.find(CARD)
    office.close()
    assert len(pauses) == 3
    assert all(0.05 * 2**turn <= pause <= 0.1 * 2**turn for turn, pause in enumerate(pauses))


def test_the_circuit_opens_rests_probes_and_closes(stub: Stub, open_office: Opener, clock: HandClock) -> None:
    office = open_office(stub.url, retries=0, circuit_failures=3, circuit_open_s=10)
    stub.misbehave(mode="fail")
    told = [(office.state, office.find(CARD)) for _ in range(3)]
    assert told == [("up", Away(AwayReason.FAILED))] * 3
    assert state(office) == "away"
    assert office.find(CARD) == Away(AwayReason.RESTING)
    assert len(stub.asked) == 3
    clock.turn(10)
    assert office.find(CARD) == Away(AwayReason.FAILED)  # the probe
    assert office.find(CARD) == Away(AwayReason.RESTING)
    clock.turn(10)
    stub.behave()
    assert isinstance(office.find(CARD), Found)
    assert state(office) == "up"
    assert len(stub.asked) == 5


def test_the_circuit_opens_in_the_middle_of_the_tries(stub: Stub, open_office: Opener) -> None:
    stub.misbehave(mode="drop")
    assert open_office(stub.url, retries=5, circuit_failures=2).find(CARD) == Away(AwayReason.UNREACHABLE)
    assert len(stub.asked) == 2


def test_the_background_may_probe(stub: Stub, open_office: Opener, clock: HandClock) -> None:
    office = open_office(stub.url, circuit_failures=1, circuit_open_s=10)
    assert office.probe() == "up"
    for mode in ("fail", "nonsense", "drop"):
        stub.misbehave(mode=mode)
        assert office.probe() == "away"
        stub.behave()
        assert office.probe() == "away"  # it rests
        clock.turn(10)
        assert office.probe() == "up"


def test_a_kept_answer_is_used_for_a_while_without_asking(
    stub: Stub, open_office: Opener, clock: HandClock
) -> None:
    office = open_office(stub.url, cache_s=300)
    first = office.find(CARD)
    clock.turn(299)
    again = office.find(CARD)
    assert isinstance(first, Found)
    assert isinstance(again, Found)
    assert (again.facts, again.age_s, again.stale) == (first.facts, 299, False)
    assert len(stub.asked) == 1
    clock.turn(1)
    assert office.find(CARD) == first
    assert len(stub.asked) == 2


def test_an_old_answer_is_better_than_none_and_says_its_age(
    stub: Stub, open_office: Opener, clock: HandClock
) -> None:
    office = open_office(stub.url, cache_s=300, stale_s=3_600, retries=0)
    office.find(CARD)
    stub.misbehave(mode="fail")
    clock.turn(3_000)
    kept = office.find(CARD)
    assert isinstance(kept, Found)
    assert (kept.age_s, kept.stale) == (3_000, True)
    clock.turn(601)
    assert office.find(CARD) == Away(AwayReason.FAILED)


def test_only_the_last_customers_are_kept(stub: Stub, open_office: Opener) -> None:
    office = open_office(stub.url, cache_customers=2)
    for role in (Role.FIRM, Role.ELDERLY, Role.FIRM, Role.ORDINARY, Role.FIRM, Role.ELDERLY):
        office.find(power_card(role))
    assert len(stub.asked) == 4  # the elder had to go for the ordinary one; the firm was never out of use


def test_nothing_personal_is_logged_or_shown(
    stub: Stub, open_office: Opener, clock: HandClock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    office = open_office(stub.url, circuit_failures=4)
    shown = []
    for mode in ("none", "nonsense", "fail", "drop", "none"):
        stub.misbehave(mode=mode)
        for role in Role:
            shown += [repr(office.find(card)) for card in (power_card(role), id_card(role))]
        clock.turn(400)
    told = caplog.text + "".join(shown)
    assert "is away" in told
    for index in range(len(Role)):
        person, customer = TOWN.owner(index), TOWN.customer(index)
        for personal in (person.name, person.id_number, str(person.birth_date), customer.customer_number):
            assert personal not in told
        assert not any(number in told for number in customer.contract.meter_numbers)
    assert TOKEN not in told
    assert "kkkk" not in repr(ID_KEY)


@contextmanager
def dripping(head: bytes, drop: bytes, every_s: float) -> Iterator[str]:
    """A server that sends ``head`` and then ``drop`` again and again until the other end has gone."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        connection, _ = listener.accept()
        with connection:
            connection.recv(65_536)
            try:
                connection.sendall(head)
                while True:
                    connection.sendall(drop)
                    time.sleep(every_s)
            except OSError:
                pass

    thread = threading.Thread(target=serve)
    thread.start()
    with listener:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        thread.join(5)


def test_an_answer_that_drips_in_is_not_waited_for() -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n["
    with dripping(head, b" ", 0.02) as url:
        office = BackOffice(BackOfficeSettings(url=url, deadline_s=0.4, retries=0), TOKEN, ID_KEY)
        began = time.monotonic()
        assert office.find(CARD) == Away(AwayReason.TIMEOUT)
        assert time.monotonic() - began < 1
        office.close()


def test_an_endless_answer_is_nonsense() -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n["
    with dripping(head, b" " * 1_000_000, 0) as url:
        office = BackOffice(BackOfficeSettings(url=url, retries=0), TOKEN, ID_KEY)
        assert office.find(CARD) == Away(AwayReason.NONSENSE)
        office.close()


@pytest.mark.parametrize("length", [0, 16, 33])
def test_a_key_has_32_bytes(length: int) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        IdKey(1, bytes(length))
