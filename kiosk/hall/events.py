"""The notice board: after a commit it reads one full snapshot and hands it to every open stream.

A display is a pure function of the newest snapshot, so older ones need not be kept: each stream holds at most one,
the newest, and a slow display skips some instead of filling memory.
"""

import asyncio
import contextlib
import logging
import threading
from collections.abc import AsyncGenerator, Callable
from datetime import datetime
from functools import cached_property

import anyio.to_thread
from sse_starlette import EventSourceResponse, ServerSentEvent

from kiosk.wire import Snapshot

log = logging.getLogger(__name__)

HEARTBEAT_S = 5
LOOK_AGAIN_S = 10.0
"""Opening and closing come without a commit, and another process may have committed: look at least this often."""

LOOK_GAP_S = 0.025
"""The first change is told at once, those that follow closely together: a rush must not be spent on looking."""

SEND_TIMEOUT_S = 10.0


class NoticeBoard:
    """``read`` gives a snapshot of now (its version is set here). ``changed`` may be called from any thread."""

    def __init__(self, read: Callable[[], Snapshot], clock: Callable[[], datetime]) -> None:
        self._read = read
        self._clock = clock
        self._lock = threading.Lock()
        self._newest: Snapshot | None = None
        self._streams: set[asyncio.Queue[Snapshot]] = set()
        self._waker: Callable[[], object] | None = None
        self._first_look: asyncio.Task[Snapshot] | None = None
        self._told: tuple[Snapshot, ServerSentEvent] | None = None

    @property
    def listeners(self) -> int:
        return len(self._streams)

    def changed(self) -> None:
        """Something was committed that displays show."""
        if (wake := self._waker) is not None:
            wake()

    def look(self) -> Snapshot:
        """Read, and give it the next version if anything but the time is new."""
        with self._lock:
            seen, before = self._read(), self._newest
            if before is not None and _same_picture(before, seen):
                return seen.model_copy(update={"version": before.version})
            # Versions go on growing across a restart because they begin with the time, in milliseconds.
            least = int(self._clock().timestamp() * 1000)
            version = least if before is None else max(before.version + 1, least)
            self._newest = seen.model_copy(update={"version": version})
            return self._newest

    async def publish(self) -> None:
        """Run for as long as the hall does: one look for any number of changes that came meanwhile."""
        loop, wake = asyncio.get_running_loop(), asyncio.Event()
        # Who has been woken and has not looked yet need not be woken again: they will see this change, too.
        self._waker = lambda: wake.is_set() or loop.call_soon_threadsafe(wake.set)
        try:
            while True:
                wake.clear()
                await self._publish_once()
                await asyncio.sleep(LOOK_GAP_S)
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(LOOK_AGAIN_S):  # wait_for of Python 3.11 may lose a cancellation
                        await wake.wait()
        finally:
            self._waker = None

    async def _publish_once(self) -> None:
        if not self._streams:  # whoever comes next looks for themselves
            return
        try:
            self._hand_out(await anyio.to_thread.run_sync(self.look, abandon_on_cancel=True))
        except Exception:
            log.exception("the snapshot could not be read; displays keep the last one")

    def _hand_out(self, snapshot: Snapshot) -> None:
        for stream in self._streams:
            if stream.full():
                stream.get_nowait()
            stream.put_nowait(snapshot)

    async def snapshots(self) -> AsyncGenerator[Snapshot]:
        """One at once, then one after every change; who is slow gets the newest and skips those between."""
        mine: asyncio.Queue[Snapshot] = asyncio.Queue(maxsize=1)
        self._streams.add(mine)
        try:
            first = await self._look_together()
            yield first
            told = first.version
            while True:
                newer = await mine.get()
                if newer.version > told:
                    yield newer
                    told = newer.version
        finally:
            self._streams.discard(mine)

    async def _look_together(self) -> Snapshot:
        """One look for all streams that begin while it lasts: after a restart every display comes at once.

        Whatever is committed after it began is told to all of them, who stand in ``_streams`` already.
        """
        if self._first_look is None or self._first_look.done():
            self._first_look = asyncio.create_task(anyio.to_thread.run_sync(self.look, abandon_on_cancel=True))
        return await asyncio.shield(self._first_look)

    async def stream(self) -> AsyncGenerator[ServerSentEvent]:
        """The same as events, as a browser hears them."""
        async with contextlib.aclosing(self.snapshots()) as snapshots:
            async for snapshot in snapshots:
                yield self._event(snapshot)

    def _event(self, snapshot: Snapshot) -> ServerSentEvent:
        """All streams are handed the same newest snapshot, so it is written once for all of them."""
        if self._told is None or self._told[0] is not snapshot:
            written = _Written(event="snapshot", id=str(snapshot.version), data=snapshot.model_dump_json())
            self._told = snapshot, written
        return self._told[1]

    def respond(self) -> EventSourceResponse:
        """The stream as an answer, with a heartbeat a script can hear (a comment would not reach it)."""
        return EventSourceResponse(
            self.stream(),
            ping=HEARTBEAT_S,
            ping_message_factory=lambda: ServerSentEvent(event="hb", data=self._clock().isoformat()),
            send_timeout=SEND_TIMEOUT_S,
        )


class _Written(ServerSentEvent):
    """An event that is put into bytes once, however many streams carry it."""

    @cached_property
    def _bytes(self) -> bytes:
        return super().encode()

    def encode(self) -> bytes:
        return self._bytes


def _same_picture(one: Snapshot, other: Snapshot) -> bool:
    return one.model_copy(update={"version": other.version, "now": other.now}) == other
