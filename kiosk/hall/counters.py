"""How counters call and what each can do: ``[calling]`` and ``[[counters]]`` of ``config/hall.toml``."""

from typing import Annotated

from pydantic import Field

from kiosk.config import Model
from kiosk.hall.words import PlaceId, WindowId
from kiosk.wire import Language

Minutes = Annotated[int, Field(ge=1, le=480)]


class CallingSettings(Model):
    """The order of calling with its bounds, and how long things may take."""

    max_wait_min: int = Field(default=45, ge=5, le=480)
    privileged_in_a_row: int = Field(default=2, ge=1, le=20)
    always_regular: tuple[WindowId, ...] = ()
    recalls: int = Field(default=3, ge=0, le=3)
    park_min: Minutes = 15
    undo_s: int = Field(default=10, ge=3, le=60)
    marked_head_start_min: int = Field(default=15, ge=0, le=60)
    ask_when_ahead: int = Field(default=15, ge=1, le=500)
    mean_service_min: Minutes = 6


class CounterSettings(Model):
    """What is particular about a window. ``services`` left out: all of them."""

    window: WindowId
    languages: tuple[Language, ...] = Field(default=("zh",), min_length=1)
    services: tuple[PlaceId, ...] = ()
