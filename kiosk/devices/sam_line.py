"""Question and answer with a SAM_A module over a port: sends, waits, and repeats what has to be repeated.

Nothing here waits longer than the bytes take: an answer is given back as soon as its last byte is there.
"""

import time
from collections.abc import Iterable
from enum import Enum

from kiosk.devices.base import DeviceError
from kiosk.devices.sam_frame import Answer, Command, FrameParser, Status, build
from kiosk.devices.serial_port import SerialPort
from kiosk.domain.device import Trouble

ANSWER_S = 0.6
READ_S = 3.0  # text and photo: 1.4 s of line time at 9600 baud, and the card's own pace
GAP_S = 0.5  # a frame that pauses longer is cut short; serial bridges deliver within 20 ms

CHUNK = 4096

SAY_AGAIN = {Status.OUR_CHECKSUM_WRONG, Status.OUR_LENGTH_WRONG}
RESET_FIRST = {Status.UNRECOGNISED, Status.RANDOM_NUMBER_FAILED}
FAULTS = SAY_AGAIN | {
    Status.BAD_COMMAND,
    Status.NOT_ALLOWED,
    Status.SELF_TEST_FAILED,
    Status.SAM_NOT_AUTHORISED,
}


class NoAnswer(Enum):
    SILENT = "silent"  # nothing came
    GARBLED = "garbled"  # something came, twice, and was not a good frame


class SamLine:
    """One module behind one open port. Every method may raise DeviceError."""

    def __init__(self, port: SerialPort, answer_s: float = ANSWER_S, read_s: float = READ_S) -> None:
        self._port = port
        self._answer_s = answer_s
        self._read_s = read_s

    def ask(self, command: Command, wait_s: float | None = None) -> Answer | NoAnswer:
        """Send ``command``; once more if the answer is garbled or the module wants that, after a reset if it must.

        Raises DeviceError FAULTY when the module says that it is broken, not licensed, or will not understand us.
        """
        wait_s = wait_s or (self._read_s if command is Command.READ else self._answer_s)
        answer = self._exchange(command, wait_s)
        status = answer.status if isinstance(answer, Answer) else None
        if status in RESET_FIRST:
            self._exchange(Command.RESET, self._answer_s)
        if answer is NoAnswer.GARBLED or status in RESET_FIRST or status in SAY_AGAIN:
            answer = self._exchange(command, wait_s)
        if isinstance(answer, Answer) and answer.status in FAULTS:
            raise DeviceError(Trouble.FAULTY, f"{command.name}: the module answered {answer.status.name}")
        return answer

    def greet(self, tries: int = 2, wait_s: float | None = None) -> NoAnswer | None:
        """Ask how the module is. None: it is well. Raises DeviceError FAULTY when it says it is not."""
        answer: Answer | NoAnswer = NoAnswer.SILENT
        for _ in range(tries):
            answer = self.ask(Command.SAM_STATUS, wait_s)
            if isinstance(answer, Answer):
                break
        if isinstance(answer, NoAnswer):
            return answer
        if answer.status is not Status.DONE:
            raise DeviceError(Trouble.FAULTY, f"SAM_STATUS: the module answered {answer.sw3:02X}")
        return None

    def _exchange(self, command: Command, wait_s: float) -> Answer | NoAnswer:
        self._port.flush_input()
        self._port.write(build(command))
        parser, deadline = FrameParser(), time.monotonic() + wait_s
        while (left := deadline - time.monotonic()) > 0:
            chunk = self._port.read(CHUNK, min(left, GAP_S) if parser.growing else left)
            if not chunk:
                break
            if frames := parser.feed(chunk):
                return frames[0] if isinstance(frames[0], Answer) else NoAnswer.GARBLED
        return NoAnswer.GARBLED if parser.growing else NoAnswer.SILENT


def no_answer_error(problem: NoAnswer) -> DeviceError:
    """What a module that gives no usable answer means for the device."""
    if problem is NoAnswer.SILENT:
        return DeviceError(Trouble.SILENT, "the module does not answer; check power, cable and baud rate")
    return DeviceError(Trouble.FAULTY, "the module's answers are garbled; check baud rate and cable")


def sam_id_text(data: bytes) -> str:
    """The module's own number as readers print it, MM.mm-YYYYMMDD-NNNNNNNNNN-NNNNNNNNNN.

    Raises ValueError when ``data`` is not 16 bytes.
    """
    if len(data) != 16:
        raise ValueError(f"a SAM id has 16 bytes, not {len(data)}")
    day, second, third = (int.from_bytes(data[at : at + 4], "little") for at in (4, 8, 12))
    return f"{data[0]:02d}.{data[2]:02d}-{day:08d}-{second:010d}-{third:010d}"


class FrameLog:
    """Says what a module answered, for a spy: sizes and status. The data of an answer are never shown."""

    def __init__(self) -> None:
        self._parser = FrameParser()

    def __call__(self, chunk: bytes) -> Iterable[str]:
        yield f"{len(chunk)} bytes"
        for frame in self._parser.feed(chunk):
            if isinstance(frame, Answer):
                sw = f"{frame.sw1:02X} {frame.sw2:02X} {frame.sw3:02X}"
                yield f"frame {sw} ({frame.status.name}), {len(frame.data)} bytes of data withheld"
            else:
                yield "frame with a wrong checksum"
