"""What becomes of somebody with an appointment: asked whether they came for it, too early, too late."""

from datetime import datetime

from kiosk.flow.state import Booked, TooEarly, TooLate
from kiosk.screens.buttons import Choice
from kiosk.screens.message import Message, message
from kiosk.screens.scene import Scene, header
from kiosk.screens.theme import ATTENTION, INK
from kiosk.screens.widgets import Widgets


def booked(scene: Scene) -> Widgets:
    stage = scene.kiosk.visit.stage
    assert isinstance(stage, Booked)  # the screen of no other stage
    assert stage.visitor.appointment is not None
    due = stage.visitor.appointment
    wanted = (
        Choice("check_in", scene.say("booked.check_in"), "check"),
        Choice("other", scene.say("booked.other"), "arrow"),
    )
    headline = scene.say("booked.headline", at=_time(due.starts_at))
    return _shown(scene, Message("calendar", headline, (scene.pick(due.service_title),), wanted))


def too_early(scene: Scene) -> Widgets:
    stage = scene.kiosk.visit.stage
    assert isinstance(stage, TooEarly)
    starts, come = stage.answer.starts_at, stage.answer.come_at or stage.answer.starts_at
    today = scene.kiosk.hall is None or starts.date() == scene.kiosk.hall.now.astimezone(starts.tzinfo).date()
    headline = scene.say("too_early.headline", at=_time(starts))
    if not today:
        headline = scene.say("too_early.headline_day", month=starts.month, day=starts.day, at=_time(starts))
    details: tuple[str, ...] = (scene.say("too_early.detail", at=_time(come)),)
    home = Choice("home", scene.say("too_early.home"), "check")
    if not stage.answer.may_take_number:
        return _shown(scene, Message("calendar", headline, details, (home,), INK, ATTENTION))
    details = (*details, scene.say("too_early.instead"))
    wanted = (home, Choice("number_now", scene.say("too_early.number_now"), "slip"))
    return _shown(scene, Message("calendar", headline, details, wanted, INK, ATTENTION))


def too_late(scene: Scene) -> Widgets:
    stage = scene.kiosk.visit.stage
    assert isinstance(stage, TooLate)
    wanted = (
        Choice("no_card", scene.say("too_late.no_card"), "slip"),
        Choice("home", scene.say("common.home"), "arrow_back"),
    )
    headline = scene.say("too_late.headline", at=_time(stage.answer.starts_at))
    content = Message("calendar", headline, (scene.say("too_late.detail"),), wanted, INK, ATTENTION)
    return _shown(scene, content)


def _shown(scene: Scene, content: Message) -> Widgets:
    return *header(scene), *message(scene, content)[0]


def _time(at: datetime) -> str:
    return f"{at:%H:%M}"
