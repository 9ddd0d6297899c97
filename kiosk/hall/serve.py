"""``kiosk hall``: reads and checks the configuration, brings the database up to date, serves until told to stop."""

import argparse
import gc
import logging
import os
import socket
import sys
from datetime import UTC, datetime
from pathlib import Path

import uvicorn
from sqlalchemy import Engine

from kiosk.config import ConfigError, build, load
from kiosk.hall.app import make_app
from kiosk.hall.backoffice.client import BackOffice
from kiosk.hall.backoffice.hashing import IdKey
from kiosk.hall.configuration import read_configuration
from kiosk.hall.hall import Hall
from kiosk.hall.keys import HallSecrets, make_secrets, read_secrets
from kiosk.hall.settings import HallSettings
from kiosk.hall.staff.accounts import are_there_any
from kiosk.hall.staff.book import StaffBook
from kiosk.hall.staff.terminal import NOBODY_YET, make_admin, verify_audit
from kiosk.hall.upgrading import CannotBeUsed, opened
from kiosk.hall.voice.announcer import Announcer
from kiosk.hall.voice.start import make_announcer

log = logging.getLogger(__name__)

STOP_WITHIN_S = 3
"""How long open streams and requests may take to end after SIGTERM."""

_EXAMPLE = """\
example:
  kiosk hall --make-secrets        once; then copy the kiosk's token to the kiosk
  kiosk hall --make-admin LOGIN    once; asks for a password, then sign in at /login
  kiosk hall                       serves on the port of config/hall.toml
  browser: /display  /login  /console/1  /openapi.json
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = _EXAMPLE
    add = parser.add_argument
    add("--config", type=Path, default=Path("config"), metavar="DIR", help="configuration (default: %(default)s)")
    add("--host", help="address to listen on, instead of the configured one")
    add("--port", type=int, help="port to listen on, instead of the configured one; 0 takes any free port")
    add("--ready-file", type=Path, metavar="PATH", help="write the port here once listening")
    add("--database-url", metavar="URL", help="database, instead of the configured one")
    add("--back-office-url", metavar="URL", help="back office, instead of the configured one")
    add("--secrets", type=Path, metavar="PATH", help="secrets file, instead of the configured one")
    add("--make-secrets", action="store_true", help="write a new secrets file and stop")
    add(
        "--kiosk",
        action="append",
        default=[],
        metavar="ID",
        help="with --make-secrets: a kiosk to make a token for (default: kiosk-1)",
    )
    add("--make-admin", metavar="LOGIN", help="make a manager's account, or take one back into use, and stop")
    add(
        "--verify-audit",
        nargs="?",
        const="",
        metavar="NUMBER:HASH",
        help="check that the audit log is whole (and still holds the row an earlier check named), and stop",
    )
    add("--pairing", action="store_true", help="allow /pair with the staff token (for a demonstration)")
    add("--always-open", action="store_true", help="ignore opening hours (for a demonstration)")


def run(arguments: argparse.Namespace) -> int:
    """Serve until SIGTERM or Ctrl-C. Raises ConfigError for a configuration that cannot be used."""
    settings = _settings(arguments)
    if arguments.make_secrets:
        make_secrets(settings.server.secrets, tuple(arguments.kiosk) or ("kiosk-1",))
        print(f"made {settings.server.secrets}; each kiosk's token goes into its token file")
        return 0
    if arguments.make_admin is not None or arguments.verify_audit is not None:
        return _about_the_staff(arguments, settings)
    if arguments.ready_file and not arguments.ready_file.parent.is_dir():
        raise ConfigError(f"--ready-file: there is no folder {arguments.ready_file.parent}")
    hall = make_hall(arguments.config, settings, always_open=arguments.always_open)
    try:
        if not settings.staff.pairing and not are_there_any(hall.staff):
            print(NOBODY_YET, file=sys.stderr)
        _serve(hall, make_announcer(arguments.config, hall), arguments.ready_file)
    finally:
        hall.engine.dispose()
    return 0


def _about_the_staff(arguments: argparse.Namespace, settings: HallSettings) -> int:
    engine = _database(settings.server.database_url)
    try:
        if arguments.make_admin is not None:
            return make_admin(StaffBook(engine, settings.id), arguments.make_admin, datetime.now(UTC))
        return verify_audit(engine, arguments.verify_audit)
    finally:
        engine.dispose()


def make_hall(config: Path, settings: HallSettings, *, always_open: bool = False) -> Hall:
    """The hall of this configuration, its database brought up to date. Raises ConfigError."""
    configuration = read_configuration(config, settings)
    secrets = read_secrets(settings.server.secrets)
    return Hall(
        settings=settings,
        services=configuration.services,
        rules=configuration.rules,
        texts=configuration.texts,
        strategies=configuration.strategies,
        secrets=secrets,
        engine=_database(settings.server.database_url),
        back_office=_back_office(settings, secrets),
        always_open=always_open,
    )


def _database(url: str) -> Engine:
    """Opened and brought up to date. Raises ConfigError, without the URL, which may hold a password."""
    try:
        return opened(url)
    except CannotBeUsed as why:
        raise ConfigError(f"hall.toml: [server] database_url: cannot be used: {why}") from None


def _settings(arguments: argparse.Namespace) -> HallSettings:
    """The file's settings with what the command line says instead. Raises ConfigError."""
    path = arguments.config / "hall.toml"
    said = {
        "server": {
            "host": arguments.host,
            "port": arguments.port,
            "database_url": arguments.database_url,
            "secrets": str(arguments.secrets) if arguments.secrets else None,
        },
        "staff": {"pairing": True if arguments.pairing else None},
        "back_office": {"url": arguments.back_office_url},
    }
    tables = load(path)
    for section, options in said.items():
        given = {name: value for name, value in options.items() if value is not None}
        if given and isinstance(tables.setdefault(section, {}), dict):  # else the model says what is wrong with it
            tables[section] |= given
    return build(tables, HallSettings, path)


