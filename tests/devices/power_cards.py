"""Power cards of invented customers: the published vectors of EF 1 and EF 5, and the chips that hold them."""

from kiosk.domain.identity import CardUse, Grid, PowerCard, WriteBack
from simulators.chips import PowerChip, parameter_file, write_back_file

METER, CUSTOMER = "000012345678", "031000123456"

EF1_STATE = bytes.fromhex(
    "68 01 00 27 00 00 00 00 00 00 26 01 01 00 00 00 00 00 50 00 00 00 40 00 00 00 01 00 00 01"
    "00 00 12 34 56 78 03 10 00 12 34 56 02 A7 16"
)
EF1_SOUTHERN = bytes.fromhex(
    "68 03 00 27 00 00 00 00 00 00 26 01 01 00 00 00 00 00 50 00 00 00 40 00 00 00 01 00 00 01"
    "00 00 12 34 56 78 03 10 00 12 34 56 01 A8 16"
)
EF5_STATE = bytes.fromhex(
    "68 11 00 2B 00 00 00 01 00 00 01 00 00 12 34 56 78 03 10 00 12 34 56 00 00 30 39 00 00 00 07"
    "00 00 00 00 00 00 00 00 00 00 02 26 11 22 15 30 11 16"
)
EF5_SOUTHERN = write_back_file(METER, CUSTOMER, 9900, 3, southern=True)

STATE_CARD = PowerCard(Grid.STATE, CardUse.PURCHASE, METER, CUSTOMER, WriteBack(12345, 7, 0, 2))
SOUTHERN_CARD = PowerCard(Grid.SOUTHERN, CardUse.OPENING, METER, CUSTOMER, WriteBack(9900, 3, 0, 0))
OTHER_CARD = PowerCard(Grid.STATE, CardUse.REPLACEMENT, "000087654321", "031000654321", None)


def state_chip() -> PowerChip:
    return PowerChip(EF1_STATE, EF5_STATE)


def southern_chip() -> PowerChip:
    return PowerChip(EF1_SOUTHERN, EF5_SOUTHERN)


def other_chip() -> PowerChip:
    """Issued, and not yet in its meter: nothing written back."""
    return PowerChip(parameter_file(OTHER_CARD.meter_number, OTHER_CARD.customer_number, use=3), bytes(49))


def damaged(frame: bytes, at: int = 40) -> bytes:
    """One bit of one byte flipped."""
    return frame[:at] + bytes([frame[at] ^ 0x01]) + frame[at + 1 :]
