"""The text file of a voice, ``config/voices/<voice>/voice.toml``."""

from itertools import chain
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, field_validator, model_validator

from kiosk.config import Model, read
from kiosk.domain.direction import DirectionKind
from kiosk.hall.voice.counting import Counting

FILE = "voice.toml"
PAUSE = ","
NUMBER, WINDOW, PLACE = "{number}", "{window}", "{place}"
CHIME = "chime"

ClipName = Annotated[str, Field(pattern=r"^[a-z0-9-]{1,32}$")]
Item = Annotated[str, Field(pattern=r"^([a-z0-9-]{1,32}|,|\{number\}|\{window\}|\{place\})$")]
PlaceKind = Literal[DirectionKind.LANE, DirectionKind.DESK, DirectionKind.ROOM]


class Generator(Model):
    """What `kiosk voice make` lets espeak-ng say for each clip. Tone numbers force a reading: ``zhang3 bei4``."""

    espeak_voice: str = Field(pattern=r"^[A-Za-z0-9+-]{1,40}$")
    words_per_minute: int = Field(default=150, ge=80, le=300)
    pitch: int = Field(default=50, ge=0, le=99)
    say: dict[ClipName, Annotated[str, Field(min_length=1, max_length=120)]]

    @field_validator("espeak_voice")
    @classmethod
    def _reads_chinese(cls, name: str) -> str:
        if name == "cmn":  # 1.51, Debian 12's, spells Chinese as if it were English letters
            raise ValueError("use cmn-latn-pinyin, with tone numbers: cmn of Debian 12 cannot read Chinese")
        return name


class Definition(Model):
    """One language: its clips, their order in a call, how it counts.

    ``order`` names clips; ``{number}``, ``{window}`` and ``{place}`` stand for those of the call, ``,``
    for a pause. ``place`` names the clips said for a window, a desk, a room.
    """

    name: str = Field(min_length=1)
    sample_rate_hz: int = Field(default=22050, ge=8000, le=48000)
    gain_db: float = Field(default=0.0, ge=-30, le=12)
    gap_ms: int = Field(default=30, ge=0, le=1000)
    pause_ms: int = Field(default=250, ge=0, le=3000)
    order: tuple[Item, ...] = Field(min_length=1)
    place: dict[PlaceKind, tuple[ClipName, ...]]
    counting: Counting = "digits"
    generate: Generator | None = None

    @model_validator(mode="after")
    def _says_where_and_who(self) -> Self:
        for needed in (NUMBER, WINDOW):
            if self.order.count(needed) != 1:
                raise ValueError(f"order must have {needed} once")
        if missing := [kind for kind in ("lane", "desk", "room") if kind not in self.place]:
            raise ValueError(f"place must name clips for {', '.join(missing)}")
        return self

    @property
    def words(self) -> frozenset[str]:
        """The clips of the sentence itself, without numbers and letters."""
        return frozenset(item for item in (*self.order, *chain(*self.place.values())) if item[0] not in "{,")


def read_definition(folder: Path) -> Definition:
    """Raises ConfigError."""
    return read(folder / FILE, Definition)
