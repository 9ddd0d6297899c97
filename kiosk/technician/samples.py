"""Invented visits, one for every screen: for pictures and for layout tests. Nobody here exists."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, timezone
from uuid import UUID

from kiosk.domain.device import CardFailure, PrinterStatus, Role, Trouble
from kiosk.domain.direction import DirectionKind
from kiosk.domain.ticket import PrintState
from kiosk.flow.state import (
    Asked,
    Booked,
    CardTrouble,
    CheckingIn,
    Choosing,
    Claim,
    DeviceHealth,
    Directed,
    HallAway,
    Issuing,
    Kiosk,
    Looking,
    NotFound,
    Reading,
    Refused,
    Stage,
    Ticketed,
    TooEarly,
    TooLate,
    Visit,
    Welcome,
)
from kiosk.wire import (
    AppointmentNow,
    CheckInAnswer,
    DirectionAnswer,
    HallState,
    IssuedTicket,
    LongWait,
    Menu,
    MenuItem,
    Visitor,
)

BOOT = UUID("00000000-0000-4000-8000-000000000001")
NOON = datetime(2026, 11, 23, 12, 5, tzinfo=timezone(timedelta(hours=8)))
UP = DeviceHealth(None)

SERVICES = (
    ("bill", "bill", "查电费、看账单", "My bill"),
    ("pay", "pay", "交电费", "Pay"),
    ("card", "card", "购电、补写电卡", "Power card top-up"),
    ("new", "new", "新装、过户、改名", "New connection, moving"),
    ("meter", "meter", "电表、停电问题", "Meter or outage"),
    ("advice", "speech", "咨询、投诉、其他", "Advice, complaint, other"),
)


@dataclass(frozen=True, slots=True)
class Sample:
    """``name`` becomes a file name."""

    name: str
    kiosk: Kiosk


def hall(*, is_open: bool = True) -> HallState:
    return HallState(
        hall={"zh": "城东供电营业厅", "en": "East Town Power Service Hall"},
        open=is_open,
        opens_at=None if is_open else "08:30",
        business_date=date(2026, 11, 23),
        now=NOON,
        open_lanes=("general", "priority"),
        waiting=7,
        back_office="up",
        appointments=True,
    )


def kiosk_at(stage: Stage, *, language: str = "zh", now: float = 101.0) -> Kiosk:
    """A kiosk in good health whose visit came to ``stage`` at second 100."""
    return Kiosk(
        boot=BOOT,
        visit=Visit(number=12, stage=stage, language=language, since=100.0, touched=100.0),
        now=now,
        devices=tuple((role, UP) for role in Role),
        printer=PrinterStatus.READY,
        hall=hall(),
    )


def menu_of(count: int = len(SERVICES)) -> Menu:
    """``count`` services; past the usual six they repeat, as in a hall with a very long list."""
    items = (SERVICES[index % len(SERVICES)] + (index // len(SERVICES),) for index in range(count))
    return Menu(
        items=tuple(
            MenuItem(service=f"{id_}{turn or ''}", title={"zh": zh, "en": en}, pictogram=pictogram)
            for id_, pictogram, zh, en, turn in items
        )
    )


def visitor(menu: Menu) -> Visitor:
    return Visitor(ref="sealed", known=True, masked_name="李*华", menu=menu)


def answer(
    number: str | None = "A007",
    place: tuple[str, str] = ("1、2、3号窗口", "Windows 1, 2, 3"),
    wait: tuple[str, str] = ("请在等候区就座，留意叫号", "Please take a seat and watch the screen"),
    ahead: int = 3,
    minutes: tuple[int, int] = (15, 20),
) -> DirectionAnswer:
    return DirectionAnswer(
        request_id=BOOT,
        kind=DirectionKind.LANE if number else DirectionKind.SELF_SERVICE,
        place=dict(zip(("zh", "en"), place, strict=True)),
        wait_here=dict(zip(("zh", "en"), wait, strict=True)),
        service_title={"zh": "交电费", "en": "Pay"},
        ticket=_issued(number, ahead, minutes) if number else None,
    )


def _issued(number: str, ahead: int, minutes: tuple[int, int]) -> IssuedTicket:
    least, most = minutes
    return IssuedTicket(id=BOOT, number=number, ahead=ahead, issued_at=NOON, wait_from_min=least, wait_to_min=most)


LONG = answer(
    "K1234",
    ("二楼东侧大客户接待室旁11、12、13、14号窗口", "Windows 11, 12, 13 and 14 on the second floor, east side"),
    (
        "请在二楼东侧等候区就座，留意叫号，行动不便请找工作人员",
        "Please take a seat on the second floor and watch the screen; our staff will help",
    ),
    ahead=128,
    minutes=(115, 125),
)
WAIT = LongWait(message="", ahead=17, minutes_from=35, minutes_to=45)
WAIT_HOURS = LongWait(message="", ahead=128, minutes_from=240, minutes_to=240)
WAIT_UNKNOWN = LongWait(message="", ahead=17)
ADVICE = {
    "zh": "银行正在代扣一笔电费，这一笔不用再交。",
    "en": "Your bank is paying; do not pay twice.",
}
LONG_ADVICE = {
    "zh": "您家可能适合峰谷电价，可请窗口的同事按去年用电算一算。",
    "en": "The time-of-use tariff may suit your home; ask at a window.",
}
TERMINAL = answer(None, ("1号自助终端", "Self-service terminal 1"), ("", ""))


def samples(language: str) -> Iterator[Sample]:
    """One kiosk for every screen and every face a screen can have."""
    for name, kiosk in _all():
        yield Sample(name, replace(kiosk, visit=replace(kiosk.visit, language=language)))


def _all() -> Iterator[tuple[str, Kiosk]]:
    yield from _beginnings()
    yield from _waits()
    yield from _menus()
    yield from _appointments()
    yield from _tickets()
    yield from _troubles()


def _beginnings() -> Iterator[tuple[str, Kiosk]]:
    welcome = kiosk_at(Welcome())
    yield "welcome", welcome
    yield "welcome-card-arrived", replace(welcome, now=103.2)
    yield "welcome-power-card-only", _with_devices(welcome, id_reader=DeviceHealth(Trouble.GONE))
    yield "welcome-no-appointments", replace(welcome, hall=hall().model_copy(update={"appointments": False}))
    yield "welcome-no-reader", replace(welcome, devices=((Role.PRINTER, UP),))
    yield "welcome-demo", _with_devices(welcome, id_reader=DeviceHealth(None, mock=True))
    yield "closed", replace(welcome, hall=hall(is_open=False))


def _waits() -> Iterator[tuple[str, Kiosk]]:
    issuing = Issuing(BOOT, "pay")
    yield "reading", kiosk_at(Reading())
    yield "reading-late", kiosk_at(Reading(), now=104.0)
    yield "looking", kiosk_at(Looking(with_card=True))
    yield "looking-late", kiosk_at(Looking(with_card=True), now=104.0)
    yield "looking-no-card", kiosk_at(Looking(with_card=False))
    yield "issuing", kiosk_at(issuing)
    yield "issuing-late", kiosk_at(issuing, now=104.0)
    yield "issuing-reserve", kiosk_at(replace(issuing, from_reserve=True), now=104.0)


def _menus() -> Iterator[tuple[str, Kiosk]]:
    yield "menu", kiosk_at(Choosing(menu_of(), visitor(menu_of())))
    yield "menu-no-card", kiosk_at(Choosing(menu_of()))
    yield "menu-four", kiosk_at(Choosing(menu_of(4), visitor(menu_of(4))))
    yield "menu-first-of-ten", kiosk_at(Choosing(menu_of(60)))
    yield "menu-middle-of-ten", kiosk_at(Choosing(menu_of(60), visitor(menu_of(60)), page=4))
    asked = kiosk_at(Choosing(menu_of(), visitor(menu_of())), now=171.0)
    yield "still-there", replace(asked, visit=replace(asked.visit, warned_at=160.0))


def _appointments() -> Iterator[tuple[str, Kiosk]]:
    without = tuple((role, UP) for role in Role if role is not Role.SCANNER)
    yield "check-in", kiosk_at(CheckingIn())
    yield "check-in-no-scanner", replace(kiosk_at(CheckingIn("1390")), devices=without)
    yield "check-in-typed", kiosk_at(CheckingIn("13900000001"))
    yield "check-in-full", kiosk_at(CheckingIn("075588888888"))
    for why in NotFound:
        typed = {NotFound.PHONE: "13900000002", NotFound.CODE: "", NotFound.TOO_OFTEN: ""}.get(why, "139")
        yield f"check-in-{why.replace('_', '-')}", kiosk_at(CheckingIn(typed, why))
    due = AppointmentNow(service_title={"zh": "新装、过户、改名", "en": "New connection, moving"}, starts_at=NOON)
    yield "booked", kiosk_at(Booked(visitor(menu_of()).model_copy(update={"appointment": due})))
    later = CheckInAnswer(outcome="come_later", starts_at=NOON + timedelta(hours=2), come_at=NOON)
    yield "too-early", kiosk_at(TooEarly(Claim(phone="13900000001"), later))
    ask = later.model_copy(update={"may_take_number": True, "starts_at": NOON + timedelta(days=2)})
    yield "too-early-or-now", kiosk_at(TooEarly(Claim(phone="13900000001"), ask))
    yield "too-late", kiosk_at(TooLate(CheckInAnswer(outcome="book_again", starts_at=NOON)))


def _tickets() -> Iterator[tuple[str, Kiosk]]:
    yield "direction", kiosk_at(Directed(TERMINAL, "pay"))
    yield "direction-long", kiosk_at(Directed(replace_ticket(LONG), "pay"))
    yield "direction-advice", kiosk_at(Directed(advised(TERMINAL, ADVICE), "pay"))
    yield "direction-long-advice", kiosk_at(Directed(advised(replace_ticket(LONG), LONG_ADVICE), "pay"))
    yield "ticket-printing", kiosk_at(Ticketed(answer(), PrintState.NEW))
    yield "ticket", kiosk_at(Ticketed(answer(), PrintState.CONFIRMED))
    yield "ticket-advice", kiosk_at(Ticketed(advised(answer(), ADVICE), PrintState.CONFIRMED))
    yield "ticket-advice-printing", kiosk_at(Ticketed(advised(answer(), LONG_ADVICE), PrintState.NEW))
    yield "ticket-next", kiosk_at(Ticketed(answer(ahead=0, minutes=(5, 5)), PrintState.UNKNOWN))
    yield "ticket-no-paper", kiosk_at(Ticketed(answer(), PrintState.SHOWN))
    yield "ticket-reserve", kiosk_at(Ticketed(answer("R012"), PrintState.CONFIRMED, from_reserve=True))
    yield "ticket-missed", kiosk_at(Ticketed(answer(), PrintState.CONFIRMED, missed=True))
    yield "ticket-long", kiosk_at(Ticketed(LONG, PrintState.UNKNOWN))
    yield "ticket-long-advice", kiosk_at(Ticketed(advised(LONG, LONG_ADVICE), PrintState.UNKNOWN))
    yield "ticket-long-no-paper", kiosk_at(Ticketed(LONG, PrintState.FAILED))


def _troubles() -> Iterator[tuple[str, Kiosk]]:
    for failure in CardFailure:
        yield f"card-not-read-{failure.replace('_', '-')}", kiosk_at(CardTrouble(failure))
    yield "long-wait", kiosk_at(Asked(Issuing(BOOT, "pay"), WAIT))
    yield "long-wait-unknown", kiosk_at(Asked(Issuing(BOOT, "pay"), WAIT_UNKNOWN))
    yield "long-wait-hours", kiosk_at(Asked(Issuing(BOOT, "pay"), WAIT_HOURS))
    yield "hall-away", kiosk_at(HallAway())
    yield "refused", kiosk_at(Refused())
    yield "out-of-order", replace(kiosk_at(Welcome()), failed=True)
    yield "technician", replace(kiosk_at(Welcome()), technician=True)
    broken = _with_devices(
        kiosk_at(Welcome()),
        id_reader=DeviceHealth(Trouble.ABSENT),
        card_reader=DeviceHealth(Trouble.SILENT, mock=True),
    )
    yield (
        "technician-trouble",
        replace(broken, technician=True, printer=PrinterStatus.CUTTER_ERROR, hall_reachable=False),
    )


def replace_ticket(of: DirectionAnswer) -> DirectionAnswer:
    """The same place, reached without a number."""
    return of.model_copy(update={"ticket": None, "kind": DirectionKind.SELF_SERVICE})


def advised(of: DirectionAnswer, advice: dict[str, str]) -> DirectionAnswer:
    """The same with a line of advice."""
    return of.model_copy(update={"advice": advice})


def _with_devices(kiosk: Kiosk, **healths: DeviceHealth) -> Kiosk:
    devices = dict(kiosk.devices) | {Role(name): health for name, health in healths.items()}
    return replace(kiosk, devices=tuple(devices.items()))
