"""What the portrait at a window costs the hall itself, apart from waiting for the back office.

    scripts/bench portrait_served --customers 300 --turns 5

A town of the stand-in is read as the hall reads it, and each customer is called in turn, over SQLite as a small
hall has it. Measured: the whole panel (find the ticket, open its seal, judge the person, strategies, words for the
wire as JSON), and the same from last night's table. Floor: the same person judged, and nothing else.
"""

import argparse
import json
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import uuid4

from kiosk.database import make_engine
from kiosk.domain.customer import CustomerFacts
from kiosk.hall import reception
from kiosk.hall.backoffice.answers import read_customers
from kiosk.hall.backoffice.outcomes import Away, AwayReason, Found, Outcome
from kiosk.hall.configuration import read_configuration
from kiosk.hall.desk import Desk
from kiosk.hall.hall import Hall
from kiosk.hall.keys import make_secrets, read_secrets
from kiosk.hall.portraits import panel
from kiosk.hall.portraits.here import Here, here
from kiosk.hall.portraits.settings import PortraitSettings
from kiosk.hall.portraits.subject import Subject
from kiosk.hall.staff.members import TOKEN
from kiosk.hall.upgrading import upgrade_all
from kiosk.portrait.person import person_portrait
from kiosk.wire import IssueRequest, Presented, PresentedPowerCard
from server_stub.town import Town

DAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
WINDOW = "1"


@dataclass
class Office:
    """Answers from memory at once: its time is not the hall's."""

    facts: tuple[CustomerFacts, ...] = ()
    away: bool = False
    state: str = field(default="up")

    def find(self, presented: Presented) -> Outcome:
        return Away(AwayReason.UNREACHABLE) if self.away else Found(self.facts)

    def probe(self) -> str:
        return self.state


@contextmanager
def open_hall(folder: Path, office: Office) -> Iterator[Hall]:
    files = read_configuration(Path("config"))
    make_secrets(folder / "secrets.toml")
    settings = files.settings.model_copy(
        update={"portraits": PortraitSettings(last_night=folder / "portraits.sqlite")}
    )
    hall = Hall(
        settings=settings,
        services=files.services,
        rules=files.rules,
        texts=files.texts,
        secrets=read_secrets(folder / "secrets.toml"),
        engine=make_engine(f"sqlite:///{folder / 'hall.sqlite'}"),
        back_office=office,  # type: ignore[arg-type]  # its state is a plain word here
        strategies=files.strategies,
        clock=lambda: NOW,
        always_open=True,
    )
    upgrade_all(hall.engine)
    yield hall
    hall.engine.dispose()


def publish(path: Path, people: list[CustomerFacts]) -> None:
    """A table as the nightly run writes it, with only what is looked at."""
    with closing(sqlite3.connect(path)) as file:
        file.execute("CREATE TABLE about(key TEXT PRIMARY KEY, value TEXT)")
        file.execute("CREATE TABLE portraits(customer_number TEXT PRIMARY KEY, id_hash TEXT, portrait TEXT)")
        file.executemany("INSERT INTO about VALUES (?, ?)", [("format", "1"), ("as_of", "2026-11-22")])
        file.executemany("INSERT INTO portraits VALUES (?, NULL, ?)", map(_row, people))
        file.commit()


def _row(facts: CustomerFacts) -> tuple[str, str]:
    whole = person_portrait((facts,), DAY).whole
    row = {
        "score": whole.credit.score,
        "grade": whole.credit.grade,
        "base": whole.credit.base,
        "bonus": whole.credit.bonus,
        "risk_class": whole.risk.risk_class,
        "risk_points": whole.risk.points,
        "rated": whole.risk.rated,
        "open_fen": whole.arrears.open_fen,
        "days_overdue": whole.arrears.days_overdue,
        "usage": whole.usage.change,
        "reasons": [["credit", one.code, one.detail, one.points] for one in whole.credit.reasons],
        "certified_special": False,
    }
    return facts.customer_number, json.dumps(row)


def at_window(hall: Hall, facts: CustomerFacts) -> None:
    """Identified, given a number and called; not measured."""
    card = PresentedPowerCard(
        customer_number=facts.customer_number.zfill(12), meter_number=facts.meter_numbers[0].zfill(12)[-12:]
    )
    visitor = reception.identify(hall, card)
    request = IssueRequest(
        request_id=uuid4(), visitor_ref=visitor.ref, service="pay", wants_person=True, accepts_wait=True
    )
    reception.direct(hall, "kiosk-1", request)


def panel_json(hall: Hall, window: str) -> str:
    found = here(hall, window, TOKEN)
    assert isinstance(found, Here), found
    assert isinstance(found.subject, Subject), found.subject
    shown = panel.portrait(found, found.proof())
    return shown.model_dump_json()


def milliseconds(work: Callable[[], object], turns: int) -> list[float]:
    taken = []
    for _ in range(turns):
        started = time.perf_counter()
        work()
        taken.append((time.perf_counter() - started) * 1000)
    return taken


def measure(customers: int, turns: int) -> dict[str, list[float]]:
    taken: dict[str, list[float]] = {"judging alone": [], "panel": [], "panel, last night": []}
    town = Town(7, DAY, max(customers, 60))
    people = [_facts(town, index) for index in range(customers)]
    office = Office()
    with tempfile.TemporaryDirectory() as folder, open_hall(Path(folder), office) as hall:
        publish(Path(folder) / "portraits.sqlite", people)
        for facts in people:
            office.facts, office.away = (facts,), False
            at_window(hall, facts)
            window = _call(hall)
            taken["judging alone"] += milliseconds(lambda facts=facts: person_portrait((facts,), DAY), turns)  # type: ignore[misc]
            taken["panel"] += milliseconds(lambda window=window: panel_json(hall, window), turns)  # type: ignore[misc]
            office.away = True
            taken["panel, last night"] += milliseconds(lambda window=window: panel_json(hall, window), turns)  # type: ignore[misc]
            Desk(hall, window, TOKEN).finish()
    return taken


def _call(hall: Hall) -> str:
    """To whichever window serves the lane they were sent to."""
    for window in hall.settings.windows:
        desk = Desk(hall, window, TOKEN)
        if desk.view().next and desk.call_next():
            return window
    raise AssertionError("somebody waits")


def _facts(town: Town, index: int) -> CustomerFacts:
    body = json.dumps([asdict(town.customer(index))], default=str).encode()
    return read_customers(body)[0].facts()


def main() -> int:
    parser = argparse.ArgumentParser(description="The hall's own time for a portrait at a window.")
    parser.add_argument("--customers", type=int, default=200)
    parser.add_argument("--turns", type=int, default=5)
    options = parser.parse_args()
    figures: dict[str, float] = {}
    print(f"{'ms':22}{'p50':>8}{'p99':>8}{'worst':>8}")
    for name, taken in measure(options.customers, options.turns).items():
        taken.sort()
        p50, p99 = taken[len(taken) // 2], taken[len(taken) * 99 // 100]
        print(f"{name:22}{p50:8.2f}{p99:8.2f}{taken[-1]:8.2f}")
        key = name.replace(", ", "_").replace(" ", "_")
        figures |= {f"{key}_p50_ms": round(p50, 3), f"{key}_p99_ms": round(p99, 3)}
    print(json.dumps({"customers": options.customers, "turns": options.turns} | figures))
    return 0


if __name__ == "__main__":
    sys.exit(main())
