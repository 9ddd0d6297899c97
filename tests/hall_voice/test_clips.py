"""Clips and what is joined of them, made by the real espeak-ng: length, loudness, silences, and what is refused."""

import re
import shutil
import subprocess
import wave
from array import array
from io import BytesIO
from pathlib import Path

import pytest

from kiosk.config import ConfigError
from kiosk.domain.direction import DirectionKind
from kiosk.hall.voice.chime import chime
from kiosk.hall.voice.clips import FULL_SCALE, Folders, read_clip, wav_bytes
from kiosk.hall.voice.definition import FILE, read_definition
from kiosk.hall.voice.join import amplified, join, peak, rms, silence
from kiosk.hall.voice.make_clips import make_clips, resampled, trimmed_of
from kiosk.hall.voice.phrases import SpokenCall
from kiosk.hall.voice.speech import Speech, read_speech
from tests.hall_voice.voices import CONFIG, hall_settings, services

RATE = 22050
CALL = SpokenCall("A001", "3", DirectionKind.LANE)
TONE = re.compile(r"^[a-z]+[1-5]$")


def samples_of(wav: bytes) -> "array[int]":
    with wave.open(BytesIO(wav), "rb") as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, RATE)
        return array("h", file.readframes(file.getnframes()))


def every_clip(generated: Path) -> dict[str, "array[int]"]:
    found = {f"{path.parent.name}/{path.stem}": read_clip(path).samples for path in generated.glob("*/*.wav")}
    assert len(found) > 90
    return found


def test_every_clip_is_as_loud_as_the_others_and_none_is_clipped(generated: Path) -> None:
    for name, samples in every_clip(generated).items():
        share = rms(samples) / FULL_SCALE
        assert 0.05 < share < 0.13, (name, share)
        assert peak(samples) <= 0.9 * FULL_SCALE, name


