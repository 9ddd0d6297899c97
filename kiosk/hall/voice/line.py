"""The calls that wait to be spoken: each once, in the order in which they were called, none that is too old."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from kiosk.hall.voice.spoken import Spoken
from kiosk.wire import Call, Snapshot


class SpeechLine:
    def __init__(self, spoken: Spoken, drop_after: timedelta) -> None:
        self._spoken = spoken
        self._drop_after = drop_after
        self._waiting: dict[int, Call] = {}

    def hear(self, calls: Iterable[Call], now: datetime) -> None:
        """Take in all that the hall shows now: what is new waits to be spoken, what was taken back no longer does.

        Hearing the same calls again changes nothing.
        """
        shown = {call.id: call for call in calls}
        self._waiting = {id: call for id, call in self._waiting.items() if id in shown}
        for call in shown.values():
            if call not in self._spoken and not self._is_old(call, now):
                self._waiting.setdefault(call.id, call)

    def someone_waits(self, now: datetime) -> bool:
        return any(not self._is_old(call, now) for call in self._waiting.values())

    def next(self, now: datetime) -> Call | None:
        """The call whose turn it is, noted as spoken from now on."""
        while self._waiting:
            call = self._waiting.pop(min(self._waiting))
            if not self._is_old(call, now):
                self._spoken.add(call, now)
                return call
        return None

    def clear(self, now: datetime) -> None:
        """What waits is not to be spoken, now or later."""
        while self.next(now):
            pass

    def _is_old(self, call: Call, now: datetime) -> bool:
        return now - call.at >= self._drop_after


def calls_of(snapshot: Snapshot) -> Iterable[Call]:
    """The last calls, and every window's open one: so that none is missed when many windows call in one moment."""
    at_windows = (at.call for at in snapshot.windows if at.call)
    return {call.id: call for call in (*snapshot.calling, *at_windows)}.values()
