"""What everybody is told: the document, refusals, references. Who may ask what is in tests/hall_staff."""

import json
from typing import Any

import pytest

from tests.hall_api.conftest import House


def status(house: House, method: str, path: str, token: str | None, **more: Any) -> int:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return house.client.request(method, path, headers=headers | more.pop("headers", {}), **more).status_code


def test_the_open_api_document_is_served_with_summaries_and_problems(house: House) -> None:
    document = house.ask("GET", "/openapi.json", status=200)
    operations = [operation for path in document["paths"].values() for operation in path.values()]
    assert all(operation["summary"] for operation in operations)
    assert "Problem" in document["components"]["schemas"]
    assert document["components"]["securitySchemes"]["HTTPBearer"]["scheme"] == "bearer"
    assert "409" in document["paths"]["/api/counters/{window}/next"]["post"]["responses"]
    assert house.client.request("GET", "/docs").status_code == 404, "it would load scripts from elsewhere"


def test_a_visitors_reference_is_no_staff_session(house: House) -> None:
    cookie = {"Cookie": f"hall_staff={house.identify()['ref']}"}
    assert status(house, "GET", "/api/counters/1", None, headers=cookie) == 401


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/api/nothing"), ("DELETE", "/api/menu"), ("GET", "/nothing")]
)
def test_every_refusal_is_a_problem(house: House, method: str, path: str) -> None:
    assert set(house.ask(method, path)) == {"code", "message"}


def test_a_malformed_request_is_told_where_and_not_what(house: House) -> None:
    number = "44052418800101001"
    answer = house.kiosk(
        "/api/identify",
        {"presented": {"kind": "id_card", "document": "resident", "number": number + "x"}},
        status=422,
    )
    assert answer["code"] == "malformed"
    assert "number" in answer["message"]
    assert number not in json.dumps(answer)
