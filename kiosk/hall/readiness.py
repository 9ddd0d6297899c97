"""Whether a hall can do its work now, for whoever sends it requests: a balancer, systemd, a technician."""

import logging
from typing import Literal

from pydantic import BaseModel
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from kiosk.tickets.migrations import is_current

log = logging.getLogger(__name__)


class Readiness(BaseModel):
    """``back_office`` away is no reason not to be ready: people are then served as unknown."""

    ready: bool
    database: Literal["up", "away"]
    schema_is_current: bool
    back_office: Literal["up", "away"]


def readiness(engine: Engine, back_office: Literal["up", "away"]) -> Readiness:
    try:
        current, database = is_current(engine), True
    except SQLAlchemyError as error:
        log.warning("the database does not answer: %s", type(error).__name__)
        current = database = False
    return Readiness(
        ready=current,
        database="up" if database else "away",
        schema_is_current=current,
        back_office=back_office,
    )
