"""The hall as one ASGI application: a composition, no decisions."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio.to_thread
from fastapi import Depends, FastAPI

from kiosk.hall import problems
from kiosk.hall.api import (
    accounts,
    appeals,
    appointments,
    audit,
    auth,
    consents,
    counter,
    expected,
    guide,
    kiosk,
    live,
    overrides,
    portrait,
    predictions,
    public,
    reveal,
    session,
    staff,
    strategies,
)
from kiosk.hall.bookkeeping import keep_books
from kiosk.hall.hall import BackOfficeDoor, Hall
from kiosk.hall.limits import BodyLimit
from kiosk.hall.live import Live
from kiosk.hall.pages import PagesContext, ZoneShown, booking, mount_static, phone, router
from kiosk.hall.pages import fairness as fairness_page
from kiosk.hall.pages import guide as guide_page
from kiosk.hall.pages import live as live_page
from kiosk.hall.pages import predictions as predictions_page
from kiosk.hall.pages import strategies as strategies_page
from kiosk.hall.quick_route import Shortcut, quick_routes
from kiosk.hall.settings import HallSettings
from kiosk.hall.staff.passwords import PasswordGate
from kiosk.hall.voice.announcer import Announcer
from kiosk.hall.voice.start import announce
from kiosk.tickets.listening import listen
from kiosk.wire import ByLanguage

log = logging.getLogger(__name__)

PROBE_EVERY_S = 10.0


def make_app(hall: Hall, announcer: Announcer | None = None) -> FastAPI:
    """The application for ``hall``, whose database must be up to date. ``announcer`` where this process speaks."""
    app = FastAPI(
        title="Hall server",
        version="1",
        summary="Tickets, directions, counters and displays of one service hall",
        docs_url=None,  # those pages load scripts from other hosts; the document itself is at /openapi.json
        redoc_url=None,
        telemetry={"tracing": False, "metrics": False, "logs": False},  # who asks what is nobody's business
        lifespan=_life,
        dependencies=[Depends(auth.guard)],
    )
    app.state.hall = hall
    app.state.announcer = announcer
    app.state.live = Live(hall)
    app.state.password_gate = PasswordGate()
    app.state.pages = PagesContext(
        texts=hall.texts,
        hall_name=hall.settings.name.by_language,
        windows=hall.settings.windows,
        services={service.id: service.title.by_language for service in hall.services.services},
        time_zone=hall.settings.time_zone,
        own_names=_own_names(hall.settings),
        zones=_zones(hall.settings),
        waiting_by=hall.settings.display.waiting_by,
        lanes={lane.id: lane.title.by_language for lane in hall.settings.lanes},
        recalls=hall.settings.calling.recalls,
        undo_s=hall.settings.calling.undo_s,
    )
    problems.install(app)
    quick = [*kiosk.quick.routes, *counter.quick.routes]
    app.add_middleware(Shortcut, routes=quick_routes(quick))
    app.add_middleware(BodyLimit)  # the last one added is the first to see a request
    for part in (
        kiosk,
        counter,
        portrait,
        guide,
        reveal,
        staff,
        session,
        accounts,
        audit,
        public,
        appointments,
        predictions,
        live,
    ):
        app.include_router(part.router)
    for part in (kiosk, counter):
        app.include_router(part.quick)
    for records in (strategies, overrides, appeals, consents, expected):
        app.include_router(records.router)
    app.include_router(router)
    for pages in (phone, booking, predictions_page, guide_page, live_page, strategies_page, fairness_page):
        app.include_router(pages.router)
    mount_static(app)
    return app


def _own_names(settings: HallSettings) -> dict[str, ByLanguage]:
    lanes = {window: settings.own_place(window) for window in settings.windows}
    return {window: lane.place.by_language for window, lane in lanes.items() if lane}


def _zones(settings: HallSettings) -> dict[str, ZoneShown]:
    return {
        zone.id: ZoneShown(
            name=zone.name.by_language,
            windows=settings.windows_of(zone),
            places=tuple(lane.place.zh for lane in settings.lanes_of_zone(zone)),
        )
        for zone in settings.display.zones
    }


@asynccontextmanager
async def _life(app: FastAPI) -> AsyncIterator[None]:
    hall: Hall = app.state.hall
    jobs = (
        hall.notices.publish(),
        listen(hall.engine, hall.settings.id, hall.notices.changed),
        _watch(hall.back_office),
        keep_books(hall),
    )
    tasks = [asyncio.create_task(job) for job in jobs]
    if announcer := app.state.announcer:
        tasks.append(asyncio.create_task(announce(hall, announcer)))
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task


async def _watch(back_office: BackOfficeDoor) -> None:
    """Notice that the back office is back without a visitor having to wait for it."""
    while True:
        try:
            await anyio.to_thread.run_sync(back_office.probe, abandon_on_cancel=True)
        except Exception:
            log.exception("probing the back office")
        await asyncio.sleep(PROBE_EVERY_S)
