"""How much one request may say. The largest honest one is a few kilobytes; the rest is refused while it arrives,
before anything is parsed and before anybody is asked for a token."""

from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST_BODY = 64 * 1024


class BodyLimit:
    """ASGI middleware: a longer body is refused with 413, whether or not its length was announced."""

    def __init__(self, app: ASGIApp, most: int = LARGEST_BODY) -> None:
        self._app = app
        self._most = most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            receive = _Counted(receive, self._most, _announced(scope))
        await self._app(scope, receive, send)


class _Counted:
    """Gives on what arrives, as far as it may. The HTTPException is the one kind of error FastAPI lets through
    while it reads a body; it becomes a Problem like every other."""

    def __init__(self, receive: Receive, most: int, announced: int) -> None:
        self._receive = receive
        self._left = most
        self._hopeless = announced > most

    async def __call__(self) -> Message:
        message: Message = {} if self._hopeless else await self._receive()
        self._left -= len(message.get("body", b""))
        if self._hopeless or self._left < 0:
            raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, headers={"Connection": "close"})
        return message


def _announced(scope: Scope) -> int:
    lengths = [value for name, value in scope["headers"] if name == b"content-length"]
    return max((int(value) for value in lengths if value.isdigit()), default=0)
