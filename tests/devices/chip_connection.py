"""A chip of the simulators behind the three methods of a Connection: card sessions without a wire."""

from collections.abc import Callable

from kiosk.devices.cards.apdu import CardTrouble
from simulators.chips import Chip


class ChipConnection:
    """``breaks_at`` raises its error instead of the answer to a command that begins so."""

    def __init__(self, chip: Chip, breaks_at: tuple[bytes, CardTrouble] | None = None) -> None:
        self.sent: list[bytes] = []
        self.closed = False
        self._chip = chip
        self._breaks_at = breaks_at
        chip.reset()

    @property
    def atr(self) -> bytes:
        return self._chip.atr

    def transmit(self, command: bytes) -> bytes:
        self.sent.append(command)
        if self._breaks_at and command.startswith(self._breaks_at[0]):
            raise self._breaks_at[1]
        return self._chip.answer(command)

    def close(self) -> None:
        self.closed = True


def lay_down(chip: Chip) -> Callable[[], ChipConnection]:
    """What ``read_card`` wants: connects to ``chip`` each time it is called."""
    return lambda: ChipConnection(chip)
