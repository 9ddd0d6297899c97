"""Finding people by their cards."""

import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from typing import Any

import pytest

from kiosk.domain.customer import CustomerFacts, CustomerKind, PaymentMethod, PaymentState
from kiosk.domain.identity import IdDocument, TokenTechnology
from kiosk.hall.backoffice.client import BackOffice
from kiosk.hall.backoffice.outcomes import Away, AwayReason, Found, NotFound, Outcome
from kiosk.wire import PresentedToken
from server_stub.cast import INDEX_OF, Role
from server_stub.numbers import customer_number, meter_number
from tests.hall_backoffice.conftest import ID_KEY, TOKEN, TOWN, Opener, Stub
from tests.hall_backoffice.presented import (
    NO_NUMBER,
    UNKNOWN,
    id_card,
    id_number,
    power_card,
    reversed_meter_card,
    written,
)

HISTORIES = (
    *("bills", "payments", "dunnings", "contacts", "uses", "circumstances"),
    *("complaints", "orders", "past_business", "notices"),
)


def the_one(outcome: Outcome) -> CustomerFacts:
    assert isinstance(outcome, Found)
    (facts,) = outcome.facts
    return facts


@pytest.mark.parametrize("role", Role)
def test_everybody_of_the_cast_is_found_by_either_card(office: BackOffice, role: Role) -> None:
    number, by_id = customer_number(INDEX_OF[role]), office.find(id_card(role))
    assert isinstance(by_id, Found)
    assert number in [one.customer_number for one in by_id.facts]
    assert the_one(office.find(power_card(role))).customer_number == number


def test_facts_say_what_the_back_office_knows(office: BackOffice) -> None:
    role = Role.DEBIT_IN_TRANSIT
    facts, known = the_one(office.find(power_card(role))), TOWN.customer(INDEX_OF[role])
    assert (facts.kind, facts.method) == (CustomerKind.HOUSEHOLD, PaymentMethod.DEBIT)
    assert (facts.name, facts.birth_date, facts.since) == (known.name, known.birth_date, known.contract.since)
    assert facts.payments[-1].state is PaymentState.IN_TRANSIT
    for kind in HISTORIES:
        assert _plain(getattr(facts, kind)) == _plain(getattr(known, kind))


@pytest.mark.parametrize("index", range(0, 120, 7))
def test_every_history_of_the_town_arrives_whole(office: BackOffice, index: int) -> None:
    """What the stand-in leaves out because it is as usual comes back as the usual value."""
    known = TOWN.customer(index)
    facts = the_one(office.find(written(known.customer_number.zfill(12), NO_NUMBER)))
    assert [_plain(getattr(facts, kind)) for kind in HISTORIES] == [
        _plain(getattr(known, kind)) for kind in HISTORIES
    ]
    contract, marks = known.contract, known.marks
    assert (facts.supply, facts.heating, facts.time_of_use) == (
        contract.supply,
        contract.heating,
        contract.time_of_use,
    )
    assert (facts.metered_since, facts.guarantee_fen) == (contract.metered_since, contract.guarantee_fen)
    assert (facts.sensitive, facts.influence, facts.disability) == (
        marks.sensitive,
        marks.influence,
        marks.disability,
    )
    assert facts.separate_passbook == bool(known.debit and known.debit.separate_passbook)


def _plain(entries: tuple[Any, ...]) -> list[dict[str, Any]]:
    return [asdict(entry) for entry in entries]


def test_all_contracts_of_a_person_are_found(office: BackOffice) -> None:
    second = next(index for index in range(200) if TOWN.owner(index) == TOWN.owner(index - 1))
    outcome = office.find(id_number(TOWN.owner(second).id_number))
    assert isinstance(outcome, Found)
    assert [one.customer_number for one in outcome.facts] == list(map(customer_number, (second - 1, second)))


def test_the_meter_answers_when_the_customer_number_does_not(office: BackOffice, stub: Stub) -> None:
    facts = the_one(office.find(written(UNKNOWN, meter_number(4))))
    assert facts.customer_number == customer_number(4)
    assert [path.split("/")[2] for path in stub.asked] == ["by-number", "by-meter"]


def test_a_number_never_written_is_not_asked_for(office: BackOffice, stub: Stub) -> None:
    assert the_one(office.find(written(NO_NUMBER, meter_number(4))))
    assert office.find(written(NO_NUMBER, NO_NUMBER)) == NotFound()
    assert [path.split("/")[2] for path in stub.asked] == ["by-meter"]


def test_a_reversed_meter_number_is_tried_once_and_told_masked(
    office: BackOffice, stub: Stub, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    facts = the_one(office.find(reversed_meter_card(Role.ELDERLY)))
    number = meter_number(INDEX_OF[Role.ELDERLY])
    assert number in facts.meter_numbers
    assert [path.split("/")[2] for path in stub.asked] == ["by-number", "by-meter", "by-meter"]
    assert f"*{number[-4:]}" in caplog.text
    assert number[:-4] not in caplog.text


def test_only_the_right_most_digits_count(stub: Stub, open_office: Opener) -> None:
    padded = written("77" + customer_number(4), UNKNOWN)
    assert the_one(open_office(stub.url).find(padded)).customer_number == customer_number(4)
    assert open_office(stub.url, customer_number_digits=12).find(padded) == NotFound()


@pytest.mark.parametrize(
    "card",
    [
        id_number("11010519491231002X"),
        id_number("ABC123456789012", IdDocument.FOREIGN_2017),
        written(UNKNOWN, "123456789012"),
    ],
)
def test_strangers_are_not_found(office: BackOffice, card: Any) -> None:
    assert office.find(card) == NotFound()


@pytest.mark.parametrize(
    "card",
    [
        id_number("110105194912310021"),
        PresentedToken(technology=TokenTechnology.CONTACTLESS, reference="04A1B2C3"),
    ],
)
def test_what_cannot_be_anybodys_is_not_even_asked(office: BackOffice, stub: Stub, card: Any) -> None:
    assert office.find(card) == NotFound()
    assert stub.asked == []


def test_the_id_number_does_not_travel(office: BackOffice, stub: Stub) -> None:
    number = TOWN.owner(0).id_number
    office.find(id_number(number))
    (path,) = stub.asked
    assert path.startswith(f"/customers/by-id-hash/{ID_KEY.version}/")
    assert number not in path


def test_many_threads_ask_at_once(office: BackOffice) -> None:
    cards = [written(customer_number(index).zfill(12), UNKNOWN) for index in range(40)]
    with ThreadPoolExecutor(12) as pool:
        found = list(pool.map(office.find, cards))
    assert [the_one(one).customer_number for one in found] == [customer_number(index) for index in range(40)]


def test_a_wrong_token_is_refused_and_not_tried_again(stub: Stub, open_office: Opener) -> None:
    assert open_office(stub.url, token="other").find(id_card(Role.FIRM)) == Away(AwayReason.REFUSED)
    assert len(stub.asked) == 1


def test_a_wrong_address_is_not_taken_for_a_stranger(stub: Stub, open_office: Opener) -> None:
    office = open_office(f"{stub.url}/elsewhere", token=TOKEN, retries=0)
    assert office.find(id_card(Role.FIRM)) == Away(AwayReason.NONSENSE)
