"""The script: who comes to the kiosk, what they do there, and what is expected to happen."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from kiosk.demo.player import DemoFailed, Player, Steps
from kiosk.demo.stage import CastMember, Stage
from kiosk.demo.trace import Trace
from kiosk.domain.ticket import PrintState
from kiosk.flow.precedence import Screen
from simulators.card import VirtualCard
from simulators.chips import PowerChip, parameter_file, write_back_file
from simulators.id_cards import resident
from simulators.sam_module import READ, READ_FAILED, Faults

UNKNOWN_NUMBER = "11010519491231002X"  # the example of the standard itself: nobody's


@dataclass(slots=True)
class Played:
    """One visit of the script: its name, how the person was identified, and its number at the kiosk."""

    name: str
    identified_by: str
    visit: int = 0


class Script:
    """All visits in order. ``played`` fills as they go."""

    def __init__(self, stage: Stage, player: Player, trace: Trace) -> None:
        self._stage = stage
        self._player = player
        self._trace = trace
        self.played: list[Played] = []

    def all(self) -> Steps:
        """Every visit, one after the other."""
        yield from self._ready()
        yield from self.class_one()
        yield from self.class_three_in_arrears()
        yield from self.ordinary_bill()
        yield from self.unknown_card()
        yield from self.no_card_in_english()
        yield from self.card_not_read()
        yield from self.elderly_no_paper()
        yield from self.hall_away()

    def _ready(self) -> Steps:
        yield from self._player.expect(Screen.WELCOME)
        yield from self._player.rest(1.5)
        self._player.picture("welcome")

    # --- the visits ---

    def class_one(self) -> Steps:
        """A customer of the first class wants a new connection: the priority lane."""
        played = self._begin("class-1 customer", "id_card")
        yield from self._lay_id_card(self._stage.cast["class_one"])
        yield from self._choose("new", "menu")
        yield from self._ticket(played, "ticket")

    def class_three_in_arrears(self) -> Steps:
        """Three bills open: the arrears counter, by power card where a card reader can be simulated."""
        member = self._stage.cast["class_three_in_arrears"]
        reader = self._stage.simulators.card_reader
        played = self._begin("class-3 customer in arrears", "power_card" if reader else "id_card")
        if reader:
            with self._power_card(member):
                yield from self._choose("pay", "menu-power-card")
        else:
            yield from self._lay_id_card(member)
            yield from self._choose("pay", "menu-arrears")
        yield from self._ticket(played, "ticket-arrears")

    def ordinary_bill(self) -> Steps:
        """A question about a bill: a self-service terminal answers it sooner than a clerk."""
        played = self._begin("ordinary bill question", "id_card")
        yield from self._lay_id_card(self._stage.cast["ordinary"])
        yield from self._choose("bill", "menu-ordinary")
        played.visit = self._player.visit
        yield from self._player.expect(Screen.DIRECTION)
        self._player.picture("direction")
        yield from self._leave()

    def unknown_card(self) -> Steps:
        """A card the back office does not know: a general number."""
        played = self._begin("unknown card", "id_card")
        yield from self._lay(resident("测试员", UNKNOWN_NUMBER, birth="19890307"))
        yield from self._choose("pay", "menu-unknown")
        yield from self._ticket(played, "ticket-general")

    def no_card_in_english(self) -> Steps:
        """No card, and no Chinese."""
        played = self._begin("no card, in English", "none")
        yield from self._player.tap("language")
        self._player.picture("welcome-english")
        yield from self._player.tap("no_card")
        yield from self._choose("new", "menu-english")
        yield from self._ticket(played, "ticket-english")

    def card_not_read(self) -> Steps:
        """The reader finds a card it cannot read; the person goes on without it."""
        played = self._begin("card cannot be read", "none")
        reader = self._stage.simulators.id_reader
        reader.faults = Faults(next_status={READ: [READ_FAILED] * 5})
        yield from self._lay(resident("测试员", UNKNOWN_NUMBER))
        yield from self._player.expect(Screen.CARD_NOT_READ)
        self._player.picture("card-not-read")
        reader.faults = Faults()
        reader.take_card()
        yield from self._player.tap("no_card")
        yield from self._choose("advice", "menu-no-card")
        yield from self._ticket(played, "ticket-advice")

    def elderly_no_paper(self) -> Steps:
        """Seventy-eight years old, and the printer is out of paper: the number stays on the screen."""
        played = self._begin("elderly customer, paper out", "id_card")
        self._stage.simulators.printer.paper_out()
        yield from self._player.rest(2.5)  # until the printer has said so
        yield from self._lay_id_card(self._stage.cast["elderly"])
        yield from self._choose("new", "menu-elderly")
        yield from self._ticket(played, "ticket-no-paper")
        self._stage.simulators.printer.load_paper()
        yield from self._player.rest(2.5)

    def hall_away(self) -> Steps:
        """The hall server is down: a number of the kiosk's own series, taken over when the hall is back."""
        played = self._begin("hall cannot be reached", "id_card")
        self._stage.stop_hall()
        yield from self._lay_id_card(self._stage.cast["firm"])
        yield from self._player.expect(Screen.HALL_AWAY)
        self._player.picture("hall-away")
        yield from self._player.tap("general_number")
        yield from self._ticket(played, "ticket-reserve")
        self._stage.restart_hall()
        yield from self._until(lambda: self._known_to_hall(played), "the hall takes the reserve ticket over")

    # --- what visits are made of ---

    def _begin(self, name: str, identified_by: str) -> Played:
        played = Played(name, identified_by)
        self.played.append(played)
        return played

    def _lay_id_card(self, member: CastMember) -> Steps:
        record = resident(member.name, member.id_number, birth=f"{member.birth_date:%Y%m%d}")
        yield from self._lay(record)

    def _lay(self, record: bytes) -> Steps:
        """Lay a card on the ID reader until the kiosk has moved on, then take it away, as people do."""
        self._trace.card_put()
        self._stage.simulators.id_reader.put_card(record)
        yield from self._until(lambda: self._player.screen is not Screen.WELCOME, "the card is seen")
        yield from self._player.rest(0.2)
        self._stage.simulators.id_reader.take_card()

    @contextmanager
    def _power_card(self, member: CastMember) -> Iterator[None]:
        reader = self._stage.simulators.card_reader
        assert reader is not None, "asked for only where there is one"
        numbers = member.meter_number, member.customer_number
        chip = PowerChip(parameter_file(*numbers), write_back_file(*numbers, remaining_fen=1250, purchases=7))
        card = VirtualCard(reader.slot(0), chip)
        self._trace.card_put()
        card.insert()
        try:
            yield
        finally:
            card.pull()

    def _choose(self, service: str, picture: str) -> Steps:
        yield from self._player.expect(Screen.MENU)
        self._player.picture(picture)
        yield from self._player.tap(f"service:{service}")

    def _ticket(self, played: Played, picture: str) -> Steps:
        played.visit = self._player.visit
        yield from self._player.expect(Screen.TICKET)
        yield from self._until(lambda: self._player.print_state is not PrintState.NEW, "the slip's fate is known")
        yield from self._player.rest(0.4)
        self._player.picture(picture)
        yield from self._leave()

    def _leave(self) -> Steps:
        yield from self._player.tap("done")
        yield from self._player.expect(Screen.WELCOME)
        yield from self._player.rest(0.6)  # the reader wants to see the plate empty

    def _known_to_hall(self, played: Played) -> bool:
        answer = self._trace.visits[played.visit].answer
        return answer is not None and self._stage.decision(answer.request_id) is not None

    def _until(self, done: Callable[[], bool], what: str) -> Steps:
        for _ in range(1200):
            if done():
                return
            yield
        raise DemoFailed(f"visit {self._player.visit}: waited in vain until {what}")
