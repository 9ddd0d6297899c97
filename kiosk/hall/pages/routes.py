"""The addresses of the pages, and what every page is sent with."""

import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, FastAPI, Query, Request, Response
from fastapi.responses import HTMLResponse
from fastapi.staticfiles import StaticFiles
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.types import Scope

from kiosk.hall.staff.members import Role
from kiosk.hall.staff.passwords import SHORTEST
from kiosk.texts import LANGUAGES, Texts
from kiosk.wire import ByLanguage

HERE = Path(__file__).parent
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
FOR_EVERYBODY = frozenset({"display.html", "displays.html", "login.html", "window.html"})


@dataclass(frozen=True, slots=True)
class ZoneShown:
    """What the displays of a zone show: calls to these windows, who waits at places of these Chinese names."""

    name: ByLanguage
    windows: tuple[str, ...]
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PagesContext:
    """What the pages need of this hall, in ``app.state.pages``. Every ``ByLanguage`` has all of ``LANGUAGES``.

    ``services`` maps a service id to its title, for the console; a missing one is shown as its id.
    ``time_zone`` is an IANA name: the clock shows the hall's time, wherever the browser thinks it is.
    ``own_names`` are those of desks and rooms, by window. ``waiting_by`` is ``place`` or ``service``.
    ``lanes`` are the lanes as staff call them, ``recalls`` and ``undo_s`` what a console may tell of the order of
    calling.
    """

    texts: Texts
    hall_name: ByLanguage
    windows: tuple[str, ...]
    services: Mapping[str, ByLanguage] = field(default_factory=dict)
    time_zone: str = "Asia/Shanghai"
    own_names: Mapping[str, ByLanguage] = field(default_factory=dict)
    zones: Mapping[str, ZoneShown] = field(default_factory=dict)
    waiting_by: str = "place"
    lanes: Mapping[str, ByLanguage] = field(default_factory=dict)
    recalls: int = 3
    undo_s: int = 10


class _Static(StaticFiles):
    """Files a browser may keep but must ask about, so that a new version is taken at the next load."""

    def file_response(
        self, full_path: str | os.PathLike[str], stat_result: os.stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        response = super().file_response(full_path, stat_result, scope, status_code)
        response.headers["Cache-Control"] = "no-cache"
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response


router = APIRouter(include_in_schema=False)
_templates = Environment(
    loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
)
_templates.policies["json.dumps_kwargs"] = {"sort_keys": False}  # services and ready answers keep their order


def mount_static(app: FastAPI) -> None:
    """Serve styles and scripts under ``/static``."""
    app.mount("/static", _Static(directory=HERE / "static"), name="static")


@router.get("/display")
def display(request: Request, zone: Annotated[list[str] | None, Query(max_length=9)] = None) -> HTMLResponse:
    """The big display: who is called to which window, in the whole hall or in the zones named."""
    pages = _pages(request)
    if strangers := set(zone or ()) - set(pages.zones):
        return _displays(pages, stranger=min(strangers))
    zones = [asdict(pages.zones[id]) for id in zone or ()]
    settings = {"texts": _texts(pages.texts, "display"), "zones": zones, "waitingBy": pages.waiting_by}
    return _page("display.html", pages, settings)


@router.get("/window/{window}")
def window_display(request: Request, window: str) -> HTMLResponse:
    """The display over one window: who is at it now."""
    pages = _pages(request)
    if window not in pages.windows:
        return _displays(pages, stranger=window)
    settings = {"texts": _texts(pages.texts, "window"), "window": window, "ownName": pages.own_names.get(window)}
    return _page("window.html", pages, settings)


@router.get("/displays")
def displays(request: Request) -> HTMLResponse:
    """All public displays of this hall, for the technician who sets one up."""
    return _displays(_pages(request))


@router.get("/console")
def consoles(request: Request) -> HTMLResponse:
    """The windows of this hall, to choose one."""
    return _choose(_pages(request), status=200)


@router.get("/console/{window}")
def console(request: Request, window: str) -> HTMLResponse:
    """The console of one counter."""
    pages = _pages(request)
    if window not in pages.windows:
        return _choose(pages, status=404)
    settings = {
        "texts": _texts(pages.texts, "console"),
        "panel": _texts(pages.texts, "panel"),
        "window": window,
        "ownNames": dict(pages.own_names),
        "services": dict(pages.services),
        "lanes": dict(pages.lanes),
        "recalls": pages.recalls,
        "undoS": pages.undo_s,
    }
    return _page("console.html", pages, settings)


@router.get("/login")
def login(request: Request) -> HTMLResponse:
    """Signing in; also where a password is changed. Sent to everybody, so it tells nothing."""
    pages = _pages(request)
    return _page("login.html", pages, {"texts": _texts(pages.texts, "login"), "least": SHORTEST})


@router.get("/accounts")
def accounts(request: Request) -> HTMLResponse:
    """The accounts of the staff, for managers."""
    pages = _pages(request)
    return _page("accounts.html", pages, {"texts": _texts(pages.texts, "staff"), "roles": list(Role)})


@router.get("/audit")
def audit(request: Request) -> HTMLResponse:
    """What was done by whom, for auditors."""
    pages = _pages(request)
    return _page("audit.html", pages, {"texts": _texts(pages.texts, "staff")})


def _pages(request: Request) -> PagesContext:
    pages: PagesContext = request.app.state.pages
    return pages


def _displays(pages: PagesContext, stranger: str | None = None) -> HTMLResponse:
    settings = {"texts": _texts(pages.texts, "displays"), "stranger": stranger}
    return _page("displays.html", pages, settings, 404 if stranger is not None else 200)


def _choose(pages: PagesContext, status: int) -> HTMLResponse:
    own = ("choose", "no_such_window", "window", "here_open", "here_paused", "here_closed", "here_mine")
    shared, console = _texts(pages.texts, "staff"), _texts(pages.texts, "console")
    texts = {language: shared[language] | {key: console[language][key] for key in own} for language in LANGUAGES}
    settings = {"texts": texts, "windows": list(pages.windows), "ownNames": dict(pages.own_names)}
    return _page("windows.html", pages, settings, status)


def _page(template: str, pages: PagesContext, settings: dict[str, Any], status: int = 200) -> HTMLResponse:
    settings |= {"hall": pages.hall_name, "timeZone": pages.time_zone}
    if template not in FOR_EVERYBODY:  # the password is asked for over a page whose sign-in ends
        settings |= {"signIn": _texts(pages.texts, "login")}
    html = _templates.get_template(template).render(pages=pages, settings=settings, status=status)
    return HTMLResponse(html, status, HEADERS)


def _texts(texts: Texts, page: str) -> dict[str, dict[str, str]]:
    """The sentences of one page, by language and by key without the page's own name."""
    start = f"{page}."
    return {
        language: {
            key.removeprefix(start): text
            for key, text in texts.by_language[language].items()
            if key.startswith(start)
        }
        for language in LANGUAGES
    }
