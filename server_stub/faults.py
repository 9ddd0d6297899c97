"""A back office that misbehaves on request: slow, failing, talking nonsense or hanging up."""

import asyncio
import json
import math
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field
from starlette.types import ASGIApp, Receive, Scope, Send

from server_stub.cast import INDEX_OF, Role
from server_stub.numbers import customer_number

AFFECTED = ("/customers/", "/health")


class Mode(StrEnum):
    NONE = "none"
    SLOW = "slow"
    FAIL = "fail"
    NONSENSE = "nonsense"
    DROP = "drop"


class Nonsense(StrEnum):
    """Ways to answer 200 with something that must not be believed."""

    WRONG_TYPES = "wrong_types"
    TRUNCATED = "truncated"
    PAGE = "page"
    WRONG_CUSTOMER = "wrong_customer"


class Faults(BaseModel):
    """``seconds`` is how slow; ``share`` the part of requests affected, spread evenly, the first one included."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    mode: Mode = Mode.NONE
    seconds: float = Field(default=3.0, ge=0, le=60)
    share: float = Field(default=1.0, gt=0, le=1)
    nonsense: Nonsense | None = Field(default=None, description="which kind; all kinds in turn when left out")


_TEXTS = {
    Nonsense.WRONG_TYPES: json.dumps([{"customer_number": 17, "bills": "many", "contract": None}]),
    Nonsense.TRUNCATED: '[{"customer_number": "30001',
    Nonsense.PAGE: "<!doctype html><title>Session expired</title>",
}
_SOMEBODY_ELSE = f"/customers/by-number/{customer_number(INDEX_OF[Role.FIRM])}"


class FaultyApp:
    """Stands before the app and spoils what it says of customers and of its health; all else passes untouched."""

    def __init__(self, app: ASGIApp, faults: Faults) -> None:
        self._app = app
        self.set(faults)

    def set(self, faults: Faults) -> None:
        """Also begins counting requests anew."""
        self.faults = faults
        self._asked = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(AFFECTED) or not self._is_hit():
            await self._app(scope, receive, send)
            return
        match self.faults.mode:
            case Mode.NONE:
                await self._app(scope, receive, send)
            case Mode.SLOW:
                await asyncio.sleep(self.faults.seconds)
                await self._app(scope, receive, send)
            case Mode.FAIL:
                await _answer(send, 503, '{"code": "out_of_order", "message": "the back office is out of order"}')
            case Mode.NONSENSE:
                await self._babble(scope, receive, send)
            case Mode.DROP:
                await _hang_up(send)

    def _is_hit(self) -> bool:
        self._asked += 1
        share = self.faults.share
        return math.ceil(self._asked * share) > math.ceil((self._asked - 1) * share)

    async def _babble(self, scope: Scope, receive: Receive, send: Send) -> None:
        kind = self.faults.nonsense or list(Nonsense)[self._asked % len(Nonsense)]
        if kind is Nonsense.WRONG_CUSTOMER:
            await self._app({**scope, "path": _SOMEBODY_ELSE}, receive, send)
        else:
            await _answer(send, 200, _TEXTS[kind])


async def _answer(send: Send, status: int, text: str) -> None:
    body = text.encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def _hang_up(send: Send) -> None:
    """Promises more than it sends and returns: the server then closes the connection in the middle."""
    headers = [(b"content-type", b"application/json"), (b"content-length", b"65536")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b'[{"customer_number"', "more_body": True})
