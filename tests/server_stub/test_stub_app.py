"""The endpoints, over a real loopback port."""

import hashlib
import hmac
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from server_stub.app import create_app
from server_stub.cast import INDEX_OF, Role
from server_stub.id_index import read_keys
from server_stub.numbers import meter_number
from server_stub.town import Town
from tests.server_stub.running import Caller, bearer, serving

TOKEN = "a-token-for-tests"
KEYS = {1: bytes(32), 2: b"k" * 32}
TOWN = Town(7, date(2026, 3, 17), 100)


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with serving(create_app(TOWN, TOKEN, KEYS)) as url:
        yield url


@pytest.fixture
def client(url: str) -> Iterator[Caller]:
    client = Caller(url, bearer(TOKEN))
    yield client
    client.post("/faults", json={"mode": "none"})


def hash_path(id_number: str, version: int) -> str:
    digest = hmac.new(KEYS[version], id_number.encode(), hashlib.sha256).hexdigest()
    return f"/customers/by-id-hash/{version}/{digest}"


def test_a_customer_number_finds_one_contract(client: Caller) -> None:
    number = TOWN.customer(3).customer_number
    for written in (number, f"00{number}"):
        (found,) = client.get(f"/customers/by-number/{written}").json()
        assert found["customer_number"] == number
        assert found["contract"]["method"] == "debit"
        assert found["bills"][0]["month"] == "2023-03-01"
        assert isinstance(found["bills"][0]["amount_fen"], int)


def test_an_answer_leaves_out_what_is_not_known_and_says_no_more_than_it_may(client: Caller) -> None:
    """Days without use, covers opened and a transformer's losses are none of a hall's business: a field that is
    added here is added on purpose."""
    told = [
        client.get(f"/customers/by-number/{TOWN.customer(index).customer_number}").json() for index in range(60)
    ]
    keys = set().union(*(_keys(one) for one in told))
    assert keys <= {
        *("customer_number", "kind", "name", "birth_date", "id_hash", "key_version", "hmac"),
        *("contract", "since", "method", "meter_numbers", "guarantee_fen", "metered_since"),
        *("supply", "time_of_use", "heating", "debit", "separate_passbook", "in_transit"),
        *("marks", "disability", "certified_special", "theft_confirmed_on", "sensitive", "influence"),
        *("bills", "id", "month", "due", "amount_fen", "energy_kwh", "disputed", "estimated", "hardship"),
        *("payments", "bill_id", "started_on", "state", "by_debit", "dunnings", "sent_on"),
        *(
            "contacts",
            "on",
            "purpose",
            "channel",
            "uses",
            "peak_kwh",
            "valley_kwh",
            "reactive_kvarh",
            "max_demand_kw",
        ),
        *("circumstances", "circumstance", "until", "complaints", "made_on", "outcome"),
        *("orders", "about", "past_business", "service", "notices", "reaction"),
    }
    assert {"peak_kwh", "max_demand_kw", "circumstance", "outcome", "about", "service", "reaction"} <= keys
    firms = [one["birth_date"] for (one,) in told if one["kind"] != "household"]
    assert [value for one in told for value in _values(one) if value is None] == firms


def _keys(part: object) -> set[str]:
    if isinstance(part, dict):
        return set(part).union(*map(_keys, part.values()))
    return set().union(*map(_keys, part)) if isinstance(part, list) else set()


def _values(part: object) -> Iterator[object]:
    if isinstance(part, dict | list):
        for inner in part.values() if isinstance(part, dict) else part:
            yield from _values(inner)
    else:
        yield part


def test_a_meter_finds_its_contract(client: Caller) -> None:
    (found,) = client.get(f"/customers/by-meter/{meter_number(5, 1)}").json()
    assert found["kind"] == "key_account"


def test_an_id_hash_finds_all_contracts_of_a_person(client: Caller) -> None:
    by_person: dict[str, list[int]] = {}
    for index in range(TOWN.customers):
        by_person.setdefault(TOWN.owner(index).id_number, []).append(index)
    id_number, indexes = next(pair for pair in by_person.items() if len(pair[1]) == 2)
    for version in KEYS:
        path = hash_path(id_number, version)
        found = client.get(path).json()
        assert [one["customer_number"] for one in found] == [TOWN.customer(one).customer_number for one in indexes]
        assert {f"{one['id_hash']['key_version']}/{one['id_hash']['hmac']}" for one in found} == {path[22:]}


def test_a_firm_is_found_by_who_signs_for_it(client: Caller) -> None:
    signer = TOWN.owner(INDEX_OF[Role.FIRM])
    (found,) = client.get(hash_path(signer.id_number, 1)).json()
    assert found["kind"] == "firm"


def test_id_numbers_never_travel_with_a_customer(client: Caller) -> None:
    path = f"/customers/by-number/{TOWN.customer(0).customer_number}"
    assert TOWN.owner(0).id_number not in client.get(path).text


