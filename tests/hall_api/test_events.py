"""The notice board: newest snapshot to everybody, one at a time, whatever happens to the reading."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from typing import Any

import pytest
from sse_starlette import ServerSentEvent

from kiosk.hall.events import NoticeBoard
from kiosk.wire import Snapshot
from tests.hall_api.conftest import MORNING

PATIENCE_S = 5.0


class Waiting:
    """A hall in which only the number of people waiting changes; it can be unreadable for a while."""

    def __init__(self) -> None:
        self.people = 0
        self.broken = False
        self.reads = 0

    def __call__(self) -> Snapshot:
        self.reads += 1
        if self.broken:
            raise OSError("the disk is gone")
        now = datetime.now(UTC)
        return Snapshot(
            version=0, now=now, hall={}, open=True, calling=(), waiting=self.people, waiting_by_place=()
        )


@asynccontextmanager
async def published(board: NoticeBoard) -> AsyncIterator[None]:
    task = asyncio.create_task(board.publish())
    await asyncio.sleep(0)
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def people(event: ServerSentEvent) -> int:
    return int(json.loads(str(event.data))["waiting"])


async def soon(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while not condition():
            await asyncio.sleep(0.005)


def story(told: Callable[[Waiting, NoticeBoard], Coroutine[Any, Any, None]]) -> None:
    hall = Waiting()
    asyncio.run(told(hall, NoticeBoard(hall, lambda: MORNING)))


def test_a_slow_display_skips_to_the_newest() -> None:
    async def told(hall: Waiting, board: NoticeBoard) -> None:
        async with published(board):
            stream = board.stream()
            assert people(await anext(stream)) == 0
            for hall.people in range(1, 50):
                board.changed()
                reads = hall.reads
                await soon(lambda: hall.reads > reads)  # noqa: B023  the loop waits for it before it goes on
            async with asyncio.timeout(PATIENCE_S):
                seen = people(await anext(stream))
                while seen < 49:
                    newer = people(await anext(stream))
                    assert newer > seen
                    seen = newer
            await stream.aclose()

    story(told)


def test_a_reading_that_fails_keeps_the_last_picture_and_the_line_open(caplog: pytest.LogCaptureFixture) -> None:
    async def told(hall: Waiting, board: NoticeBoard) -> None:
        async with published(board):
            stream = board.stream()
            await anext(stream)
            hall.broken = True
            hall.people = 3
            board.changed()
            await soon(lambda: "could not be read" in caplog.text)
            hall.broken = False
            board.changed()
            async with asyncio.timeout(PATIENCE_S):
                assert people(await anext(stream)) == 3
            await stream.aclose()

    caplog.set_level(logging.ERROR)
    story(told)


def test_a_stream_that_ends_is_forgotten() -> None:
    async def told(hall: Waiting, board: NoticeBoard) -> None:
        stream = board.stream()
        await anext(stream)
        assert board.listeners == 1
        await stream.aclose()
        assert board.listeners == 0

    story(told)


def test_displays_that_come_together_look_once() -> None:
    async def told(hall: Waiting, board: NoticeBoard) -> None:
        hall.people = 7
        streams = [board.stream() for _ in range(20)]
        seen = await asyncio.gather(*(anext(stream) for stream in streams))
        assert {people(event) for event in seen} == {7}
        assert hall.reads == 1
        hall.people = 8
        late = board.stream()
        assert people(await anext(late)) == 8, "whoever comes later looks again"
        for stream in (*streams, late):
            await stream.aclose()

    story(told)


def test_a_first_look_that_fails_fails_for_those_who_waited_for_it_only() -> None:
    async def told(hall: Waiting, board: NoticeBoard) -> None:
        hall.broken = True
        seen = await asyncio.gather(*(anext(board.stream()) for _ in range(3)), return_exceptions=True)
        assert [type(one) for one in seen] == [OSError] * 3
        assert board.listeners == 0
        hall.broken = False
        stream = board.stream()
        assert people(await anext(stream)) == 0
        await stream.aclose()

    story(told)


def test_a_change_before_anybody_publishes_is_no_trouble() -> None:
    async def told(hall: Waiting, board: NoticeBoard) -> None:
        board.changed()
        assert board.look().version == int(MORNING.timestamp() * 1000)

    story(told)
