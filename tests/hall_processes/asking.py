"""What a kiosk and a counter ask of a hall process."""

from uuid import uuid4

from simulators.hall_process import HallProcess, Tokens
from simulators.lean_http import Answer, LeanClient


def issue(hall: HallProcess, tokens: Tokens, kiosk: str = "kiosk-1", request: str = "") -> Answer:
    with LeanClient(hall.port, tokens.kiosks[kiosk]) as client:
        order = {"request_id": request or str(uuid4()), "service": "new", "accepts_wait": True}
        return client.post("/api/tickets", order)


def call(hall: HallProcess, tokens: Tokens, window: str) -> Answer:
    with LeanClient(hall.port, tokens.staff) as client:
        return client.post(f"/api/counters/{window}/next")


def number(answer: Answer) -> str:
    assert answer.status == 200, answer
    said = answer.json()
    return str(said["ticket"]["number"] if "ticket" in said else said["number"])
