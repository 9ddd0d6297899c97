"""Makes the announcer of a hall, and runs it: a composition."""

import asyncio
import contextlib
import logging
from functools import partial
from pathlib import Path

from kiosk.hall.hall import Hall
from kiosk.hall.voice.announcer import Announcer
from kiosk.hall.voice.sound import make_sound
from kiosk.hall.voice.speech import place_kind, read_speech

log = logging.getLogger(__name__)

AFTER_A_FAULT_S = 10.0


def make_announcer(config: Path, hall: Hall) -> Announcer | None:
    """None when this hall process is not the one that speaks. Raises ConfigError when a clip is missing."""
    said = hall.settings.voice
    if not said.speaks:
        return None
    speech = read_speech(config, hall.settings, hall.services)
    return Announcer(said, speech, make_sound(said.output), hall.local_now, partial(place_kind, hall.settings))


async def announce(hall: Hall, announcer: Announcer) -> None:
    """Run it for as long as the hall does. A fault in it must not silence the displays, nor the voice for good."""
    while True:
        try:
            async with contextlib.aclosing(hall.notices.snapshots()) as snapshots:
                await announcer.run(snapshots)
        except Exception:
            log.exception("the announcer")
        await asyncio.sleep(AFTER_A_FAULT_S)
