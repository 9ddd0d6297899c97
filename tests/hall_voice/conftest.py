"""Clips are made once by the real espeak-ng."""

from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.hall.voice.make_clips import make_clips
from kiosk.hall.voice.speech import Speech, folders, read_speech
from tests.hall_voice.voices import CONFIG, Clock, Heard, Room, hall_settings, services

MakeRoom = Callable[..., Room]


@pytest.fixture(scope="session")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("voices")
    for voice in ("zh", "en"):
        make_clips(folders(CONFIG, hall_settings(folder).voice, voice))
    return folder


@pytest.fixture(scope="session")
def speech(generated: Path) -> Speech:
    return read_speech(CONFIG, hall_settings(generated), services())


@pytest.fixture
def make_room(speech: Speech, tmp_path: Path) -> MakeRoom:
    def room(**voice: object) -> Room:
        clock = Clock()
        said = hall_settings(tmp_path, memory=tmp_path / "spoken.json", **voice).voice
        return Room(said, speech, clock, Heard(clock))

    return room
