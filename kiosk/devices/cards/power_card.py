"""The card of a prepayment meter: EF 1 says whose it is, EF 5 what the meter wrote back.

Layout of the contact CPU cards of State Grid (Q/GDW 365 and 1365) and Southern Grid local-prepayment meters, from
public descriptions of the meter's side. Files lie in DF01 of the MF and are framed ``68 … CS 16``, CS being the sum
of all bytes between. Whether an issuer lets EF 1 be read freely differs by province: a refusal is taken for an
answer, never worked around.
"""

import logging
from dataclasses import replace

from kiosk.devices.cards.apdu import Apdu, CardTrouble, StatusWord, status_name
from kiosk.devices.cards.exchange import send
from kiosk.devices.cards.guard import GuardedConnection
from kiosk.domain.device import CardFailure
from kiosk.domain.identity import CardUse, Grid, PowerCard, WriteBack

log = logging.getLogger(__name__)

MASTER_FILE = b"\x3f\x00"
POWER_APPLICATION = b"\xdf\x01"
PARAMETERS, WRITE_BACK = 1, 5  # short file ids

HEADER_SIZE = 4
PARAMETERS_SIZE = 45
WRITE_BACK_SIZE = {Grid.STATE: 49, Grid.SOUTHERN: 50}
USER_CARD = {0x01: Grid.STATE, 0x03: Grid.SOUTHERN}  # the command byte; others are meter technicians' cards
USES = {1: CardUse.OPENING, 2: CardUse.PURCHASE, 3: CardUse.REPLACEMENT}

_PROTECTED = {StatusWord.SECURITY_NOT_SATISFIED, StatusWord.CONDITIONS_NOT_SATISFIED}


def read_power_card(card: GuardedConnection) -> PowerCard | CardFailure:
    """Select the power application and read it. Raises CardTrouble when the card stops answering."""
    if not send(card, _select(MASTER_FILE)).ok:
        return CardFailure.NOT_OURS
    selected = send(card, _select(POWER_APPLICATION))
    if not selected.ok:
        return _failure("SELECT power application", selected.sw)
    read = _read_parameters(card)
    if isinstance(read, CardFailure):
        return read
    return replace(read, write_back=_read_write_back(card, read))


def _read_parameters(card: GuardedConnection) -> PowerCard | CardFailure:
    """First the header alone: a blank or foreign card is told without asking it for what it has not."""
    header = send(card, _read_binary(PARAMETERS, HEADER_SIZE))
    if not header.ok:
        return _failure("READ EF 1 header", header.sw)
    if failure := judge_header(header.data):
        return failure
    whole = send(card, _read_binary(PARAMETERS, PARAMETERS_SIZE))
    return parse_parameters(whole.data) if whole.ok else _failure("READ EF 1", whole.sw)


def judge_header(frame: bytes) -> CardFailure | None:
    """Whether EF 1 begins like a user card's, from its first four bytes: ``68 command 00 27``."""
    head = frame[:HEADER_SIZE]
    if head in (bytes(HEADER_SIZE), b"\xff" * HEADER_SIZE):
        return CardFailure.BLANK
    if len(head) < HEADER_SIZE:
        return CardFailure.UNREADABLE
    if head[0] != 0x68 or head[1] not in USER_CARD:
        return CardFailure.NOT_OURS
    return None if head[2:] == b"\x00\x27" else CardFailure.UNREADABLE


def parse_parameters(frame: bytes) -> PowerCard | CardFailure:
    """EF 1, 45 bytes: meter number at 30, customer number at 36 (6 bytes BCD each), use at 42."""
    if failure := judge_header(frame):
        return failure
    if len(frame) != PARAMETERS_SIZE or not is_framed(frame):
        return CardFailure.UNREADABLE
    meter, customer = frame[30:36].hex(), frame[36:42].hex()
    if not (meter + customer).isdecimal():
        return CardFailure.UNREADABLE
    return PowerCard(USER_CARD[frame[1]], USES.get(frame[42], CardUse.UNSTATED), meter, customer)


def parse_write_back(frame: bytes, grid: Grid) -> WriteBack | None:
    """EF 5, 49 bytes (State) or 50 (Southern): remaining amount at 23, purchases 27, overdraft 31, bad cards 39.

    None when nothing has been written back yet (all 00 or FF), or what was written is damaged.
    """
    size = WRITE_BACK_SIZE[grid]
    if frame[:HEADER_SIZE] != bytes([0x68, 0x11, 0x00, size - 6]) or len(frame) != size or not is_framed(frame):
        return None
    overdraft, bad_insertions = frame[31:35].hex(), frame[39:42].hex()
    if not (overdraft + bad_insertions).isdecimal():
        return None
    return WriteBack(
        remaining_fen=int.from_bytes(frame[23:27], "big"),
        purchases=int.from_bytes(frame[27:31], "big"),
        overdraft_fen=int(overdraft),
        bad_insertions=int(bad_insertions),
    )


def is_framed(frame: bytes) -> bool:
    """``68 … CS 16`` with a right CS: the sum modulo 256 of everything between the 68 and itself."""
    return frame[0] == 0x68 and frame[-1] == 0x16 and frame[-2] == sum(frame[1:-2]) % 256


def _read_write_back(card: GuardedConnection, owner: PowerCard) -> WriteBack | None:
    """Never worth failing for: whose card it is, is known already, even if it has just been pulled."""
    try:
        answer = send(card, _read_binary(WRITE_BACK, WRITE_BACK_SIZE[owner.grid]))
    except CardTrouble:
        return None
    belongs = answer.data[11:23].hex() == owner.meter_number + owner.customer_number
    return parse_write_back(answer.data, owner.grid) if answer.ok and belongs else None


def _failure(step: str, sw: int) -> CardFailure:
    log.info("power card: %s answered %s", step, status_name(sw))
    if sw in _PROTECTED:
        return CardFailure.PROTECTED
    if sw == StatusWord.WRONG_OFFSET:
        return CardFailure.BLANK
    refused = sw == StatusWord.WRONG_FILE_TYPE or sw >> 8 in {0x6A, 0x6D, 0x6E}
    return CardFailure.NOT_OURS if refused else CardFailure.UNREADABLE


def _select(file_id: bytes) -> Apdu:
    return Apdu(0x00, 0xA4, 0x00, 0x00, file_id)


def _read_binary(short_id: int, length: int) -> Apdu:
    return Apdu(0x00, 0xB0, 0x80 | short_id, 0x00, expect=length)
