"""What is short is done where it is asked for; what may have to wait goes to a thread."""

from collections.abc import Callable
from typing import TypeVar

from anyio import CapacityLimiter, to_thread
from fastapi import Response
from pydantic import BaseModel

from kiosk.database import is_free
from kiosk.hall.hall import Hall

T = TypeVar("T")


async def quickly(hall: Hall, work: Callable[[], T], turns: CapacityLimiter) -> T:
    """Do ``work``, which is one short transaction, and give back what it does.

    On SQLite it takes less time than handing it to a thread and back, so it is done at once, unless a thread has
    the connection just now. On PostgreSQL it may wait for the network or for a row another process has locked, so
    a thread does it, when it is its turn among those that share ``turns``.
    """
    if is_free(hall.engine):
        return work()
    return await to_thread.run_sync(work, limiter=turns)


def as_json(answer: BaseModel) -> Response:
    """An answer made of our own values need not be checked against its own model again."""
    return Response(answer.model_dump_json(), media_type="application/json")
