"""From what was presented at the kiosk to the questions put to the back office, in order."""

from dataclasses import dataclass, field
from enum import StrEnum

from kiosk.hall.backoffice.answers import Customer
from kiosk.hall.backoffice.hashing import IdKey, id_hash
from kiosk.wire import Presented, PresentedIdCard, PresentedPowerCard

METER_DIGITS = 12


class By(StrEnum):
    NUMBER = "by-number"
    METER = "by-meter"
    ID_HASH = "by-id-hash"


@dataclass(frozen=True, slots=True)
class Query:
    """``value`` is the end of the path: digits, or key version and hash. ``reversed``: the meter's bytes turned."""

    by: By
    value: str = field(repr=False)
    reversed: bool = False

    @property
    def path(self) -> str:
        return f"/customers/{self.by}/{self.value}"

    def is_answered_by(self, customer: Customer) -> bool:
        """Whether an answer is about whom we asked for: another's would show a visitor a stranger's affairs."""
        match self.by:
            case By.NUMBER:
                return customer.customer_number.endswith(self.value)
            case By.METER:
                return any(_meter(number) == self.value for number in customer.contract.meter_numbers)
            case By.ID_HASH:
                proof = customer.id_hash
                return proof is not None and f"{proof.key_version}/{proof.hmac}" == self.value


def queries_for(presented: Presented, key: IdKey, customer_digits: int) -> tuple[Query, ...]:
    """Each is put only when the one before found nobody. Empty: the back office cannot know such a card."""
    if isinstance(presented, PresentedPowerCard):
        return _power_card(presented, customer_digits)
    if isinstance(presented, PresentedIdCard):
        hashed = id_hash(presented.number, key)
        return (Query(By.ID_HASH, f"{hashed.key_version}/{hashed.digest}"),) if hashed else ()
    return ()


def bytes_reversed(meter_number: str) -> str:
    """Some meter makers write the six bytes of the number the other way round.

    >>> bytes_reversed("123456789012")
    '129078563412'
    """
    return "".join(meter_number[at : at + 2] for at in range(len(meter_number) - 2, -1, -2))


def _power_card(card: PresentedPowerCard, customer_digits: int) -> tuple[Query, ...]:
    """By customer number, by meter, by the meter's bytes reversed. Zeros were never written: not asked."""
    turned = bytes_reversed(card.meter_number)
    asked = [
        Query(By.NUMBER, card.customer_number[-customer_digits:]),
        Query(By.METER, card.meter_number),
        Query(By.METER, turned, reversed=True),
    ]
    if turned == card.meter_number:
        asked.pop()
    return tuple(query for query in asked if query.value.strip("0"))


def _meter(number: str) -> str:
    return number[-METER_DIGITS:].zfill(METER_DIGITS)
