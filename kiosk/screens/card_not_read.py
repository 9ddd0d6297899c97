"""The card was not read: what happened, what to do now, who helps."""

from kiosk.domain.device import CardFailure
from kiosk.flow.state import CardTrouble
from kiosk.screens.buttons import Choice
from kiosk.screens.message import Message, message
from kiosk.screens.scene import Scene, header
from kiosk.screens.theme import INK, SOFT
from kiosk.screens.widgets import Widgets

PICTOGRAMS = {
    CardFailure.UNREADABLE: "card_again",
    CardFailure.PULLED: "card_again",
    CardFailure.UPSIDE_DOWN: "card_over",
    CardFailure.NOT_OURS: "card_no",
    CardFailure.BLANK: "card",
    CardFailure.PROTECTED: "card_no",
}
AGAIN = {CardFailure.UNREADABLE, CardFailure.PULLED, CardFailure.UPSIDE_DOWN}


def card_not_read(scene: Scene) -> Widgets:
    stage = scene.kiosk.visit.stage
    if not isinstance(stage, CardTrouble):
        raise TypeError(f"no card trouble is shown while {type(stage).__name__}")
    failure = stage.failure
    content = Message(
        PICTOGRAMS[failure],
        scene.say(f"card_not_read.{failure}.headline"),
        (scene.say(f"card_not_read.{failure}.detail"), scene.say("card_not_read.action.helper")),
        _actions(scene, failure),
        ink=INK,
        disc=SOFT,
    )
    return *header(scene), *message(scene, content)[0]


def _actions(scene: Scene, failure: CardFailure) -> tuple[Choice, ...]:
    """What is most likely to help comes first."""
    no_card = Choice("no_card", scene.say("card_not_read.action.no_card"), "hand")
    if failure in AGAIN:
        return Choice("try_again", scene.say("card_not_read.action.try_again"), "card_again"), no_card
    return no_card, Choice("try_again", scene.say("card_not_read.action.other_card"), "card_again")
