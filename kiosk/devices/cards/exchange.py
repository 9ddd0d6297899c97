"""One command and its whole answer: what T=0 leaves to the application (ISO/IEC 7816-3, 10.3.3).

``61 xx``: xx bytes wait for GET RESPONSE. ``6C xx``: the length asked for was wrong, ask again for xx. Neither
pcscd nor the library does this.
"""

from kiosk.devices.cards.apdu import Answer, Apdu, CardSilent
from kiosk.devices.cards.guard import GuardedConnection

MORE_WAITS = 0x61
WRONG_LENGTH = 0x6C
MOST_ROUNDS = 8  # 2 KiB: more than any file read here


def send(card: GuardedConnection, apdu: Apdu) -> Answer:
    """The answer with all its data. Raises what ``Connection.transmit`` does."""
    answer = _with_right_length(card, apdu)
    data = answer.data
    for _ in range(MOST_ROUNDS):
        if answer.sw >> 8 != MORE_WAITS:
            break
        answer = _with_right_length(card, Apdu(0x00, 0xC0, 0x00, 0x00, expect=_count(answer.sw)))
        data += answer.data
    return Answer(data, answer.sw)


def _with_right_length(card: GuardedConnection, apdu: Apdu) -> Answer:
    answer = _once(card, apdu)
    if answer.sw >> 8 == WRONG_LENGTH and apdu.expect is not None:
        answer = _once(card, apdu.expecting(_count(answer.sw)))
    return answer


def _once(card: GuardedConnection, apdu: Apdu) -> Answer:
    raw = card.transmit(apdu.encode())
    if len(raw) < 2:
        raise CardSilent(f"{len(raw)} bytes came, fewer than a status word")
    return Answer(raw[:-2], int.from_bytes(raw[-2:], "big"))


def _count(sw: int) -> int:
    """The low byte; 0 stands for 256."""
    return sw & 0xFF or 256
