"""Small values for flow tests: invented, and only as full as a test needs."""

from datetime import UTC, date, datetime
from uuid import UUID, uuid5

from kiosk.domain.device import PrinterStatus, Role
from kiosk.domain.direction import DirectionKind
from kiosk.domain.identity import IdCard, IdDocument
from kiosk.flow.effects import Effect
from kiosk.flow.events import DeviceUp, Event, PrinterSeen
from kiosk.flow.policy import Policy
from kiosk.flow.state import Kiosk, Stage
from kiosk.flow.step import step
from kiosk.flow.turns import start
from kiosk.wire import DirectionAnswer, HallState, IssuedTicket, LongWait, Menu, MenuItem, Visitor

BOOT = UUID("00000000-0000-4000-8000-000000000001")
POLICY = Policy()
CARD = IdCard(IdDocument.RESIDENT, "11010519491231002X", "测试员", date(1949, 12, 31))
MENU = Menu(
    items=tuple(
        MenuItem(service=name, title={"zh": name, "en": name}, pictogram="bill")
        for name in ("bill", "pay", "card", "new", "meter", "advice", "other")
    )
)
LONG_WAIT = LongWait(message="", ahead=17, minutes_from=35, minutes_to=45)
VISITOR = Visitor(ref="sealed", known=True, masked_name="测*", menu=MENU)


def hall_state(*, open_: bool = True) -> HallState:
    return HallState(
        hall={"zh": "厅", "en": "Hall"},
        open=open_,
        business_date=date(2026, 11, 22),
        now=datetime(2026, 11, 22, 2, tzinfo=UTC),
        open_lanes=("general",),
        waiting=0,
        back_office="up",
    )


def direction(
    request_id: UUID, *, number: str | None = "A001", kind: DirectionKind = DirectionKind.LANE
) -> DirectionAnswer:
    text = {"zh": "1号窗口", "en": "Window 1"}
    ticket = number and IssuedTicket(
        id=uuid5(request_id, "ticket"), number=number, ahead=2, issued_at=datetime(2026, 11, 22, 2, tzinfo=UTC)
    )
    return DirectionAnswer(
        request_id=request_id, kind=kind, place=text, wait_here=text, service_title=text, ticket=ticket or None
    )


class Story:
    """Feeds facts to ``step`` and keeps the state and the newest effects."""

    def __init__(self, policy: Policy = POLICY, *, printer: PrinterStatus | None = PrinterStatus.READY) -> None:
        self.policy = policy
        self.kiosk: Kiosk = start(BOOT, policy)
        self.effects: tuple[Effect, ...] = ()
        if printer is not None:
            self.then(DeviceUp(Role.PRINTER), PrinterSeen(printer))

    def then(self, *events: Event) -> "Story":
        for event in events:
            self.kiosk, effects = step(self.kiosk, event, self.policy)
            self.effects = tuple(effects)
        return self

    # Methods, not properties: a type checker would hold a property to what it was a line ago.

    def effect(self) -> Effect:
        (only,) = self.effects
        return only

    def stage(self) -> Stage:
        return self.kiosk.visit.stage

    @property
    def visit(self) -> int:
        return self.kiosk.visit.number