@pytest.mark.parametrize("path", ["by-number/3000000000", "by-meter/410999999999", f"by-id-hash/1/{'0' * 64}"])
def test_unknown_numbers_are_a_problem_with_404(client: Caller, path: str) -> None:
    answer = client.get(f"/customers/{path}")
    assert (answer.status_code, answer.json()["code"]) == (404, "customer_unknown")


def test_an_unknown_key_version_is_not_an_unknown_person(client: Caller) -> None:
    answer = client.get(f"/customers/by-id-hash/9/{'0' * 64}")
    assert (answer.status_code, answer.json()["code"]) == (409, "key_version_unknown")


def test_an_unknown_path_is_not_an_unknown_person(client: Caller) -> None:
    answer = client.get("/customers/by-name/somebody")
    assert (answer.status_code, answer.json()["code"]) == (404, "no_such_thing")


def test_malformed_numbers_are_not_repeated(client: Caller) -> None:
    answer = client.get("/customers/by-number/12x34")
    assert (answer.status_code, answer.json()["code"]) == (422, "malformed")
    assert "12x34" not in answer.text


@pytest.mark.parametrize("header", [None, "Bearer other", "Basic YTpi", f"Bearer {TOKEN}?"])
@pytest.mark.parametrize("path", ["/customers/by-number/3000180503", "/cast", "/faults"])
def test_without_the_token_nothing_is_said(url: str, path: str, header: str | None) -> None:
    answer = Caller(url, {"Authorization": header} if header else {}).get(path)
    assert (answer.status_code, answer.json()["code"]) == (401, "token_refused")


def test_health_is_open(url: str) -> None:
    assert Caller(url, {}).get("/health").json() == {"status": "up", "customers": 100, "as_of": "2026-03-17"}


def test_the_cast_can_be_called_by_role(client: Caller) -> None:
    cast = client.get("/cast").json()
    assert set(cast) == set(Role)
    for role, member in cast.items():
        by_id = client.get(hash_path(member["id_number"], 1)).json()
        (by_meter,) = client.get(f"/customers/by-meter/{member['meter_number']}").json()
        assert by_meter["customer_number"] == member["customer_number"], role
        assert by_meter["name"] == member["contract_name"]
        assert by_meter["customer_number"] in [one["customer_number"] for one in by_id]
        assert len(by_id) == (2 if role in {Role.TWO_FLATS, Role.SECOND_FLAT} else 1)


def test_faults_hit_their_share_of_requests_and_only_customers(client: Caller) -> None:
    path = f"/customers/by-number/{TOWN.customer(0).customer_number}"
    assert client.post("/faults", json={"mode": "fail", "share": 0.5}).status_code == 200
    assert [client.get(path).status_code for _ in range(6)] == [503, 200] * 3
    assert client.get("/cast").status_code == 200
    client.post("/faults", json={"mode": "none"})
    assert client.get(path).status_code == 200


def test_nonsense_is_said_in_four_ways(client: Caller) -> None:
    number = TOWN.customer(0).customer_number
    honest = client.get(f"/customers/by-number/{number}").text
    client.post("/faults", json={"mode": "nonsense"})
    told = [client.get(f"/customers/by-number/{number}") for _ in range(4)]
    assert {answer.status_code for answer in told} == {200}
    assert len({answer.text for answer in told} | {honest}) == 5


def test_a_slow_back_office_still_tells_the_truth(client: Caller) -> None:
    number = TOWN.customer(0).customer_number
    client.post("/faults", json={"mode": "slow", "seconds": 0.05})
    (found,) = client.get(f"/customers/by-number/{number}").json()
    assert found["customer_number"] == number


@pytest.mark.parametrize(
    "faults", [{"mode": "angry"}, {"mode": "slow", "seconds": -1}, {"mode": "fail", "share": 0}, {"mod": "fail"}]
)
def test_unknown_faults_are_refused(client: Caller, faults: dict[str, object]) -> None:
    assert client.post("/faults", json=faults).status_code == 422
    assert client.get("/faults").json()["mode"] == "none"


def test_the_interface_documents_itself(client: Caller) -> None:
    described = client.get("/openapi.json").json()
    assert {"/health", "/cast", "/faults", "/customers/by-number/{number}"} <= set(described["paths"])
    assert "Customer" in described["components"]["schemas"]


def test_keys_are_read_with_or_without_version(tmp_path: Path) -> None:
    path = tmp_path / "keys"
    path.write_text("00" * 32 + "\n")
    assert read_keys(path) == {1: bytes(32)}
    path.write_text(f"1:{'00' * 32}\n2:{'6b' * 32}\n")
    assert read_keys(path) == KEYS


@pytest.mark.parametrize("text", ["", "00", "1:zz", "x:" + "00" * 32])
def test_bad_keys_are_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "keys"
    path.write_text(text)
    with pytest.raises(ValueError, match=r"."):
        read_keys(path)
