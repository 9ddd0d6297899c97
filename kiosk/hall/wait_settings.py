"""``[phone]`` and ``[wait]`` of ``config/hall.toml``."""

from datetime import datetime, time, timedelta
from typing import Annotated, Self

from pydantic import Field, model_validator

from kiosk.config import Model
from kiosk.hall.words import PlaceId, WindowId

CLOSING_SOON = timedelta(minutes=10)
"""A window that rests so soon is not counted on."""

PromiseMin = Annotated[int, Field(ge=1, le=480)]


class PhoneSettings(Model):
    """``public_url``: where customers' phones reach this hall; without one, slips carry plain words instead."""

    public_url: Annotated[str, Field(pattern=r"^https?://[A-Za-z0-9.:\[\]-]+(/[A-Za-z0-9._~/-]*)?$")] | None = None

    def address(self, path: str) -> str | None:
        return None if self.public_url is None else self.public_url.rstrip("/") + path


class Rest(Model):
    """Windows that are closed at this time of every day, at lunch for instance."""

    windows: tuple[WindowId, ...] = Field(min_length=1)
    starts: time
    ends: time

    @model_validator(mode="after")
    def _sound(self) -> Self:
        if not self.starts < self.ends:
            raise ValueError("starts must be earlier than ends")
        return self


class WaitSettings(Model):
    """``estimate``: whether people are told how long they will wait.

    ``promise_min``: within how many minutes people are to be called; ``promises``: of lanes that promise otherwise.
    """

    estimate: bool = True
    rests: tuple[Rest, ...] = ()
    promise_min: PromiseMin = 20
    promises: dict[PlaceId, PromiseMin] = Field(default_factory=dict)

    def promise(self, lane: str) -> int:
        """Minutes."""
        return self.promises.get(lane, self.promise_min)

    def closing(self, local: datetime) -> frozenset[str]:
        """The windows that rest at this local time, or will soon."""
        soon = (local + CLOSING_SOON).time() if local.date() == (local + CLOSING_SOON).date() else time.max
        return frozenset(
            window
            for rest in self.rests
            if rest.starts <= soon and local.time() < rest.ends
            for window in rest.windows
        )
