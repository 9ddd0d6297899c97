"""``kiosk voice``: make the clips, try a call, check what is there."""

import argparse
import asyncio
import math
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from kiosk.config import ConfigError, read
from kiosk.hall.settings import HallSettings, Services
from kiosk.hall.voice import make_clips
from kiosk.hall.voice.clips import FULL_SCALE, wav_bytes
from kiosk.hall.voice.join import peak, rms, silence
from kiosk.hall.voice.phrases import SpokenCall
from kiosk.hall.voice.sound import SoundAway, make_sound, seconds_of
from kiosk.hall.voice.speech import Speech, Voice, folders, place_kind, read_speech

_EXAMPLE = """\
examples:
  kiosk voice make                   make the clips of every voice of hall.toml that has none recorded
  kiosk voice say A001 3             say a call on the sound card, once
  kiosk voice say A001 3 --to a.wav  write it to a file instead
  kiosk voice check                  is every clip there, how loud is it, is there a sound card

A clip recorded by a person is laid into config/voices/VOICE/ as NAME.wav (mono, 16 bit, the voice's sample rate)
and takes the place of the generated one. A language is added by a folder there: see docs/voices.md.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = _EXAMPLE
    parser.add_argument("--config", type=Path, default=Path("config"), metavar="DIR", help="folder with hall.toml")
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    make = actions.add_parser("make", help="make clips with espeak-ng", description="Make clips with espeak-ng.")
    make.add_argument("voice", nargs="*", help="voices to make (default: those of hall.toml that can be made)")
    say = actions.add_parser("say", help="say one call", description="Say one call, once.")
    say.add_argument("number", help="ticket number, such as A001")
    say.add_argument("window", help="window, desk or room of this hall, such as 3")
    say.add_argument("--to", type=Path, metavar="FILE", help="write a WAV file instead of playing it")
    say.add_argument("--volume", type=int, metavar="PERCENT", help="instead of the volume set for this hour")
    actions.add_parser("check", help="check clips and sound card", description="Check clips and sound card.")


def run(arguments: argparse.Namespace) -> int:
    """0 well, 1 no sound; raises ConfigError when clips or settings cannot be used."""
    settings = read(arguments.config / "hall.toml", HallSettings)
    actions: dict[str, Callable[[argparse.Namespace, HallSettings], int]] = {
        "make": _make,
        "say": _say,
        "check": _check,
    }
    return actions[arguments.action](arguments, settings)


def _make(arguments: argparse.Namespace, settings: HallSettings) -> int:
    for voice in arguments.voice or settings.voice.voices:
        places = folders(arguments.config, settings.voice, voice)
        if not arguments.voice and make_clips.is_recorded(places):
            print(f"{voice}: recorded by people, nothing to make")
            continue
        print(f"{voice}: {make_clips.make_clips(places)} clips in {places.generated}")
    return 0


def _say(arguments: argparse.Namespace, settings: HallSettings) -> int:
    if arguments.window not in settings.windows:
        raise ConfigError(f"window: found {arguments.window!r}; this hall has {', '.join(settings.windows)}")
    speech = _speech(arguments.config, settings)
    now = datetime.now(settings.zone).time()
    volume = settings.voice.volume_at(now) if arguments.volume is None else max(0, min(100, arguments.volume))
    call = SpokenCall(arguments.number.upper(), arguments.window, place_kind(settings, arguments.window))
    if speech.lacks(call) or not call.number.isalnum():
        raise ConfigError(f"number: found {arguments.number!r}; allowed are numbers of this hall, such as A001")
    wav = speech.announcement(call, volume)
    if arguments.to:
        arguments.to.write_bytes(wav)
        print(f"{arguments.to}: {seconds_of(wav):.1f} s")
        return 0
    return _played(settings.voice.output, wav)


def _check(arguments: argparse.Namespace, settings: HallSettings) -> int:
    speech = _speech(arguments.config, settings)
    for voice in speech.voices:
        for line in _report(voice):
            print(line)
    print(f"speaks = {str(settings.voice.speaks).lower()}; output {settings.voice.output}")
    return _played(settings.voice.output, wav_bytes(silence(60, speech.rate_hz), speech.rate_hz))


def _report(voice: Voice) -> Iterator[str]:
    clips = voice.clips.values()
    levels = [20 * math.log10(max(rms(clip.samples), 1.0) / FULL_SCALE) for clip in clips]
    yield (
        f"{voice.id}: {voice.definition.name}, {len(clips)} clips, {sum(clip.seconds for clip in clips):.1f} s, "
        f"loudness {min(levels):.0f} to {max(levels):.0f} dB"
    )
    for clip in clips:
        if peak(clip.samples) >= FULL_SCALE:
            yield f"  {clip.path}: reaches full scale, it may sound distorted; record it softer"


def _speech(config: Path, settings: HallSettings) -> Speech:
    return read_speech(config, settings, read(config / "services.toml", Services))


def _played(output: str, wav: bytes) -> int:
    try:
        asyncio.run(make_sound(output).play(wav))
    except SoundAway as away:
        print(f"no sound: {away}", file=sys.stderr)
        return 1
    print(f"sound: {output} answers")
    return 0
