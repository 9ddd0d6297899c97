"""A small real server that plays the hall for the pages: the pages' own router, a stream, one counter's endpoints.

It keeps no rules of a hall: a test sets ``calling``, ``waiting`` and ``queue`` as it likes, and can make the server
go silent, answer 502 like a proxy whose hall is away, refuse the cookie, or stop and start on the same port.
"""

import asyncio
import socket
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal
from uuid import UUID

import uvicorn
from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse, StreamingResponse

from kiosk.domain.ticket import TicketState
from kiosk.hall import pages
from kiosk.texts import read_texts
from kiosk.wire import AtWindow, ByLanguage, Call, CalledTicket, CounterView, Problem, Snapshot

CONFIG = Path(__file__).parents[2] / "config"
NAME = {"zh": "青河供电营业厅", "en": "Qinghe Power Service Hall"}
SERVICES = {"pay": {"zh": "交电费", "en": "Pay"}, "meter": {"zh": "电表、停电问题", "en": "Meter or outage"}}
WINDOWS = ("1", "2", "3", "4", "5", "6")
OWN_NAMES = {"5": {"zh": "5号咨询台", "en": "Desk 5"}, "6": {"zh": "6号接待室", "en": "Room 6"}}
ZONES = {
    "east": pages.ZoneShown({"zh": "东区", "en": "East"}, ("4", "5"), ("4号窗口", "5号咨询台")),
    "west": pages.ZoneShown({"zh": "西区", "en": "West"}, ("1",), ("1号窗口",)),
}
HEARTBEAT_S = 5.0
Mode = Literal["well", "bad_gateway", "silent", "refused", "not_yours", "broken"]
Step = Callable[[Request], Awaitable[Response]]


def called(number: str = "A012", **other: object) -> CalledTicket:
    """A called ticket with ordinary values, some of them replaced."""
    values: dict[str, object] = {
        "id": UUID(int=1),
        "number": number,
        "lane": "care",
        "service": "pay",
        "state": TicketState.CALLED,
        "rule": "elderly-to-care",
        "reason": "aged_65_or_more",
        "language": "zh",
        "waited_s": 754,
    }
    return CalledTicket.model_validate(values | other)


@dataclass
class Script:
    """What the hall says now. Times are the hall's: real time, in the hall's zone, as UTC."""

    name: ByLanguage = field(default_factory=lambda: dict(NAME))
    mode: Mode = "well"
    open: bool = True
    calling: list[Call] = field(default_factory=list)
    waiting: list[tuple[ByLanguage, int]] = field(default_factory=list)
    queue: list[CalledTicket] = field(default_factory=list)
    current: CalledTicket | None = None
    at_windows: dict[str, Call] = field(default_factory=dict)
    paused: set[str] = field(default_factory=set)
    notices: list[ByLanguage] = field(default_factory=list)
    by_service: list[tuple[ByLanguage, int]] = field(default_factory=list)
    posts: list[str] = field(default_factory=list)
    answer_after_s: float = 0.0
    version: int = 1

    def call(self, number: str, window: str, ago_s: float = 0.0) -> None:
        """One more call; the stream tells it at once."""
        at = datetime.now(UTC) - timedelta(seconds=ago_s)
        call = Call(id=len(self.calling) + 1, number=number, window=window, at=at, place=OWN_NAMES.get(window))
        self.calling.insert(0, call)
        self.at_windows[window] = call
        self.version += 1

    def snapshot(self) -> Snapshot:
        return Snapshot(
            version=self.version,
            now=datetime.now(UTC),
            hall=self.name,
            open=self.open,
            calling=tuple(self.calling),
            waiting=sum(people for _, people in self.waiting),
            waiting_by_place=tuple(self.waiting),
            waiting_by_service=tuple(self.by_service),
            windows=tuple(self._at(window) for window in WINDOWS),
            notices=tuple(self.notices),
        )

    def _at(self, window: str) -> AtWindow:
        return AtWindow(
            window=window,
            place=OWN_NAMES.get(window),
            call=self.at_windows.get(window),
            paused=window in self.paused,
        )


