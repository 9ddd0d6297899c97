"""The announcer by a hand-turned clock: one voice at a time, each call once, quiet hours, volume by the hour."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from kiosk.hall.voice.announcer import Announcer
from kiosk.hall.voice.phrases import SpokenCall
from kiosk.hall.voice.turn import Turn
from kiosk.wire import Snapshot
from tests.hall_voice.conftest import MakeRoom
from tests.hall_voice.voices import MORNING, Room, call, kind_of, snapshot

PATIENCE_S = 30.0


def said(room: Room, number: str, window: str, volume: int = 100, *, again: bool = False) -> bytes:
    return room.speech.announcement(SpokenCall(number, window, kind_of(window)), volume, again=again)


async def everything(announcer: Announcer) -> None:
    while await announcer.speak_next():
        pass


def test_a_call_is_said_twice_the_second_time_without_the_chime(make_room: MakeRoom) -> None:
    room = make_room()
    announcer = room.announcer()
    announcer.hear(snapshot([call(1, "A001", "3")]))
    asyncio.run(everything(announcer))
    assert room.sounds == [said(room, "A001", "3"), said(room, "A001", "3", again=True)]


@pytest.mark.parametrize("times", [1, 2, 3])
def test_as_often_as_the_hall_wishes(make_room: MakeRoom, times: int) -> None:
    room = make_room(repeat=times)
    announcer = room.announcer()
    announcer.hear(snapshot([call(1)]))
    asyncio.run(everything(announcer))
    assert room.times_said == times


def test_calls_are_said_in_their_order_and_once_each_while_others_wait(make_room: MakeRoom) -> None:
    room = make_room()
    announcer = room.announcer()
    announcer.hear(snapshot([call(2, "A002", "5"), call(1, "A001", "3")]))
    asyncio.run(everything(announcer))
    assert room.sounds == [said(room, "A001", "3"), said(room, "A002", "5"), said(room, "A002", "5", again=True)]


def test_a_hall_may_insist_on_every_repeat(make_room: MakeRoom) -> None:
    room = make_room(once_while_others_wait=False)
    announcer = room.announcer()
    announcer.hear(snapshot([call(1), call(2, "A002")]))
    asyncio.run(everything(announcer))
    assert room.times_said == 4


def test_the_same_call_heard_again_and_again_is_said_once(make_room: MakeRoom) -> None:
    room = make_room(repeat=1)
    announcer = room.announcer()
    for _ in range(5):  # the picture comes anew with every change, and after every reconnect
        announcer.hear(snapshot([call(1)]))
        asyncio.run(everything(announcer))
    assert room.times_said == 1


def test_a_call_taken_back_before_its_turn_is_not_said(make_room: MakeRoom) -> None:
    room = make_room(repeat=1)
    announcer = room.announcer()
    announcer.hear(snapshot([call(1), call(2, "A002")]))
    announcer.hear(snapshot([call(2, "A002")]))
    asyncio.run(everything(announcer))
    assert room.sounds == [said(room, "A002", "3")]


def test_a_restart_says_nothing_twice(make_room: MakeRoom) -> None:
    room = make_room(repeat=1)
    first = room.announcer()
    first.hear(snapshot([call(1)]))
    asyncio.run(everything(first))
    second = room.announcer()
    second._spoken.read()
    second.hear(snapshot([call(1), call(2, "A002", "1", room.clock())]))
    asyncio.run(everything(second))
    assert room.sounds == [said(room, "A001", "3"), said(room, "A002", "1")]


def test_what_was_spoken_stays_small_and_forgets_the_old(make_room: MakeRoom) -> None:
    room = make_room(repeat=1)
    announcer = room.announcer()
    for count in range(1, 400):
        announcer.hear(snapshot([call(count, at=room.clock())]))
        asyncio.run(everything(announcer))
    remembered = json.loads(room.settings.memory.read_text())
    assert 100 < len(remembered) <= 181, "thirty minutes of calls, one every ten seconds"


def test_a_memory_that_cannot_be_read_is_no_trouble(make_room: MakeRoom, caplog: pytest.LogCaptureFixture) -> None:
    room = make_room(repeat=1)
    for broken in ("", "[1]", '{"1": 2}', "{"):
        room.settings.memory.write_text(broken)
        announcer = room.announcer()
        announcer._spoken.read()
        assert "cannot be read" in caplog.text
        caplog.clear()


def test_a_call_older_than_a_minute_is_not_said_any_more(make_room: MakeRoom) -> None:
    room = make_room(repeat=1)
    announcer = room.announcer()
    announcer.hear(snapshot([call(1), call(2, "A002", at=MORNING + timedelta(seconds=5))]))
    room.clock.on(61)
    asyncio.run(everything(announcer))
    assert room.sounds == [said(room, "A002", "3")]
    announcer.hear(snapshot([call(1), call(3, "A003", at=MORNING)]))
    asyncio.run(everything(announcer))
    assert room.times_said == 1


def test_a_long_line_loses_those_who_waited_a_minute_for_the_voice(make_room: MakeRoom) -> None:
    room = make_room()
    announcer = room.announcer()
    announcer.hear(snapshot([call(count, f"A{count:03d}") for count in range(1, 11)]))
    asyncio.run(everything(announcer))
    assert [number for number in range(1, 11) if said(room, f"A{number:03d}", "3") in room.sounds] == [
        *range(1, 7)
    ], "ten seconds each: the seventh would begin after a minute"


def test_quiet_hours(make_room: MakeRoom) -> None:
    room = make_room(repeat=1, quiet=[{"starts": "08:30", "ends": "09:01"}])
    announcer = room.announcer()
    announcer.hear(snapshot([call(1)]))
    asyncio.run(everything(announcer))
    room.clock.on(59)
    announcer.hear(snapshot([call(1)]))
    asyncio.run(everything(announcer))
    room.clock.on(1)
    announcer.hear(snapshot([call(1), call(2, "A002", at=room.clock())]))
    asyncio.run(everything(announcer))
    assert room.sounds == [said(room, "A002", "3")], "a call of the quiet hour is not said after it"


def test_quiet_over_midnight_and_the_volume_of_the_hour(make_room: MakeRoom) -> None:
    room = make_room(
        repeat=1,
        volume=90,
        volumes=[{"starts": "12:00", "ends": "13:30", "volume": 40}],
        quiet=[{"starts": "20:00", "ends": "07:00"}],
    )
    said_at = {"09:00": 90, "11:59": 90, "12:00": 40, "13:29": 40, "13:30": 90, "20:00": None, "06:59": None}
    announcer = room.announcer()
    for id, (hour, volume) in enumerate(said_at.items(), start=1):
        room.clock.now = MORNING.replace(hour=int(hour[:2]), minute=int(hour[3:]))
        room.sound.sounds.clear()
        announcer.hear(snapshot([call(id, at=room.clock())]))
        asyncio.run(everything(announcer))
        assert room.sounds == ([] if volume is None else [said(room, "A001", "3", volume)]), hour


def test_no_sound_card_is_a_state_and_it_mends_itself(
    make_room: MakeRoom, caplog: pytest.LogCaptureFixture
) -> None:
    room = make_room(repeat=2)
    announcer = room.announcer()
    room.sound.away = True
    asyncio.run(announcer.probe())
    assert (announcer.state.state, announcer.state.why) == ("away", "no sound card")
    for id in (1, 2):
        announcer.hear(snapshot([call(id)]))
        asyncio.run(everything(announcer))
    assert caplog.text.count("calls are not spoken") == 1, "said once, not with every call"
    room.sound.away = False
    announcer.hear(snapshot([call(3, "A003")]))
    asyncio.run(everything(announcer))
    assert announcer.state.state == "ready"
    assert room.sounds[0] == said(room, "A003", "3")


def test_the_whole_announcer_never_speaks_with_two_voices(make_room: MakeRoom) -> None:
    room = make_room(repeat=1, drop_after_s=300)

    async def pictures() -> AsyncIterator[Snapshot]:
        calls = []
        for id in range(1, 13):
            calls.append(call(id, f"A{id:03d}", at=room.clock()))
            yield snapshot(calls)
            await asyncio.sleep(0)
        await asyncio.Event().wait()

    async def day() -> None:
        announcer = room.announcer()
        running = asyncio.create_task(announcer.run(pictures()))
        async with asyncio.timeout(PATIENCE_S):
            while room.times_said < 12:
                await asyncio.sleep(0.005)
        assert announcer.state.state == "ready"
        running.cancel()
        async with asyncio.timeout(PATIENCE_S):
            await asyncio.wait([running])

    asyncio.run(day())
    assert not room.sound.met
    assert room.sounds == [said(room, f"A{count:03d}", "3") for count in range(1, 13)]


def test_of_two_processes_on_one_computer_one_speaks(make_room: MakeRoom) -> None:
    room = make_room()

    async def nothing() -> AsyncIterator[Snapshot]:
        await asyncio.Event().wait()
        yield snapshot([])

    async def day() -> None:
        other = Turn(room.settings.memory.with_suffix(".lock"))
        assert other.take()
        announcer = room.announcer()
        running = asyncio.create_task(announcer.run(nothing()))
        async with asyncio.timeout(PATIENCE_S):
            while announcer.state.state == "starting":
                await asyncio.sleep(0.005)
        assert announcer.state.state == "elsewhere"
        running.cancel()
        await asyncio.wait([running])
        other.give_back()
        third = Turn(room.settings.memory.with_suffix(".lock"))
        assert third.take(), "who gives it back leaves it to the next"
        third.give_back()

    asyncio.run(day())
