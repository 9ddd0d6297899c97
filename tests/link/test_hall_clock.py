"""The hall's time goes on while the hall is away, whatever the machine's own clock does."""

from datetime import UTC, datetime, timedelta

from kiosk.link.hall_clock import HallClock

WALL = datetime(1970, 1, 1, tzinfo=UTC)
HALL = datetime(2026, 11, 22, 2, tzinfo=UTC)


def test_before_the_hall_was_heard_the_own_clock_must_do() -> None:
    assert HallClock(lambda: WALL, lambda: 5.0).now() == WALL


def test_afterwards_time_is_the_halls_last_word_and_what_passed_since() -> None:
    ticks = [100.0]
    clock = HallClock(lambda: WALL, lambda: ticks[0])
    clock.heard(HALL)
    ticks[0] += 90
    assert clock.now() == HALL + timedelta(seconds=90)
