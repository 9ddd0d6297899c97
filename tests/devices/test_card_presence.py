"""When a card counts as the same, as another, and as taken away."""

from kiosk.devices.card_presence import Presence

TAG = bytes(4)


def laid(number: str | None = "1") -> Presence:
    presence = Presence(away_s=1.0)
    presence.laid(TAG, number)
    return presence


def misses(presence: Presence, *times: float) -> list[bool]:
    return [presence.missed(now) for now in times]


def test_nothing_lies_there_at_first() -> None:
    presence = Presence(away_s=1.0)
    assert not presence.lying
    assert not presence.rests(TAG)
    assert not presence.is_known("1")
    assert misses(presence, 0, 5, 10, 15) == [False] * 4


def test_a_card_that_lies_there_rests() -> None:
    presence = laid()
    assert presence.lying
    assert presence.rests(TAG)
    assert presence.is_known("1")
    assert not presence.is_known("2")


def test_another_tag_is_looked_at() -> None:
    assert not laid().rests(b"\x01\x02\x03\x04")


def test_gone_after_three_misses_that_last_a_while_and_told_once() -> None:
    presence = laid()
    assert misses(presence, 0, 0.3, 0.6, 0.9, 1.2, 1.5) == [False, False, False, False, True, False]
    assert not presence.lying


def test_slow_looks_need_three_misses_too() -> None:
    assert misses(laid(), 0, 1.1, 2.2) == [False, False, True]


def test_a_card_found_again_in_time_is_compared_and_stays() -> None:
    presence = laid()
    misses(presence, 0, 0.3)
    assert not presence.rests(TAG)
    assert presence.is_known("1")
    presence.seen_again(TAG)
    assert presence.rests(TAG)
    assert misses(presence, 0.9, 1.2, 1.5) == [False] * 3


def test_one_that_was_not_read_is_known_by_no_number() -> None:
    assert not laid(None).is_known("1")


def test_seeing_again_what_never_lay_there_changes_nothing() -> None:
    presence = Presence(away_s=1.0)
    presence.seen_again(TAG)
    assert not presence.lying


def test_the_number_itself_is_not_kept() -> None:
    assert "11010519491231002X" not in vars(laid("11010519491231002X")).values()
