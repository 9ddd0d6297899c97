"""What can be touched on each screen, and that the flow knows every one of these names."""

from dataclasses import replace

import pytest

from kiosk.flow.events import Tapped
from kiosk.flow.policy import Policy
from kiosk.flow.precedence import Screen
from kiosk.flow.state import Choosing, HallAway, Kiosk, Ticketed
from kiosk.flow.step import step
from kiosk.screens.fonts import Faces
from kiosk.screens.glass import LANDSCAPE, PORTRAIT, Glass
from kiosk.screens.render import DRAWN_BY, lay_out
from kiosk.screens.widgets import Dots, Icon, QrCode, labels, targets
from kiosk.technician.samples import kiosk_at, menu_of, samples
from kiosk.texts import Texts

SERVICES = ["service:bill", "service:pay", "service:card", "service:new", "service:meter", "service:advice"]
DIGITS = [f"digit:{digit}" for digit in "1234567890"]
EXPECTED = {
    "welcome": ["no_card", "appointment"],
    "welcome-no-appointments": ["no_card"],
    "welcome-no-reader": ["no_card", "appointment"],
    "check-in": [*DIGITS, "erase", "home", "check_in"],
    "check-in-phone": [*DIGITS, "erase", "no_card", "check_in"],
    "check-in-code": [*DIGITS, "erase", "no_card", "check_in"],
    "check-in-too-often": [*DIGITS, "erase", "no_card", "check_in"],
    "check-in-too-short": [*DIGITS, "erase", "home", "check_in"],
    "booked": ["check_in", "other"],
    "too-early": ["home"],
    "too-early-or-now": ["home", "number_now"],
    "too-late": ["no_card", "home"],
    "closed": [],
    "reading": [],
    "reading-late": ["home"],
    "looking": [],
    "looking-late": ["general_number"],
    "issuing": [],
    "issuing-late": ["general_number"],
    "issuing-reserve": [],
    "menu": [*SERVICES, "home", "person"],
    "menu-four": [*SERVICES[:4], "home", "person"],
    "menu-first-of-ten": [*SERVICES, "home", "more", "person"],
    "menu-middle-of-ten": [*[f"{service}4" for service in SERVICES], "home", "back_page", "more", "person"],
    "still-there": ["stay", "home"],
    "direction": ["done", "person"],
    "ticket": ["done"],
    "ticket-no-paper": ["done"],
    "card-not-read-unreadable": ["try_again", "no_card"],
    "card-not-read-blank": ["no_card", "try_again"],
    "hall-away": ["general_number", "home"],
    "refused": ["home"],
}


def _kiosk(name: str, language: str = "zh") -> Kiosk:
    return next(sample.kiosk for sample in samples(language) if sample.name == name)


@pytest.mark.parametrize("glass", [PORTRAIT, LANDSCAPE], ids=["portrait", "landscape"])
@pytest.mark.parametrize(("name", "expected"), EXPECTED.items(), ids=EXPECTED)
def test_targets(name: str, expected: list[str], glass: Glass, texts: Texts, faces: Faces) -> None:
    found = targets(lay_out(_kiosk(name), texts, glass, Policy(), faces))
    assert [target.target for target in found] == ["language", *expected]


@pytest.mark.parametrize("name", [name for name in EXPECTED if EXPECTED[name]])
def test_the_flow_answers_every_target(name: str, texts: Texts, faces: Faces) -> None:
    kiosk = _kiosk(name)
    for target in targets(lay_out(kiosk, texts, PORTRAIT, Policy(), faces)):
        moved, _ = step(kiosk, Tapped(target.target), Policy())
        touched = replace(kiosk, visit=replace(kiosk.visit, touched=kiosk.now))
        assert moved != touched, target.target


def test_every_screen_has_its_drawing() -> None:
    assert set(DRAWN_BY) == set(Screen)


def test_a_page_past_the_end_shows_the_last_one(texts: Texts, faces: Faces) -> None:
    found = targets(lay_out(kiosk_at(Choosing(menu_of(8), page=9)), texts, PORTRAIT, Policy(), faces))
    assert [t.target for t in found] == ["language", "service:bill1", "service:pay1", "home", "back_page", "person"]


