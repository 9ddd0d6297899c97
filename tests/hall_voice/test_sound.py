"""Where the sound goes: the real aplay on its null device, a card that is away, a player that hangs, a folder."""

import asyncio
import stat
from array import array
from pathlib import Path

import pytest

from kiosk.hall.voice.clips import wav_bytes
from kiosk.hall.voice.sound import FILES_KEPT, SoundAway, SoundCard, SoundFolder, make_sound, seconds_of

SHORT = wav_bytes(array("h", [500] * 2205), 22050)


def program(folder: Path, script: str) -> str:
    """A player of our own, in place of aplay."""
    path = folder / "player"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


def test_aplay_takes_what_we_give_it() -> None:
    asyncio.run(make_sound("alsa:null").play(SHORT))


def test_a_card_that_is_not_there_is_said_in_one_line() -> None:
    with pytest.raises(SoundAway, match=r"^no sound card answers as 'nosuchcard': audio open error: "):
        asyncio.run(make_sound("alsa:nosuchcard").play(SHORT))


def test_a_missing_player_is_said() -> None:
    with pytest.raises(SoundAway, match="Debian package: alsa-utils"):
        asyncio.run(SoundCard("default", "no-such-player").play(SHORT))


def test_the_player_gets_the_whole_sound_and_the_name_of_the_card(tmp_path: Path) -> None:
    player = program(tmp_path, f'echo "$@" > {tmp_path}/said; cat > {tmp_path}/sound')
    asyncio.run(SoundCard("plughw:1,0", player).play(SHORT))
    assert (tmp_path / "said").read_text().split() == ["--quiet", "--device", "plughw:1,0", "-"]
    assert (tmp_path / "sound").read_bytes() == SHORT


def test_a_card_that_hangs_is_given_up(tmp_path: Path) -> None:
    with pytest.raises(SoundAway, match="hangs"):
        asyncio.run(SoundCard("default", program(tmp_path, "exec sleep 60"), patience_s=0.1).play(SHORT))


def test_when_the_hall_stops_in_mid_sentence_the_player_ends(tmp_path: Path) -> None:
    async def stopped() -> None:
        player = program(tmp_path, f"echo $$ > {tmp_path}/pid; exec sleep 60")
        playing = asyncio.create_task(SoundCard("default", player).play(SHORT))
        async with asyncio.timeout(5):
            while not (tmp_path / "pid").exists() or not (tmp_path / "pid").read_text().strip():
                await asyncio.sleep(0.01)
        playing.cancel()
        await asyncio.wait([playing])
        assert playing.cancelled()

    asyncio.run(stopped())
    assert not Path(f"/proc/{(tmp_path / 'pid').read_text().strip()}").exists()


def test_a_folder_keeps_the_newest(tmp_path: Path) -> None:
    folder = SoundFolder(tmp_path / "spoken")
    for _ in range(FILES_KEPT + 3):
        asyncio.run(folder.play(SHORT))
    files = sorted((tmp_path / "spoken").iterdir())
    assert len(files) == FILES_KEPT
    assert seconds_of(files[-1].read_bytes()) == pytest.approx(0.1)


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SoundAway, match="file"):
        asyncio.run(make_sound(f"folder:{tmp_path / 'file'}").play(SHORT))