def test_every_clip_is_one_short_word_without_silence_at_its_ends(generated: Path) -> None:
    for name, samples in every_clip(generated).items():
        assert 0.12 < len(samples) / RATE < 1.8, name
        assert peak(samples[: RATE // 20]) > 100, name


def test_different_words_are_different_sounds(generated: Path) -> None:
    for voice in ("zh", "en"):
        clips = [path.read_bytes() for path in (generated / voice).glob("*.wav")]
        assert len(set(clips)) == len(clips)


def test_an_announcement_has_its_length_its_loudness_and_its_silences(speech: Speech) -> None:
    samples = samples_of(speech.announcement(CALL, 100))
    zh, en = (voice.clips for voice in speech.voices)
    words = [zh[clip] for clip in ("please", "a", "0", "0", "1", "to", "3", "window")]
    words += [en[clip] for clip in ("a", "0", "0", "1", "please-go-to", "window", "3")]
    assert speech.chime
    gaps_s = 15 * 0.02 + 0.18 + 2 * 0.35
    spoken_s = sum(clip.seconds for clip in words)
    assert len(samples) / RATE == pytest.approx(spoken_s + speech.chime.seconds + gaps_s, abs=0.01)
    assert 6 < len(samples) / RATE < 12
    assert 0.05 < rms(samples) / FULL_SCALE < 0.13
    assert peak(samples) < FULL_SCALE
    between = len(speech.chime.samples) + sum(len(clip.samples) for clip in words[:8]) + 8 * int(RATE * 0.02)
    assert peak(samples[between : between + int(RATE * 0.35)]) == 0, "silence between two languages"
    assert list(samples[: len(speech.chime.samples)]) == list(speech.chime.samples), "the chime comes first"


def test_again_has_no_chime_and_half_the_volume_is_half_as_loud(speech: Speech) -> None:
    first, again = (samples_of(speech.announcement(CALL, 100, again=again)) for again in (False, True))
    assert len(again) < len(first)
    assert peak(again[: RATE // 4]) == 0
    quiet = samples_of(speech.announcement(CALL, 50))
    assert rms(quiet) == pytest.approx(rms(first) / 2, rel=0.01)
    assert peak(samples_of(speech.announcement(CALL, 0))) == 0


def test_the_chime_begins_and_ends_without_a_click() -> None:
    notes = chime(RATE)
    assert abs(notes[0]) < 100
    assert abs(notes[-1]) < 100
    assert 0.3 < peak(notes) / FULL_SCALE < 0.5


def test_a_gain_never_clips() -> None:
    loud = array("h", [30000, -32768, 12])
    assert list(amplified(loud, 4.0)) == [30000, -32768, 12], "already as loud as can be"
    assert list(amplified(array("h", [100, -200]), 4.0)) == [400, -800]
    assert peak(amplified(array("h", [9000, -10000]), 100.0)) < FULL_SCALE
    assert list(amplified(array("h", [0, 0]), 4.0)) == [0, 0]
    assert list(join([array("h", [1]), silence(1, 2000), array("h", [2])])) == [1, 0, 0, 2]


def test_chinese_is_said_in_pinyin_with_tones_only() -> None:
    generate = read_definition(CONFIG / "voices" / "zh").generate
    assert generate
    assert generate.espeak_voice == "cmn-latn-pinyin"
    for clip, text in generate.say.items():
        if len(clip) > 1 or clip.isdigit():
            syllables = re.findall(r"[a-z]+\d", text)
            assert "".join(syllables) == text.replace(" ", "")
            assert all(TONE.match(syllable) for syllable in syllables)


@pytest.mark.parametrize(
    ("pinyin", "phonemes"), [("qing3", "tS;h'i214N_|"), ("hao4 dao4", "X'Au51_| t'Au51_|"), ("er4", "'@r51_|")]
)
def test_espeak_reads_our_pinyin_as_chinese(pinyin: str, phonemes: str) -> None:
    command = ["espeak-ng", "-q", "-x", "-v", "cmn-latn-pinyin", pinyin]
    said = subprocess.run(command, capture_output=True, text=True, check=True, timeout=10)
    assert said.stdout.split() == phonemes.split()


def test_the_voice_that_cannot_read_chinese_is_refused(tmp_path: Path) -> None:
    text = (CONFIG / "voices" / "zh" / FILE).read_text(encoding="utf-8").replace("cmn-latn-pinyin", "cmn")
    (tmp_path / FILE).write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match="use cmn-latn-pinyin"):
        read_definition(tmp_path)


def test_a_missing_generator_or_voice_is_said(tmp_path: Path) -> None:
    places = Folders(CONFIG / "voices" / "zh", tmp_path / "made")
    with pytest.raises(ConfigError, match="Debian package: espeak-ng"):
        make_clips(places, "no-such-program")
    shutil.copytree(CONFIG / "voices" / "zh", tmp_path / "zh")
    text = (tmp_path / "zh" / FILE).read_text(encoding="utf-8").replace("cmn-latn-pinyin", "xx-nobody")
    (tmp_path / "zh" / FILE).write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match="could not say 'qing3' as 'xx-nobody'"):
        make_clips(Folders(tmp_path / "zh", tmp_path / "made"))


def test_other_sample_rates_are_made_on_request() -> None:
    up = resampled(array("h", [0, 100, 200, 300]), 2000, 4000)
    assert list(up) == [0, 50, 100, 150, 200, 250, 300, 300]
    assert (
        list(trimmed_of(array("h", [0] * 1000 + [9000] * 10 + [0] * 1000), 1000))
        == [0] * 12 + [9000] * 10 + [0] * 11
    )


@pytest.fixture
def config(tmp_path: Path) -> Path:
    shutil.copytree(CONFIG, tmp_path / "config")
    return tmp_path / "config"


def refused(config: Path, generated: Path, **voice: object) -> str:
    with pytest.raises(ConfigError) as wrong:
        read_speech(config, hall_settings(generated, **voice), services())
    return str(wrong.value)


def test_a_missing_clip_is_said_with_its_file_and_what_needs_it(
    config: Path, tmp_path: Path, generated: Path
) -> None:
    fewer = tmp_path / "fewer"
    shutil.copytree(generated, fewer)
    (fewer / "zh" / "7.wav").unlink()
    said = refused(config, fewer)
    assert f"{config}/voices/zh/7.wav (to say A007 to 1)" in said
    assert "kiosk voice make" in said
    shutil.rmtree(fewer / "zh")
    assert "please.wav (to say A001 to 1)" in refused(config, fewer)
    (fewer / "en" / "chime.wav").unlink()
    assert "en/chime.wav" in refused(config, fewer, voices=["en"])
    assert read_speech(config, hall_settings(fewer, voices=["en"], chime=False), services()).chime is None


def test_a_wrong_clip_is_said(config: Path, generated: Path) -> None:
    recorded = config / "voices" / "zh" / "please.wav"
    recorded.write_bytes(b"no sound")
    assert f"{recorded}: is not a WAV file" in refused(config, generated)
    recorded.write_bytes(wav_bytes(array("h", [1, 2]), 44100))
    assert f"{recorded}: found 44100 Hz; allowed is 22050" in refused(config, generated)
    recorded.write_bytes(wav_bytes(array("h"), RATE))
    assert f"{recorded}: is empty" in refused(config, generated)
    with wave.open(str(recorded), "wb") as stereo:
        stereo.setparams((2, 2, RATE, 0, "NONE", ""))
        stereo.writeframes(bytes(8))
    assert f"{recorded}: found 2 channel(s) of 16 bit" in refused(config, generated)


def test_a_recorded_clip_takes_the_place_of_the_generated_one(config: Path, generated: Path) -> None:
    recorded = array("h", [1234] * RATE)
    (config / "voices" / "zh" / "please.wav").write_bytes(wav_bytes(recorded, RATE))
    speech = read_speech(config, hall_settings(generated), services())
    assert speech.chime
    samples = samples_of(speech.announcement(CALL, 100))
    start = len(speech.chime.samples)
    assert list(samples[start : start + RATE]) == list(recorded)


MIAO = """
name = "Hmoob"
sample_rate_hz = 22050
order = ["please", "{number}", ",", "{place}", "{window}"]
counting = "tens"
place = { lane = ["window"], desk = ["window"], room = ["window"] }
"""


def test_a_hall_adds_a_language_by_a_folder_and_a_text_file(config: Path, generated: Path) -> None:
    miao = config / "voices" / "hmn"
    miao.mkdir()
    (miao / FILE).write_text(MIAO, encoding="utf-8")
    assert "hmn/please.wav" in refused(config, generated, voices=["zh", "hmn"])
    for index, clip in enumerate(["please", "window", "ten", *"0123456789", *"abck"]):
        (miao / f"{clip}.wav").write_bytes(wav_bytes(array("h", [1000 + index] * (RATE // 5)), RATE))
    settings = hall_settings(generated, voices=["zh", "hmn"])
    spoken = samples_of(read_speech(config, settings, services()).announcement(CALL, 100))
    length = sum(int(RATE * seconds) for seconds in (7 * 0.2, 7 * 0.03, 0.25, 0.35))
    pieces = [value - 1000 for value in dict.fromkeys(spoken[-length:]) if value]
    assert pieces == [0, 13, 3, 4, 1, 6], "please, A, 0 0, 1, window, 3"


def test_voices_of_different_rates_are_refused(config: Path, generated: Path) -> None:
    path = config / "voices" / "en" / FILE
    path.write_text(path.read_text(encoding="utf-8").replace("22050", "44100"), encoding="utf-8")
    made = generated.parent / "other-rate"
    shutil.copytree(generated, made, dirs_exist_ok=True)
    make_clips(Folders(config / "voices" / "en", made / "en"))
    assert "sample_rate_hz: found 44100; allowed is 22050, as in 'zh'" in refused(config, made)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (('"{window}", ', ""), r"order must have \{window\} once"),
        (('desk = ["desk"]', ""), "place must name clips for desk"),
        (('"tens"', '"roman"'), r"counting: found 'roman'"),
        (("gap_ms = 20", "gab_ms = 20"), "did you mean 'gap_ms'"),
    ],
)
def test_a_wrong_text_file_is_said(tmp_path: Path, change: tuple[str, str], sentence: str) -> None:
    text = (CONFIG / "voices" / "zh" / FILE).read_text(encoding="utf-8")
    assert change[0] in text
    (tmp_path / FILE).write_text(text.replace(*change), encoding="utf-8")
    with pytest.raises(ConfigError, match=sentence):
        read_definition(tmp_path)
