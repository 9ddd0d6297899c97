"""Cards of the town's people, as the kiosk would present them."""

from kiosk.domain.identity import IdDocument
from kiosk.hall.backoffice.queries import bytes_reversed
from kiosk.wire import PresentedIdCard, PresentedPowerCard
from server_stub.cast import INDEX_OF, Role
from server_stub.numbers import customer_number, meter_number
from tests.hall_backoffice.conftest import TOWN

NO_NUMBER = "0" * 12
UNKNOWN = "000000000017"


def id_card(role: Role) -> PresentedIdCard:
    return id_number(TOWN.owner(INDEX_OF[role]).id_number)


def id_number(number: str, document: IdDocument = IdDocument.RESIDENT) -> PresentedIdCard:
    return PresentedIdCard(document=document, number=number)


def power_card(role: Role) -> PresentedPowerCard:
    index = INDEX_OF[role]
    return written(customer_number(index).zfill(12), meter_number(index))


def reversed_meter_card(role: Role) -> PresentedPowerCard:
    return written(UNKNOWN, bytes_reversed(meter_number(INDEX_OF[role])))


def written(customer: str, meter: str) -> PresentedPowerCard:
    return PresentedPowerCard(customer_number=customer, meter_number=meter)
