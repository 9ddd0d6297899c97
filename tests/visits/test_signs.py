"""A call reaches the signs over the windows, and a hall that is gone leaves no number there."""

from kiosk.domain.sign import SignFace
from tests.hall import Visitors


def test_a_call_stands_over_its_window_until_it_is_finished(visitors: Visitors) -> None:
    visitors.tap("no_card", "service:new")
    number = visitors.number()
    assert visitors.server.call_next("2") == number
    visitors.until(lambda: visitors.sign.now.get("2", SignFace()).number == number, "the number over window 2")
    assert visitors.sign.now["1"] == visitors.sign.now["3"] == SignFace(paused=True), "nobody opened them"
    visitors.server.finish("2")
    visitors.until(lambda: visitors.sign.now["2"] == SignFace(), "an empty sign")
