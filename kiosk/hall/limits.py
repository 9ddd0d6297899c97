"""What one request may say. The largest honest one is a few kilobytes, and none holds NUL, which PostgreSQL cannot
keep; the rest is refused while it arrives, before anything is parsed and before anybody is asked for a token."""

from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST_BODY = 64 * 1024
NUL_IN_JSON = rb"\u0000"
NUL_IN_A_FORM = b"%00"
FORM = b"application/x-www-form-urlencoded"


class BodyLimit:
    """ASGI middleware: a longer body is refused with 413, whether or not its length was announced.

    One with NUL is refused with 422. In an address NUL reads as the sign for what cannot be read: nothing is there.
    """

    def __init__(self, app: ASGIApp, most: int = LARGEST_BODY) -> None:
        self._app = app
        self._most = most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            receive = _Counted(receive, self._most, _announced(scope), _nul(scope))
            scope["path"] = scope["path"].replace("\0", "\ufffd")
            scope["query_string"] = scope["query_string"].replace(b"%00", b"%EF%BF%BD")
        await self._app(scope, receive, send)


class _Counted:
    """Gives on what arrives, as far as it may. The HTTPException is the one kind of error FastAPI lets through
    while it reads a body; it becomes a Problem like every other."""

    def __init__(self, receive: Receive, most: int, announced: int, nul: bytes) -> None:
        self._receive = receive
        self._left = most
        self._hopeless = announced > most
        self._nul = nul
        self._end = b""  # of what came before: a sign may come in two pieces

    async def __call__(self) -> Message:
        message: Message = {} if self._hopeless else await self._receive()
        body = message.get("body", b"")
        self._left -= len(body)
        if self._hopeless or self._left < 0:
            raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, headers={"Connection": "close"})
        seen = self._end + body
        if b"\0" in seen or self._nul in seen:
            raise HTTPException(HTTPStatus.UNPROCESSABLE_ENTITY, headers={"Connection": "close"})
        self._end = seen[-5:]
        return message


def _announced(scope: Scope) -> int:
    lengths = [value for name, value in scope["headers"] if name == b"content-length"]
    return max((int(value) for value in lengths if value.isdigit()), default=0)


def _nul(scope: Scope) -> bytes:
    kinds = [value for name, value in scope["headers"] if name == b"content-type"]
    return NUL_IN_A_FORM if any(kind.lower().startswith(FORM) for kind in kinds) else NUL_IN_JSON
