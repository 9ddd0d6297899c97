"""The floor under tap_to_ticket: the same bytes over the same kinds of wire, one request, one durable commit.

A thread writes a card record to a pseudo-terminal; from its last byte on: the record is read, one HTTP request goes
over loopback to another process, which commits one row durably and answers, and as many bytes as a slip has go
to a TCP socket and are read to the end. Nothing is parsed, decided, looked up or drawn.
"""

import http.client
import os
import socket
import sqlite3
import subprocess
import sys
import threading
import time
import tty
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

RECORD_BYTES = 1295
CHUNK = 65536


class Committing(BaseHTTPRequestHandler):
    """Answers a POST after one committed insert."""

    protocol_version = "HTTP/1.1"
    database: sqlite3.Connection
    disable_nagle_algorithm = True

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        with self.database:
            self.database.execute("INSERT INTO floor (body) VALUES (?)", (body,))
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


def serve(path: str) -> None:
    """The other process: prints its port and answers until it is ended."""
    Committing.database = sqlite3.connect(path)
    for pragma in ("journal_mode=DELETE", "synchronous=EXTRA"):
        Committing.database.execute(f"PRAGMA {pragma}")
    Committing.database.execute("CREATE TABLE floor (id INTEGER PRIMARY KEY, body BLOB)")
    server = HTTPServer(("127.0.0.1", 0), Committing)
    print(server.server_port, flush=True)
    server.serve_forever()


class Sink:
    """A TCP port that reads ``size`` bytes at a time and says when the last one came."""

    def __init__(self, size: int) -> None:
        listener = socket.create_server(("127.0.0.1", 0))
        self.line = socket.create_connection(listener.getsockname())
        self.line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._peer, _ = listener.accept()
        listener.close()
        self._size = size
        self.done = threading.Semaphore(0)
        self.received_at = 0.0
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        left = self._size
        while chunk := self._peer.recv(CHUNK):
            left -= len(chunk)
            if left <= 0:
                self.received_at = time.perf_counter()
                left = self._size
                self.done.release()


def floor_samples(folder: Path, slip_bytes: int, visits: int, warm_up: int) -> list[float]:
    """Milliseconds from the last card byte written to the last slip byte received."""
    child = subprocess.Popen(
        [sys.executable, __file__, str(folder / "floor.sqlite")], stdout=subprocess.PIPE, text=True
    )
    try:
        assert child.stdout is not None, "it was asked for"
        port = int(child.stdout.readline())
        samples = _rounds(
            http.client.HTTPConnection("127.0.0.1", port), Sink(slip_bytes), slip_bytes, warm_up + visits
        )
    finally:
        child.terminate()
        child.wait()
        if child.stdout:
            child.stdout.close()
    return samples[warm_up:]


def _rounds(hall: http.client.HTTPConnection, sink: Sink, slip_bytes: int, rounds: int) -> list[float]:
    master, slave = os.openpty()
    tty.setraw(slave)
    samples = [_round(hall, sink, master, slave, bytes(slip_bytes)) for _ in range(rounds)]
    os.close(master)
    os.close(slave)
    return samples


def _round(hall: http.client.HTTPConnection, sink: Sink, master: int, slave: int, slip: bytes) -> float:
    written_at: list[float] = []

    def write() -> None:
        written_at.append(time.perf_counter())
        os.write(master, bytes(RECORD_BYTES))

    writer = threading.Timer(0.005, write)
    writer.start()
    left = RECORD_BYTES
    while left:
        left -= len(os.read(slave, left))
    hall.request("POST", "/", body=b"{}")
    hall.getresponse().read()
    sink.line.sendall(slip)
    sink.done.acquire()
    writer.join()
    return (sink.received_at - written_at[0]) * 1000


if __name__ == "__main__":
    serve(sys.argv[1])
