"""ID-card readers with a SAM_A module on a serial line: ``sdt+serial:///dev/serial/by-id/…``

Options: ``baud`` (115200; ``auto`` tries the five rates the module knows), ``poll_ms`` (300) between two looks for
a card, ``away_ms`` (1000) without a card until it counts as taken away, ``answer_ms`` (600) and ``read_ms`` (3000)
that the module may take to answer, ``flow`` (none).

One look is *find*; a card found is selected and read at once, which the module wants every time before a read.
``CardDetected`` is always followed by what became of it, ``IdentityPresented`` or ``CardNotRead``, even when the
reader dies in between.
"""

import logging
import time
from dataclasses import dataclass, replace
from typing import ClassVar

from kiosk.devices.base import DeviceError, Say
from kiosk.devices.card_presence import Presence
from kiosk.devices.id_record import RecordError, card_of_answer
from kiosk.devices.sam_frame import Answer, Command, Status
from kiosk.devices.sam_line import FrameLog, NoAnswer, SamLine, no_answer_error, sam_id_text
from kiosk.devices.serial_port import PortSettings, SerialPort, open_with, port_settings
from kiosk.devices.url import DeviceUrl
from kiosk.domain.device import CardFailure, Role, Trouble
from kiosk.domain.identity import IdCard
from kiosk.flow.events import CardDetected, CardNotRead, CardRemoved, IdentityPresented

log = logging.getLogger(__name__)

DEFAULT_BAUD = 115200
AUTO_BAUDS = (115200, 9600, 57600, 38400, 19200)  # the likely ones first
AUTO_WAIT_S = 0.5
TIMES_MS = {  # in the order of Pace: usual, least, most
    "poll_ms": (300, 10, 1000),
    "away_ms": (1000, 50, 5000),
    "answer_ms": (600, 50, 2000),
    "read_ms": (3000, 200, 6000),
}
OPTIONS = {"baud", "flow", *TIMES_MS}
SAM_ID_TRIES = 3  # the first answer after power-on is sometimes not the id

FAILURES = {
    Status.CARD_REFUSED_SAM: CardFailure.UNREADABLE,
    Status.SAM_REFUSED_CARD: CardFailure.PROTECTED,
    Status.DATA_NOT_VERIFIED: CardFailure.UNREADABLE,
    Status.DATA_LENGTH_WRONG: CardFailure.UNREADABLE,
    Status.UNKNOWN_CARD_TYPE: CardFailure.NOT_OURS,
    Status.READ_FAILED: CardFailure.UNREADABLE,
}
FINAL = {Status.SAM_REFUSED_CARD, Status.UNKNOWN_CARD_TYPE}  # a second try would end the same way


