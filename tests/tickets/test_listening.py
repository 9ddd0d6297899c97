"""What other processes commit is heard: at once, and of a rush not every change by itself."""

import asyncio

import pytest
from sqlalchemy import Engine, func, select

from kiosk.database import writing
from kiosk.tickets.listening import CHANNEL, GAP_S, listen

RUSH = 300


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)  # elsewhere there are no other processes
def test_a_rush_of_changes_is_taken_together(engine: Engine) -> None:
    heard: list[str] = []

    async def rush() -> None:
        listener = asyncio.create_task(listen(engine, "hall-1", lambda: heard.append("")))
        await until_heard(1)  # the look on connecting
        await asyncio.to_thread(tell, engine)
        await until_heard(2)
        await asyncio.sleep(10 * GAP_S)
        listener.cancel()

    async def until_heard(times: int) -> None:
        while len(heard) < times:
            await asyncio.sleep(GAP_S)

    asyncio.run(asyncio.wait_for(rush(), 20))
    assert len(heard) < 10


def tell(engine: Engine) -> None:
    """Of two halls in turn, in one commit."""
    with writing(engine) as connection:
        for at in range(RUSH):
            connection.execute(select(func.pg_notify(CHANNEL, f"hall-{1 + at % 2} {at}")))