def _back_office(settings: HallSettings, secrets: HallSecrets) -> BackOffice:
    key = IdKey(secrets.id_hash_key_version, bytes.fromhex(secrets.id_hash_key))
    return BackOffice(settings.back_office, secrets.back_office_token, key)


def _serve(hall: Hall, announcer: Announcer | None, ready_file: Path | None) -> None:
    server = hall.settings.server
    config = uvicorn.Config(
        make_app(hall, announcer),
        log_config=None,
        access_log=False,  # addresses may hold a token, and who asks when is nobody's business
        timeout_graceful_shutdown=STOP_WITHIN_S,
        server_header=False,
        forwarded_allow_ips=list(server.trusted_proxies),
    )
    _AnnouncingServer(config, ready_file).run(sockets=[_listener(server.host, server.port)])


def _listener(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family)
    except OSError as error:
        raise ConfigError(f"cannot listen on {host}:{port}: {error.strerror}") from None
    # asyncio sets this only on sockets whose protocol is named, which create_server's is not; without it every
    # answer that is written in two pieces waits 40 ms for the other side's delayed acknowledgement.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


class _AnnouncingServer(uvicorn.Server):
    """Says where it listens, once it really does."""

    def __init__(self, config: uvicorn.Config, ready_file: Path | None) -> None:
        super().__init__(config)
        self._ready_file = ready_file

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if not self.started or not sockets:
            return
        # What is there by now stays for as long as the process does. Looking through all of it for garbage would
        # hold everybody up, again and again, for a tenth of a second.
        gc.collect()
        gc.freeze()
        host, port = sockets[0].getsockname()[:2]
        log.info("listening on http://%s:%s", host, port)
        if self._ready_file:
            _write_whole(self._ready_file, f"{port}\n")


def _write_whole(path: Path, text: str) -> None:
    """Readers see the whole text or no file."""
    unfinished = path.with_name(f"{path.name}.{os.getpid()}.part")
    unfinished.write_text(text, encoding="ascii")
    unfinished.replace(path)
