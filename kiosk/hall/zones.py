"""What the public displays of a hall show beside the calls: ``[display]`` of ``config/hall.toml``."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from kiosk.config import Model
from kiosk.hall.words import PlaceId, WindowId, Words

NOTICE_ZH, NOTICE_EN = 20, 44
"""Longest notice, in characters: one line of the display at the size in which it can be read across the hall."""


class Notice(Words):
    zh: Annotated[str, Field(min_length=1, max_length=NOTICE_ZH)]
    en: Annotated[str, Field(min_length=1, max_length=NOTICE_EN)]


class Zone(Model):
    """A part of the hall with displays of its own, for the people who wait for ``lanes`` or ``windows``."""

    id: PlaceId
    name: Words
    lanes: tuple[PlaceId, ...] = ()
    windows: tuple[WindowId, ...] = ()

    @model_validator(mode="after")
    def _shows_something(self) -> Self:
        if not (self.lanes or self.windows):
            raise ValueError(f"zone {self.id!r} needs lanes or windows to show")
        return self


class DisplaySettings(Model):
    """``waiting_by``: whether the big display counts people by where they will go or by what they came for."""

    waiting_by: Literal["place", "service"] = "place"
    notices: tuple[Notice, ...] = Field(default=(), max_length=12)
    zones: tuple[Zone, ...] = ()
