"""How refusals are described in the OpenAPI document."""

from typing import Any

from kiosk.wire import Problem

_MEANINGS = {
    401: ("no valid token", "token_needed", "a valid token is needed"),
    403: ("a token that is not for this", "not_yours", "this token is good, but not for this"),
    404: ("unknown", "not_found", "this hall has no such thing"),
    409: ("not in this state", "conflict", "this cannot be done now"),
    422: ("malformed", "malformed", "not well formed: body.request_id"),
    423: ("locked", "locked", "this login is locked; a manager can unlock it"),
    429: ("too often", "wait", "try again in 15 s"),
    503: ("too many at once", "crowded", "too many at once; try again"),
}


def refusals(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The ``responses`` of an endpoint that may refuse with these statuses."""
    return {status: _described(*_MEANINGS[status]) for status in statuses}


def _described(meaning: str, code: str, message: str) -> dict[str, Any]:
    example = {"code": code, "message": message}
    return {
        "model": Problem,
        "description": meaning,
        "content": {"application/json": {"example": example}},
    }
