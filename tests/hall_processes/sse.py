"""The live line of a hall as a test reads it."""

import json
import time
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

import requests

PATIENCE_S = 15.0  # what a display is promised


class Stream:
    def __init__(self, url: str) -> None:
        self._answer = requests.get(url + "/events", stream=True, timeout=PATIENCE_S)
        self._lines = self._answer.iter_lines(decode_unicode=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self._answer.close()

    def snapshot(self) -> Any:
        """The next one."""
        name = ""
        for line in self._lines:
            if line.startswith("event:"):
                name = line.partition(": ")[2]
            elif line.startswith("data:") and name == "snapshot":
                return json.loads(line.partition(": ")[2])
        raise AssertionError("the stream ended")

    def until(self, shows: Callable[[Any], bool], within_s: float = PATIENCE_S) -> float:
        """The seconds until a snapshot shows it. Heartbeats let this end in time."""
        began = time.monotonic()
        while not shows(self.snapshot()):
            assert time.monotonic() - began < within_s, "the display does not show it"
        return time.monotonic() - began
