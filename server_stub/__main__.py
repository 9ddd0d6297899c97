"""``python -m server_stub``: puts a town behind HTTP until it is told to stop.

``python -m server_stub city`` writes a town or a city to Parquet files instead.
"""

import argparse
import logging
import os
import socket
import sys
from collections.abc import Sequence
from datetime import date, datetime
from importlib import import_module
from pathlib import Path
from zoneinfo import ZoneInfo

import uvicorn

from server_stub.app import create_app
from server_stub.faults import Faults, Mode
from server_stub.id_index import read_keys
from server_stub.town import Town

TOWN_ZONE = ZoneInfo("Asia/Shanghai")

_EXAMPLE = """
example:
  head -c 32 /dev/urandom | xxd -p -c 64 > id.key; echo demo-token > token
  python -m server_stub --port 8090 --seed 7 --token-file token --hash-key-file id.key
  curl -H "Authorization: Bearer demo-token" http://127.0.0.1:8090/cast
"""


class AnnouncingServer(uvicorn.Server):
    """Says where it listens, on standard output and in the ready file, once it really does."""

    def __init__(self, config: uvicorn.Config, ready_file: Path | None) -> None:
        super().__init__(config)
        self._ready_file = ready_file

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if not self.started or not sockets:
            return
        host, port = sockets[0].getsockname()[:2]
        print(f"back office: listening on http://{host}:{port}", flush=True)
        if self._ready_file:
            write_whole(self._ready_file, f"{port}\n")


def listen(host: str, port: int) -> socket.socket:
    """A listening socket whose connections send at once.

    asyncio turns Nagle's algorithm off only on sockets made with an explicit protocol, which ``create_server`` does
    not do; head and body of an answer would then lie 40 ms apart. Accepted sockets inherit the option on Linux.
    """
    listener = socket.create_server((host, port))
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


def write_whole(path: Path, text: str) -> None:
    """Readers see the whole text or no file."""
    unfinished = path.with_name(f"{path.name}.{os.getpid()}.part")
    unfinished.write_text(text, encoding="ascii")
    unfinished.replace(path)


def main(arguments: Sequence[str] | None = None) -> int:
    words = list(sys.argv[1:] if arguments is None else arguments)
    if words[:1] == ["city"]:
        return int(import_module("server_stub.city.command").main(words[1:]))  # its libraries are an extra
    options = _parser().parse_args(words)
    try:
        token = options.token_file.read_text(encoding="ascii").strip()
        keys = read_keys(options.hash_key_file)
        town = Town(options.seed, options.as_of, options.customers)
        faults = Faults(mode=options.fault, seconds=options.fault_seconds, share=options.fault_share)
        listener = listen(options.host, options.port)
    except (OSError, ValueError) as error:
        print(f"back office: cannot start: {error}", file=sys.stderr)
        return 2
    if not token:
        print(f"back office: cannot start: {options.token_file} is empty", file=sys.stderr)
        return 2
    logging.basicConfig(level=logging.WARNING, format="back office: %(levelname)s %(message)s")
    config = uvicorn.Config(
        create_app(town, token, keys, faults),
        log_config=None,
        log_level="warning",
        access_log=False,  # paths hold customer numbers
        timeout_graceful_shutdown=1,
    )
    AnnouncingServer(config, options.ready_file).run(sockets=[listener])
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m server_stub",
        description="A stand-in for the utility's back office: a seeded town of invented customers behind HTTP.",
        epilog=_EXAMPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    add("--port", type=int, default=8090, help="0 takes any free port (default: %(default)s)")
    add("--seed", type=int, default=7, help="which town (default: %(default)s)")
    add("--customers", type=int, default=2000, help="how many contracts (default: %(default)s)")
    add(
        "--as-of",
        type=date.fromisoformat,
        default=datetime.now(TOWN_ZONE).date(),
        help="histories end before this day (default: today)",
    )
    add("--token-file", type=Path, required=True, help="file holding the bearer token clients must show")
    add(
        "--hash-key-file",
        type=Path,
        required=True,
        help="file of 32-byte keys in hexadecimal, 'version:hex' a line",
    )
    add("--ready-file", type=Path, help="write the port here once listening")
    faults = parser.add_argument_group("misbehaviour (also by POST /faults)")
    faults.add_argument(
        "--fault", type=Mode, choices=list(Mode), default=Mode.NONE, help="what goes wrong (default: none)"
    )
    faults.add_argument("--fault-seconds", type=float, default=3.0, help="how slow is slow (default: %(default)s)")
    faults.add_argument(
        "--fault-share", type=float, default=1.0, help="part of requests affected, 0 to 1 (default: 1)"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
