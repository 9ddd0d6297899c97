"""What a person at the dock can do to the simulated devices and programs."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import requests

from kiosk.demo.stage import Stage
from kiosk.flow.events import Event, TechnicianCame, TechnicianLeft
from simulators.card import VirtualCard
from simulators.chips import PowerChip, parameter_file, write_back_file
from simulators.id_cards import resident

LIES_S = 1.2
"""How long a card lies on a reader before the hand takes it away again."""


@dataclass(frozen=True, slots=True)
class Hand:
    """A label and what pressing it does. ``move`` may take a second or two."""

    label: str
    move: Callable[[], None]


class Hands:
    """``say`` reaches the kiosk's inbox, for the technician's key; all else goes over the devices' own wires."""

    def __init__(self, stage: Stage, say: Callable[[Event], None]) -> None:
        self._stage = stage
        self._say = say
        self._technician = False

    def all(self) -> list[Hand]:
        return [*self._cards(), *self._devices(), *self._programs()]

    def _cards(self) -> list[Hand]:
        people = {
            "class_one": "ID card: always pays on time",
            "class_three_in_arrears": "ID card: three bills open",
            "ordinary": "ID card: ordinary customer",
            "debit_in_transit": "ID card: bank debit under way",
            "elderly": "ID card: 78 years old",
            "key_account": "ID card: key account",
        }
        id_cards = [Hand(label, lambda role=role: self._id_card(role)) for role, label in people.items()]  # type: ignore[misc]  # early binding
        power = (
            [Hand("power card: three bills open", self._power_card)] if self._stage.simulators.card_reader else []
        )
        return [*id_cards, Hand("ID card: unknown here", self._unknown_card), *power]

    def _devices(self) -> list[Hand]:
        printer, id_reader = self._stage.simulators.printer, self._stage.simulators.id_reader
        return [
            Hand("printer: paper out", printer.paper_out),
            Hand("printer: paper in", printer.load_paper),
            Hand("printer: off", printer.unplug),
            Hand("printer: on", printer.plug),
            Hand("ID reader: off", id_reader.unplug),
            Hand("ID reader: on", id_reader.plug),
        ]

    def _programs(self) -> list[Hand]:
        return [
            Hand("back office: down", lambda: self._stage.disturb_back_office("drop")),
            Hand("back office: up", lambda: self._stage.disturb_back_office("none")),
            Hand("hall: stop", self._stage.stop_hall),
            Hand("hall: start", self._stage.restart_hall),
            Hand("window 1: finish and call next", self._call_next),
            Hand("technician's key", self._turn_key),
        ]

    def _id_card(self, role: str) -> None:
        member = self._stage.cast[role]
        self._lay(resident(member.name, member.id_number, birth=f"{member.birth_date:%Y%m%d}"))

    def _unknown_card(self) -> None:
        self._lay(resident("测试员", "11010519491231002X", birth="19890307"))

    def _lay(self, record: bytes) -> None:
        self._stage.simulators.id_reader.put_card(record)
        time.sleep(LIES_S)
        self._stage.simulators.id_reader.take_card()

    def _power_card(self) -> None:
        reader, member = self._stage.simulators.card_reader, self._stage.cast["class_three_in_arrears"]
        assert reader is not None, "the hand is there only where the reader is"
        numbers = member.meter_number, member.customer_number
        chip = PowerChip(parameter_file(*numbers), write_back_file(*numbers, remaining_fen=1250, purchases=7))
        card = VirtualCard(reader.slot(0), chip)
        card.insert()
        time.sleep(LIES_S)
        card.pull()

    def _call_next(self) -> None:
        headers = {"Authorization": f"Bearer {self._stage.secrets.staff_token}", "X-Hall-Request": "1"}
        for action in ("finish", "next"):
            requests.post(f"{self._stage.hall_url}/api/counters/1/{action}", headers=headers, timeout=5)

    def _turn_key(self) -> None:
        self._technician = not self._technician
        self._say(TechnicianCame() if self._technician else TechnicianLeft())
