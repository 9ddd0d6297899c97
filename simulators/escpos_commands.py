"""Cuts a stream of ESC/POS bytes into commands, strictly: a byte that belongs to no known command is a fault.

Written from the command tables printer makers publish, without a look at any driver.
"""

import time
from collections.abc import Generator
from dataclasses import dataclass, field

DLE, LF, ESC, FS, GS = 0x10, 0x0A, 0x1B, 0x1C, 0x1D

FIXED = {
    # command bytes: (name, number of parameter bytes)
    bytes((ESC, 0x40)): ("initialise", 0),
    bytes((ESC, 0x61)): ("align", 1),
    bytes((ESC, 0x45)): ("bold", 1),
    bytes((ESC, 0x64)): ("feed_lines", 1),
    bytes((ESC, 0x4A)): ("feed_dots", 1),
    bytes((ESC, 0x32)): ("default_line_spacing", 0),
    bytes((ESC, 0x33)): ("line_spacing", 1),
    bytes((FS, 0x26)): ("chinese_on", 0),
    bytes((FS, 0x2E)): ("chinese_off", 0),
    bytes((GS, 0x21)): ("size", 1),
    bytes((GS, 0x72)): ("report_when_done", 1),
    bytes((DLE, 0x04)): ("status", 1),
}
CUT, RASTER, SYMBOL = bytes((GS, 0x56)), bytes((GS, 0x76)), bytes((GS, 0x28))
CUT_MODES = {0x00: "full", 0x30: "full", 0x01: "part", 0x31: "part", 0x41: "full", 0x42: "part"}
FEEDING_CUTS = {0x41, 0x42}

Parsing = Generator[None, None, None]


@dataclass(frozen=True, slots=True)
class Command:
    """``text`` and ``fault`` put what they hold into ``data``; ``raster`` the dots, ``symbol`` what follows cn.

    ``received_at``: ``time.perf_counter()`` when its last byte was taken in.
    """

    name: str
    parameters: tuple[int, ...] = ()
    data: bytes = field(default=b"", repr=False)
    received_at: float = field(default_factory=time.perf_counter, compare=False)


class CommandReader:
    """Feed bytes as they come; take ``commands`` when you like.

    ``hears_status_in_raster``: some printers take ``10 04 n`` for a question even inside a picture.
    """

    def __init__(self, hears_status_in_raster: bool = False) -> None:
        self.commands: list[Command] = []
        self.hears_status_in_raster = hears_status_in_raster
        self._buffer = bytearray()
        self._chinese = True  # as units for the Chinese market start
        self._parsing = self._parse()
        next(self._parsing)

    @property
    def midway(self) -> bool:
        """Whether a command has begun and waits for the rest of its bytes."""
        return bool(self._buffer) or self._inside

    def feed(self, chunk: bytes) -> list[Command]:
        """The commands that ``chunk`` completes."""
        self._buffer += chunk
        next(self._parsing)
        done, self.commands = self.commands, []
        return done

    def _parse(self) -> Parsing:
        while True:
            self._inside = False
            first = yield from self._take(1)
            self._inside = True
            yield from self._command(first[0])

    def _take(self, count: int) -> Generator[None, None, bytes]:
        while len(self._buffer) < count:
            yield
        taken = bytes(self._buffer[:count])
        del self._buffer[:count]
        return taken

    def _say(self, name: str, parameters: bytes = b"", data: bytes = b"") -> None:
        self.commands.append(Command(name, tuple(parameters), data))

    def _command(self, first: int) -> Parsing:
        if first in {DLE, ESC, FS, GS}:
            second = yield from self._take(1)
            yield from self._escape(bytes((first, second[0])))
        elif first == LF:
            self._say("line_feed")
        elif first == 0:
            self._say("nothing")
        elif 0x81 <= first <= 0xFE and self._chinese:
            second = yield from self._take(1)
            self._say("text" if second[0] >= 0x40 and second[0] != 0x7F else "fault", data=bytes((first, *second)))
        else:
            self._say("text" if 0x20 <= first <= 0x7E else "fault", data=bytes((first,)))

    def _escape(self, code: bytes) -> Parsing:
        if code in FIXED:
            name, count = FIXED[code]
            parameters = yield from self._take(count)
            self._chinese = name != "chinese_off" and (self._chinese or name in {"chinese_on", "initialise"})
            self._say(name, parameters)
        elif code == CUT:
            yield from self._cut()
        elif code == RASTER:
            yield from self._raster()
        elif code == SYMBOL:
            yield from self._symbol()
        else:
            self._say("fault", data=code)

    def _cut(self) -> Parsing:
        mode = yield from self._take(1)
        feed = (yield from self._take(1)) if mode[0] in FEEDING_CUTS else b"\x00"
        self._say("cut" if mode[0] in CUT_MODES else "fault", mode + feed)

    def _raster(self) -> Parsing:
        """``30 m xL xH yL yH`` and x bytes a row for y rows."""
        head = yield from self._take(6)
        width, height = head[2] | head[3] << 8, head[4] | head[5] << 8
        if head[0] != 0x30 or head[1] > 3 or not width or not height:
            self._say("fault", head)
            return
        data = yield from self._take(width * height)
        if self.hears_status_in_raster:
            for question in range(1, 5):
                for _ in range(data.count(bytes((DLE, 0x04, question)))):
                    self._say("status", bytes((question,)))
        self._say("raster", bytes((head[1],)) + head[2:], data)

    def _symbol(self) -> Parsing:
        """``6B pL pH cn fn …``: two-dimensional codes; cn 31 is QR."""
        head = yield from self._take(3)
        data = yield from self._take(head[1] | head[2] << 8)
        known = head[0] == 0x6B and len(data) >= 2 and data[0] == 0x31
        self._say("symbol" if known else "fault", data[1:2], data[2:])