def build(hall: "ScriptedHall") -> FastAPI:
    """The app; it follows whatever script the hall has at the moment."""
    app = FastAPI()
    app.state.pages = pages.PagesContext(
        texts=read_texts(CONFIG / "texts"),
        hall_name=hall.script.name,
        windows=WINDOWS,
        services=SERVICES,
        own_names=OWN_NAMES,
        zones=ZONES,
        waiting_by=hall.waiting_by,
    )
    app.include_router(pages.router)
    pages.mount_static(app)

    @app.middleware("http")
    async def in_the_way(request: Request, go_on: Step) -> Response:
        if hall.script.mode == "bad_gateway":
            return Response("<h1>502 Bad Gateway</h1>", 502, media_type="text/html")
        guarded = request.url.path.startswith(("/api", "/events"))
        if guarded and hall.script.mode in ("refused", "not_yours"):
            return _problem(401, "token_needed") if hall.script.mode == "refused" else _problem(403, "not_yours")
        return await go_on(request)

    @app.get("/events")
    async def events() -> StreamingResponse:
        return StreamingResponse(_stream(hall), media_type="text/event-stream")

    @app.get("/api/snapshot")
    async def snapshot() -> Snapshot:
        return hall.script.snapshot()

    _counters(app, hall)
    return app


def _counters(app: FastAPI, hall: "ScriptedHall") -> None:
    @app.get("/api/counters/{window}")
    async def look(window: str) -> CounterView:
        now, current = datetime.now(UTC), hall.script.current
        return CounterView(window=window, state="open", clerk="lin", now=now, mine=True, current=current)

    @app.get("/api/session")
    async def who() -> None:
        return None

    @app.post("/api/counters/{window}/next")
    async def call_next(window: str, request: Request) -> Response:
        return await _act(hall.script, "next", request, lambda: _next(hall.script, window))

    @app.post("/api/counters/{window}/finish-next")
    async def finish_and_call_next(window: str, request: Request) -> Response:
        return await _act(hall.script, "finish-next", request, lambda: _finish_next(hall.script, window))

    @app.post("/api/counters/{window}/finish")
    async def finish(window: str, request: Request) -> Response:
        return await _act(hall.script, "finish", request, lambda: _finish(hall.script))


async def _stream(hall: "ScriptedHall") -> AsyncIterator[str]:
    told, last = 0, time.monotonic()
    while True:
        script = hall.script
        if script.mode != "silent" and told != script.version:
            told, last = script.version, time.monotonic()
            yield f"event: snapshot\ndata: {script.snapshot().model_dump_json()}\n\n"
        elif script.mode != "silent" and time.monotonic() - last >= HEARTBEAT_S:
            last = time.monotonic()
            yield "event: hb\ndata: \n\n"
        await asyncio.sleep(0.02)


async def _act(script: Script, name: str, request: Request, do: Callable[[], Response]) -> Response:
    if request.headers.get("X-Hall-Request") != "1":
        return _problem(403, "not_a_page")
    script.posts.append(name)
    await asyncio.sleep(script.answer_after_s)
    return _problem(500, "broken") if script.mode == "broken" else do()


def _next(script: Script, window: str) -> Response:
    if script.current:
        return _problem(409, "counter_busy", script.current.number)
    if not script.queue:
        return Response(status_code=204)
    script.current = script.queue.pop(0)
    script.call(script.current.number, window)
    return Response(script.current.model_dump_json(), media_type="application/json")


def _finish(script: Script) -> Response:
    if script.current:
        script.at_windows = {
            w: call for w, call in script.at_windows.items() if call.number != script.current.number
        }
    script.current = None
    script.version += 1
    return Response(status_code=204)


def _finish_next(script: Script, window: str) -> Response:
    _finish(script)
    return _next(script, window)


def _problem(status: int, code: str, detail: str | None = None) -> JSONResponse:
    return JSONResponse(Problem(code=code, message=code, detail=detail).model_dump(), status)


class ScriptedHall:
    """The server in a thread of its own, on a port that stays the same over a restart."""

    def __init__(self, script: Script, waiting_by: str = "place") -> None:
        self.script = script
        self.waiting_by = waiting_by
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.start()

    def start(self) -> None:
        config = uvicorn.Config(
            build(self),
            port=self.port,
            log_level="critical",
            lifespan="off",
            ws="none",
            timeout_graceful_shutdown=0,
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run)
        self._thread.start()
        while not self._server.started:
            time.sleep(0.01)

    def stop(self) -> None:
        """Stop at once, streams and all."""
        self._server.should_exit = True
        self._thread.join(10)
        assert not self._thread.is_alive()
