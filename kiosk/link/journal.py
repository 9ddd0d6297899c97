"""The kiosk's memory: leased numbers, tickets given out from them, and messages the hall must still get.

Every row is committed before anybody sees its effect; nothing personal is ever written here.
"""

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from uuid import UUID

from sqlalchemy import ColumnElement, ForeignKey, delete, func, select, text, update
from sqlalchemy.exc import DatabaseError, IntegrityError, ProgrammingError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from kiosk.config import ConfigError
from kiosk.database import make_engine, writing
from kiosk.domain.direction import DirectionKind
from kiosk.domain.ticket import PrintState, number_text
from kiosk.wire import DirectionAnswer, IssuedTicket, Language, Reserve, ReserveTicket

log = logging.getLogger(__name__)

CLOCK_SLACK = timedelta(minutes=5)  # how far two honest clocks may be apart
DAMAGED = {sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT}


class JournalBroken(Exception):
    """The journal can be neither written nor read: a full or read-only disk, or a damaged file.

    ``damaged`` tells the file's fault from the disk's. The message is for the technician's log.
    """

    def __init__(self, message: str, *, damaged: bool) -> None:
        super().__init__(message)
        self.damaged = damaged


class Base(DeclarativeBase):
    pass


class LeaseRow(Base):
    """A block of numbers of this kiosk's own series; ``next`` is the first one still free."""

    __tablename__ = "leases"
    id: Mapped[int] = mapped_column(primary_key=True)
    reserve: Mapped[str]
    next: Mapped[int]
    last: Mapped[int]
    leased_at: Mapped[datetime]
    good_until: Mapped[datetime]

    @classmethod
    def good_at(cls, now: datetime) -> ColumnElement[bool]:
        """Neither over nor, by a clock that has gone back, not yet leased."""
        return (cls.leased_at <= _plain(now + CLOCK_SLACK)) & (cls.good_until > _plain(now))


class GivenRow(Base):
    """A ticket given out without the hall. ``id`` is its request id, which is also its ticket id here."""

    __tablename__ = "given"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    lease: Mapped[int] = mapped_column(ForeignKey("leases.id"))
    number: Mapped[int]
    language: Mapped[str]
    issued_at: Mapped[datetime]
    print_state: Mapped[str]


class MessageKind(StrEnum):
    PRINT = "print"
    CANCEL = "cancel"


class MessageRow(Base):
    """Something the hall must still be told, in order."""

    __tablename__ = "messages"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    ticket: Mapped[UUID]
    print_state: Mapped[str] = mapped_column(default="")


def open_journal(path: Path) -> "Journal":
    """The journal of a kiosk that starts. Raises ConfigError where none can be written.

    A damaged one is set aside, with what can still be saved from it, and a fresh one begun: people must be served.
    """
    try:
        return _sound_journal(path)
    except JournalBroken as error:
        if not error.damaged:
            raise _unusable(path, str(error)) from None
        aside = path.with_name(f"{path.name}.damaged-{datetime.now(UTC):%Y%m%dT%H%M%S}")
        log.warning("%s is damaged (%s); it is kept as %s, and a fresh one begun", path, error, aside.name)
    try:
        path.replace(aside)
        return _sound_journal(path)
    except (OSError, JournalBroken) as error:
        raise _unusable(path, str(error)) from None


def _sound_journal(path: Path) -> "Journal":
    try:
        journal = Journal(path)
    except OSError as error:
        raise JournalBroken(str(error), damaged=False) from None
    try:
        journal.check()
        journal.settle_after_restart()
    except JournalBroken:
        journal.close()
        raise
    return journal


def _unusable(path: Path, why: str) -> ConfigError:
    return ConfigError(
        f"kiosk.toml: [reserve] journal: {path}: cannot be used ({why}); check folder and permissions"
    )


