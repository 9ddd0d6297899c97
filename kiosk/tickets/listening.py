"""How a hall process hears what other processes commit: PostgreSQL's LISTEN on a connection of its own.

The database itself tells (migration 0002_told): with the commit of a change of a ticket or a counter, triggers send
the hall and the row's id on ``hall_changes``, so a process that is killed right after it has told all the same.
Nothing else is sent; whoever hears reads the rows again. Messages are not kept for those who are away: so on every
connection, and at least every ``LOOK_ANYWAY_S``, one looks without having heard anything.
"""

import asyncio
import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

from sqlalchemy import Engine

if TYPE_CHECKING:
    from psycopg import AsyncConnection

log = logging.getLogger(__name__)

CHANNEL = "hall_changes"
LOOK_ANYWAY_S = 30.0
GAP_S = 0.02
"""The first message is heard at once; those that follow closely are then taken together, as each one alone costs
every process a tenth of a ticket."""
TRY_AGAIN_S = (0.2, 1.0, 2.0, 5.0)
"""Pauses between attempts to connect; the last one again and again."""


async def listen(engine: Engine, hall: str, heard: Callable[[], object]) -> None:
    """Call ``heard`` after every change of ``hall``, for ever. Returns at once on SQLite: nobody else is there."""
    if engine.dialect.name == "postgresql":
        where = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
        await _Listener(where, hall, heard).run()


class _Listener:
    def __init__(self, where: str, hall: str, heard: Callable[[], object]) -> None:
        self._where = where
        self._hall = hall
        self._heard = heard
        self._failures = 0

    async def run(self) -> None:
        # Here, not above: a hall on SQLite need not carry the driver in its memory.
        from psycopg import Error

        while True:
            try:
                await self._listen()
            except Error as error:
                if self._failures == 0:
                    log.warning("changes by other processes are not heard: %s", type(error).__name__)
            await asyncio.sleep(TRY_AGAIN_S[min(self._failures, len(TRY_AGAIN_S) - 1)])
            self._failures += 1

    async def _listen(self) -> None:
        """Until the connection breaks. Raises psycopg.Error."""
        from psycopg import AsyncConnection

        connection = await AsyncConnection.connect(
            self._where, autocommit=True, connect_timeout=5, keepalives_idle=10, keepalives_interval=5
        )
        async with connection:
            await connection.execute(f"LISTEN {CHANNEL}")
            if self._failures:
                log.warning("changes by other processes are heard again")
            self._failures = 0
            while True:
                self._heard()
                while halls := await self._told(connection):
                    if self._hall in halls:
                        self._heard()
                    await asyncio.sleep(GAP_S)
                await connection.execute("SELECT 1")  # the line may be dead without a word

    async def _told(self, connection: "AsyncConnection") -> set[str]:
        """The halls of all messages that have come by now, once one is there; none after a long silence."""
        messages = connection.notifies(timeout=LOOK_ANYWAY_S, stop_after=1)
        return {message.payload.partition(" ")[0] async for message in messages}
