"""Which calls have been spoken. It outlives the program, so that a restart says nothing twice."""

import json
import logging
from datetime import datetime, timedelta
from pathlib import Path

from kiosk.wire import Call

log = logging.getLogger(__name__)

KEPT = timedelta(minutes=30)
"""Calls are dropped from speech long before they are forgotten here."""


class Spoken:
    """Remembers calls by id and moment: a database made anew counts its ids from the start again."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._calls: dict[str, datetime] = {}

    def __contains__(self, call: Call) -> bool:
        return _key(call) in self._calls

    def __len__(self) -> int:
        return len(self._calls)

    def read(self) -> None:
        """What the program before us has said. A file that cannot be read counts as empty."""
        try:
            kept = json.loads(self._path.read_text(encoding="ascii"))
            self._calls |= {str(key): datetime.fromisoformat(at) for key, at in kept.items()}
        except FileNotFoundError:
            return
        except (OSError, ValueError, AttributeError, TypeError) as error:
            log.warning("%s: cannot be read (%s); calls of the last minute may be spoken again", self._path, error)

    def add(self, call: Call, now: datetime) -> None:
        """Written down before the first sound: after a crash it is better to miss a call than to say it twice."""
        self._calls = {key: at for key, at in self._calls.items() if now - at < KEPT}
        self._calls[_key(call)] = now
        self._write()

    def _write(self) -> None:
        unfinished = self._path.with_name(f"{self._path.name}.part")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            unfinished.write_text(
                json.dumps({key: at.isoformat() for key, at in self._calls.items()}), encoding="ascii"
            )
            unfinished.replace(self._path)
        except OSError as error:
            log.warning("%s: cannot be written (%s); a restart may say the last calls again", self._path, error)


def _key(call: Call) -> str:
    return f"{call.id}@{call.at.timestamp():.3f}"