class Journal:
    """One SQLite file. Every method is one transaction, from any thread, and may raise JournalBroken."""

    def __init__(self, path: Path | str) -> None:
        self._engine = make_engine(f"sqlite:///{path}")
        with _named_trouble(), writing(self._engine) as connection:
            Base.metadata.create_all(connection)

    def check(self) -> None:
        """Raises JournalBroken when the file's pages do not fit together."""
        with self._begin() as session:
            found = str(session.scalar(text("PRAGMA quick_check(1)")))
        if found != "ok":
            raise JournalBroken(found, damaged=True)

    def close(self) -> None:
        self._engine.dispose()

    @contextmanager
    def _begin(self) -> Iterator[Session]:
        with _named_trouble(), writing(self._engine) as connection, Session(connection) as session:
            yield session
            session.flush()

    # --- numbers ---

    def add_lease(self, reserve: Reserve, now: datetime) -> None:
        with self._begin() as session:
            session.add(
                LeaseRow(
                    reserve=reserve.model_dump_json(),
                    next=reserve.first,
                    last=reserve.last,
                    leased_at=_plain(now),
                    good_until=_plain(reserve.good_until),
                )
            )

    def numbers_left(self, now: datetime) -> int:
        """How many numbers could be given out at ``now``."""
        with self._begin() as session:
            left = select(func.coalesce(func.sum(LeaseRow.last - LeaseRow.next + 1), 0))
            return int(session.scalar(left.where(LeaseRow.good_at(now))) or 0)

    def give(self, request_id: UUID, language: Language, now: datetime) -> DirectionAnswer | None:
        """Take the next number. None when there is none left; the same request gets the same number again."""
        with self._begin() as session:
            given = session.get(GivenRow, request_id)
            if given is None:
                free = (LeaseRow.next <= LeaseRow.last) & LeaseRow.good_at(now)
                lease = session.scalar(select(LeaseRow).where(free).order_by(LeaseRow.id).limit(1))
                if lease is None:
                    return None
                given = GivenRow(
                    id=request_id,
                    lease=lease.id,
                    number=lease.next,
                    language=language,
                    issued_at=_plain(now),
                    print_state=PrintState.NEW,
                )
                session.add(given)
                lease.next += 1
            reserve = Reserve.model_validate_json(session.get_one(LeaseRow, given.lease).reserve)
            return _answer(given, reserve)

    # --- messages ---

    def note_print(self, ticket: UUID, state: PrintState) -> None:
        """Remember how a slip came out: with the given ticket itself, else as a message to the hall."""
        with self._begin() as session:
            given = session.get(GivenRow, ticket)
            if given is not None:
                given.print_state = state
            else:
                session.add(MessageRow(kind=MessageKind.PRINT, ticket=ticket, print_state=state))

    def note_cancel(self, ticket: UUID) -> None:
        """A given ticket nobody took is forgotten (a gap is allowed); the hall's own it must be told of."""
        with self._begin() as session:
            given = session.get(GivenRow, ticket)
            if given is not None:
                session.delete(given)
            else:
                session.add(MessageRow(kind=MessageKind.CANCEL, ticket=ticket))

    def messages(self) -> list[tuple[int, MessageKind, UUID, str]]:
        """Oldest first: (message id, kind, ticket, print state)."""
        with self._begin() as session:
            rows = session.scalars(select(MessageRow).order_by(MessageRow.id))
            return [(row.id, MessageKind(row.kind), row.ticket, row.print_state) for row in rows]

    def forget_message(self, message: int) -> None:
        with self._begin() as session:
            session.execute(delete(MessageRow).where(MessageRow.id == message))

    # --- tickets given out, to be taken over by the hall ---

    def given(self) -> list[ReserveTicket]:
        with self._begin() as session:
            rows = session.execute(select(GivenRow, LeaseRow).join(LeaseRow))
            return [_ticket(given, Reserve.model_validate_json(lease.reserve)) for given, lease in rows]

    def forget_given(self, request_id: UUID) -> None:
        with self._begin() as session:
            session.execute(delete(GivenRow).where(GivenRow.id == request_id))

    def settle_after_restart(self) -> None:
        """Slips that were being printed when the power went may or may not have come out."""
        with self._begin() as session:
            midway = GivenRow.print_state.in_([PrintState.NEW, PrintState.SENT])
            session.execute(update(GivenRow).where(midway).values(print_state=PrintState.UNKNOWN))


@contextmanager
def _named_trouble() -> Iterator[None]:
    try:
        yield
    except DatabaseError as error:
        if isinstance(error, IntegrityError | ProgrammingError):  # a bug of ours
            raise
        code = getattr(error.orig, "sqlite_errorcode", 0) & 0xFF  # the rest of the number is a finer kind
        raise JournalBroken(str(error.orig), damaged=code in DAMAGED) from None


def _plain(moment: datetime) -> datetime:
    """SQLite keeps no time zone: everything inside is UTC."""
    return moment.astimezone(UTC).replace(tzinfo=None)


def _answer(given: GivenRow, reserve: Reserve) -> DirectionAnswer:
    ticket = IssuedTicket(
        id=given.id,
        number=number_text(reserve.series, given.number),
        ahead=None,
        issued_at=given.issued_at.replace(tzinfo=UTC).astimezone(reserve.good_until.tzinfo),
    )
    return DirectionAnswer(
        request_id=given.id,
        kind=DirectionKind.LANE,
        place=reserve.place,
        wait_here=reserve.wait_here,
        service_title=reserve.service_title,
        ticket=ticket,
    )


def _ticket(given: GivenRow, reserve: Reserve) -> ReserveTicket:
    return ReserveTicket(
        request_id=given.id,
        series=reserve.series,
        number=given.number,
        business_date=reserve.business_date,
        issued_at=given.issued_at.replace(tzinfo=UTC),
        language="en" if given.language == "en" else "zh",
        print_state=PrintState(given.print_state),
    )
