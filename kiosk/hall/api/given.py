"""The answer to somebody who asked for a number, as HTTP has it."""

from http import HTTPStatus

from fastapi import Response
from fastapi.responses import JSONResponse

from kiosk.hall.directed import Directed
from kiosk.hall.problems import Refusal
from kiosk.tickets.values import NoNumber
from kiosk.wire import LongWait

SENTENCES = {
    NoNumber.HALL_CLOSED: "the hall is closed; no numbers are given",
    NoNumber.DAILY_CAP: "all numbers of the day for this have been given",
}


def given(answer: Directed | LongWait | NoNumber | None) -> Response:
    """Raises a Refusal for a service the hall does not have, and when no number is given."""
    if answer is None:
        raise Refusal(HTTPStatus.UNPROCESSABLE_ENTITY, "unknown_service", "this hall has no such service")
    if isinstance(answer, NoNumber):
        raise Refusal(HTTPStatus.CONFLICT, answer, SENTENCES[answer])
    if isinstance(answer, LongWait):
        return JSONResponse(answer.model_dump(), HTTPStatus.CONFLICT)
    return Response(answer.text, media_type="application/json")