def test_an_empty_menu_still_offers_a_person(texts: Texts, faces: Faces) -> None:
    found = targets(lay_out(kiosk_at(Choosing(menu_of(0))), texts, PORTRAIT, Policy(), faces))
    assert [t.target for t in found] == ["language", "home", "person"]


def test_the_number_is_by_far_the_largest_text(texts: Texts, faces: Faces) -> None:
    for name in ("ticket", "ticket-long", "ticket-no-paper", "ticket-long-no-paper"):
        for glass in (PORTRAIT, LANDSCAPE):
            kiosk = _kiosk(name)
            assert isinstance(kiosk.visit.stage, Ticketed)
            assert kiosk.visit.stage.answer.ticket
            found = labels(lay_out(kiosk, texts, glass, Policy(), faces))
            number, *others = sorted(found, key=lambda label: -label.em_px)
            assert number.text == kiosk.visit.stage.answer.ticket.number
            assert number.em_px >= 2 * max(label.em_px for label in others)


def test_a_number_from_the_reserve_says_nothing_of_the_queue(texts: Texts, faces: Faces) -> None:
    said = [label.text for label in labels(lay_out(_kiosk("ticket-reserve"), texts, PORTRAIT, Policy(), faces))]
    assert not any("前面" in text for text in said)


def test_without_a_slip_a_code_to_keep_the_number(texts: Texts, faces: Faces) -> None:
    codes = [
        w for w in lay_out(_kiosk("ticket-no-paper"), texts, PORTRAIT, Policy(), faces) if isinstance(w, QrCode)
    ]
    assert len(codes) == 1
    assert "A007" in codes[0].content
    assert not any(isinstance(w, QrCode) for w in lay_out(_kiosk("ticket"), texts, PORTRAIT, Policy(), faces))


def test_the_menu_greets_by_the_masked_name_only(texts: Texts, faces: Faces) -> None:
    def said(name: str) -> list[str]:
        return [label.text for label in labels(lay_out(_kiosk(name), texts, PORTRAIT, Policy(), faces))]

    assert "李*华，您好" in said("menu")
    assert not any("您好" in text for text in said("menu-no-card"))
    assert not any("李" in text for text in said("still-there"))


def test_what_is_said_stays_out_of_repr(texts: Texts, faces: Faces) -> None:
    assert "李" not in repr(lay_out(_kiosk("menu"), texts, PORTRAIT, Policy(), faces))


def test_the_welcome_card_moves_and_rests(texts: Texts, faces: Faces) -> None:
    def card_y(now: float) -> float:
        widgets = lay_out(replace(_kiosk("welcome"), now=now), texts, PORTRAIT, Policy(), faces)
        return next(w.box.y for w in widgets if isinstance(w, Icon) and w.pictogram == "id_card")

    resting, moving, arrived = card_y(0.3), card_y(1.5), card_y(3.0)
    assert resting < moving < arrived
    assert card_y(0.31) == resting
    assert card_y(4.8 + 1.5) == pytest.approx(moving)


def test_a_wait_shows_that_something_is_done(texts: Texts, faces: Faces) -> None:
    def lit(now: float) -> int:
        widgets = lay_out(replace(_kiosk("looking"), now=now), texts, PORTRAIT, Policy(), faces)
        return next(w.lit for w in widgets if isinstance(w, Dots))

    assert {lit(101.0), lit(101.5), lit(102.0)} == {0, 1, 2}


def test_seconds_count_down_to_nothing(texts: Texts, faces: Faces) -> None:
    asked = _kiosk("still-there", "en")
    policy = Policy()
    for now, seconds in ((160.0, 30), (175.0, 15), (189.5, 1), (190.0, 0), (200.0, 0)):
        said = [label.text for label in labels(lay_out(replace(asked, now=now), texts, PORTRAIT, policy, faces))]
        assert f"Back to start in {seconds} seconds" in said


def test_screens_do_without_the_halls_name(texts: Texts, faces: Faces) -> None:
    widgets = lay_out(replace(kiosk_at(HallAway()), hall=None), texts, PORTRAIT, Policy(), faces)
    assert any(label.text == "供电营业厅" for label in labels(widgets))
