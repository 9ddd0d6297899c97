"""A hall's day in a database of its own: a SQLite file and a PostgreSQL server in turn, as they are in service."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine, Table, select

from kiosk.database import make_engine, reading, writing
from kiosk.domain.direction import Decision, Direction, DirectionKind
from kiosk.domain.ticket import PrintState
from kiosk.tickets import calling, issuing
from kiosk.tickets.migrations import upgrade
from kiosk.tickets.schema import metadata
from kiosk.tickets.values import (
    AwayTicket,
    Calendar,
    Called,
    Counter,
    Declined,
    Order,
    Outcome,
    Ticket,
)
from simulators.postgres import OwnPostgres
from tests.ready_made import up_to_date

MORNING = datetime(2026, 11, 23, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
TODAY = date(2026, 11, 23)
GENERAL = Counter("1", ("general",), "clerk-1")


@dataclass
class Day:
    engine: Engine
    calendar: Calendar
    now: datetime = MORNING
    handed_out: list[UUID] = field(default_factory=list)

    def later(self, **delta: int) -> datetime:
        self.now += timedelta(**delta)
        return self.now

    def issue(self, new: Order | None = None, **changes: Any) -> Outcome:
        answer = self.ask(new, **changes)
        assert isinstance(answer, Outcome), answer
        return answer

    def ask(self, new: Order | None = None, **changes: Any) -> issuing.Issued:
        return issuing.issue(self.engine, self.calendar, replace(new or order(), **changes), self.now, compose)

    def number(self, **changes: Any) -> str:
        return str(self.issue(**changes).answer["number"])

    def call(self, counter: Counter = GENERAL) -> calling.CallAnswer:
        return calling.call_next(self.engine, self.calendar, counter, self.now)

    def called_number(self, counter: Counter = GENERAL) -> str:
        """Call and finish, so that the next call may follow."""
        called = self.call(counter)
        assert isinstance(called, Called)
        self.finish(counter)
        return called.ticket.number

    def finish(self, counter: Counter = GENERAL) -> Ticket | None:
        ticket = calling.finish(self.engine, self.calendar, counter, self.now)
        assert not isinstance(ticket, Declined)
        return ticket

    def rows(self, table: Table, **equal: Any) -> list[Any]:
        wanted = [table.c[name] == value for name, value in equal.items()]
        with reading(self.engine) as connection:
            rows = select(table).where(*wanted)
            if (counted := table.autoincrement_column) is not None:
                rows = rows.order_by(counted)  # a table has no order of its own
            return list(connection.execute(rows).all())


def order(**changes: Any) -> Order:
    plain = Order(
        request_id=uuid4(),
        kiosk="kiosk-1",
        decision=decision(),
        series="A",
        service="bill",
        language="zh",
    )
    return replace(plain, **changes)


def decision(lane: str = "general", kind: DirectionKind = DirectionKind.LANE) -> Decision:
    return Decision(Direction(kind, lane), "some-rule", "some_reason", "v1")


def away(count: int, **changes: Any) -> AwayTicket:
    plain = AwayTicket(
        request_id=uuid4(),
        kiosk="kiosk-1",
        series="K",
        count=count,
        business_date=TODAY,
        issued_at=MORNING,
        language="zh",
        print_state=PrintState.CONFIRMED,
        lane="general",
    )
    return replace(plain, **changes)


def compose(ticket: Ticket | None, ahead: int, held: bool) -> dict[str, Any]:
    return {
        "number": ticket.number if ticket else None,
        "id": str(ticket.id) if ticket else None,
        "ahead": ahead,
        "held": held,
    }


@pytest.fixture(scope="session")
def postgres_url(postgres: OwnPostgres) -> Iterator[str]:
    """One migrated database for all tests; each finds it empty."""
    url = postgres.create("tickets")
    engine = make_engine(url)
    upgrade(engine)
    engine.dispose()
    yield url
    postgres.drop("tickets")


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An empty database with every table in it: every test of the store runs on both."""
    if request.param == "sqlite":
        engine = up_to_date(tmp_path / "hall.sqlite", upgrade)
    else:
        engine = make_engine(request.getfixturevalue("postgres_url"))
        names = ", ".join(f'"{table.name}"' for table in metadata.sorted_tables)
        with writing(engine) as connection:
            connection.exec_driver_sql(f"TRUNCATE {names} RESTART IDENTITY")
    yield engine
    engine.dispose()


@pytest.fixture
def day(engine: Engine) -> Day:
    return Day(engine, Calendar("hall-1", ZoneInfo("Asia/Shanghai"), time(4)), MORNING.astimezone(UTC))