def make(url: DeviceUrl) -> "IdReader":
    """The driver for ``url``. Raises ValueError for an option it does not know or a value out of range."""
    if unknown := url.options.keys() - OPTIONS:
        raise ValueError(f"unknown option {min(unknown)}; known are {', '.join(sorted(OPTIONS))}")
    auto = url.options.get("baud") == "auto"
    plain = replace(url, options={key: value for key, value in url.options.items() if not (auto and key == "baud")})
    settings = port_settings(plain, DEFAULT_BAUD)
    pace = Pace(*(_seconds(url, option, *bounds) for option, bounds in TIMES_MS.items()))
    return IdReader(settings, AUTO_BAUDS if auto else (settings.baud,), pace)


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds; see the module."""

    poll_s: float
    away_s: float
    answer_s: float
    read_s: float


def _seconds(url: DeviceUrl, option: str, default: int, least: int, most: int) -> float:
    text = url.options.get(option, str(default))
    if not text.isdigit() or not least <= int(text) <= most:
        raise ValueError(f"{option}={text}: use a number from {least} to {most}")
    return int(text) / 1000


class IdReader:
    """See the module. Of what a card holds only the IdCard leaves; photo and address are dropped when parsed."""

    role: Role = Role.ID_READER
    mock: ClassVar[bool] = False

    def __init__(self, settings: PortSettings, bauds: tuple[int, ...], pace: Pace) -> None:
        self._settings = settings
        self._bauds = bauds
        self._pace = pace
        self._presence = Presence(pace.away_s)
        self._port: SerialPort | None = None
        self._line: SamLine | None = None

    def open(self) -> None:
        """Raises DeviceError: the port's trouble, SILENT without an answer, FAULTY if the module is not well."""
        self._presence.forget()
        self._line = self._greeted_line()
        self._note_sam_id(self._line)

    def work(self, say: Say) -> None:
        """One look for a card, with what follows from it, then a pause."""
        if self._line is None:
            raise DeviceError(Trouble.ABSENT, "the reader is not open")
        self._look(self._line, say)
        time.sleep(self._pace.poll_s)

    def close(self) -> None:
        if self._port is not None:
            self._port.close()
        self._port = self._line = None

    def _greeted_line(self) -> SamLine:
        many = len(self._bauds) > 1
        problem: NoAnswer | None = None
        for baud in self._bauds:
            self.close()
            self._port = open_with(replace(self._settings, baud=baud), FrameLog())
            line = SamLine(self._port, self._pace.answer_s, self._pace.read_s)
            problem = line.greet(1, AUTO_WAIT_S) if many else line.greet()
            if problem is None:
                log.info("%s: a module answers at %d baud", self._settings.path, baud)
                return line
        raise no_answer_error(NoAnswer.SILENT if many else problem or NoAnswer.SILENT)

    def _note_sam_id(self, line: SamLine) -> None:
        """For the technician's log only, so a reader that keeps its number to itself still serves."""
        for _ in range(SAM_ID_TRIES):
            answer = line.ask(Command.SAM_ID)
            if isinstance(answer, Answer) and answer.status is Status.DONE and len(answer.data) == 16:
                log.info("%s: SAM %s", self._settings.path, sam_id_text(answer.data))
                return
        log.warning("%s: the module does not tell its number", self._settings.path)

    def _look(self, line: SamLine, say: Say) -> None:
        answer = line.ask(Command.FIND)
        if isinstance(answer, NoAnswer):
            _check_alive(line)
        elif answer.status in {Status.NO_CARD, Status.NOT_SELECTED}:
            if self._presence.missed(time.monotonic()):
                say(CardRemoved(self.role))
        elif answer.status is Status.CARD_FOUND:
            self._found(line, answer.data, say)
        elif answer.status in FAILURES:
            self._unfit(FAILURES[answer.status], say)
        else:
            raise DeviceError(Trouble.FAULTY, f"FIND: the module answered {answer.sw3:02X}")

    def _found(self, line: SamLine, tag: bytes, say: Say) -> None:
        if self._presence.rests(tag):
            return
        selected = line.ask(Command.SELECT)
        if isinstance(selected, Answer) and selected.status is Status.NOT_SELECTED:
            self._presence.seen_again(tag)  # an everyday answer for a card that was read before
            return
        fresh = not self._presence.lying
        if fresh:
            say(CardDetected(self.role))
        try:
            outcome = _outcome(line, selected)
        except DeviceError:
            if fresh:  # whoever was told of a card must not wait for it for ever
                say(CardNotRead(self.role, CardFailure.UNREADABLE))
            raise
        if isinstance(outcome, IdCard) and self._presence.is_known(outcome.number):
            self._presence.seen_again(tag)
            return
        if not fresh:
            say(CardRemoved(self.role))
            say(CardDetected(self.role))
        self._conclude(tag, outcome, say)

    def _unfit(self, failure: CardFailure, say: Say) -> None:
        """Some modules refuse a card already when they look for one."""
        if self._presence.rests(b""):
            return
        if self._presence.lying:
            say(CardRemoved(self.role))
        say(CardDetected(self.role))
        self._conclude(b"", failure, say)

    def _conclude(self, tag: bytes, outcome: IdCard | CardFailure, say: Say) -> None:
        if isinstance(outcome, IdCard):
            self._presence.laid(tag, outcome.number)
            say(IdentityPresented(self.role, outcome))
            return
        self._presence.laid(tag, None)
        if outcome is CardFailure.PULLED:
            self._presence.missed(time.monotonic())  # so that presenting it again at once is not overlooked
        say(CardNotRead(self.role, outcome))


def _outcome(line: SamLine, selected: Answer | NoAnswer) -> IdCard | CardFailure:
    """Read the card; if it could not be read and still lies there, once more from the beginning."""
    result = _read(line, selected)
    if isinstance(result, Status) and result not in FINAL:
        found = line.ask(Command.FIND)
        if isinstance(found, Answer) and found.status is Status.NO_CARD:
            return CardFailure.PULLED
        result = _read(line, line.ask(Command.SELECT))
    if isinstance(result, IdCard):
        return result
    log.warning("a card was not read: %s", result.name)
    return CardFailure.UNREADABLE if isinstance(result, NoAnswer) else FAILURES.get(result, CardFailure.UNREADABLE)


def _read(line: SamLine, selected: Answer | NoAnswer) -> IdCard | Status | NoAnswer:
    """The last step. A Status is the module's word on the card; GARBLED is trouble on the way to us."""
    answer = selected
    if isinstance(answer, Answer) and answer.status is Status.DONE:
        answer = line.ask(Command.READ)
    if answer is NoAnswer.SILENT:
        _check_alive(line)
    if isinstance(answer, NoAnswer):
        return answer
    if answer.status is not Status.DONE:
        return answer.status
    try:
        return card_of_answer(answer.data)
    except RecordError as error:
        log.warning("a record was not understood: %s", error)
        return NoAnswer.GARBLED


def _check_alive(line: SamLine) -> None:
    if problem := line.greet():
        raise no_answer_error(problem)
