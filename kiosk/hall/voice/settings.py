"""``[voice]`` of ``config/hall.toml``. Every key is explained in that file."""

from collections.abc import Sequence
from datetime import time
from pathlib import Path
from typing import Annotated, Literal, Self, TypeVar

from pydantic import Field, model_validator

from kiosk.config import Model

VoiceId = Annotated[str, Field(pattern=r"^[a-z0-9-]{1,32}$")]
Numbers = Literal["digits", "counted"]
Percent = Annotated[int, Field(ge=0, le=100)]


class Span(Model):
    """From ``starts`` until ``ends`` every day; over midnight when it ends before it starts."""

    starts: time
    ends: time

    @model_validator(mode="after")
    def _lasts(self) -> Self:
        if self.starts == self.ends:
            raise ValueError("starts and ends must differ")
        return self

    def holds(self, moment: time) -> bool:
        if self.starts < self.ends:
            return self.starts <= moment < self.ends
        return moment >= self.starts or moment < self.ends


class VolumeSpan(Span):
    volume: Percent


AnySpan = TypeVar("AnySpan", bound=Span)


class VoiceSettings(Model):
    speaks: bool = False
    voices: tuple[VoiceId, ...] = Field(default=("zh", "en"), min_length=1)
    generated: Path = Path("var/voices")
    output: str = Field(default="alsa:default", pattern=r"^(alsa|folder):.+$")
    memory: Path = Path("var/voice-spoken.json")
    ticket_numbers: Numbers = "digits"
    window_numbers: Numbers = "counted"
    chime: bool = True
    repeat: int = Field(default=2, ge=1, le=3)
    once_while_others_wait: bool = True
    drop_after_s: int = Field(default=60, ge=10, le=300)
    volume: Percent = 100
    volumes: tuple[VolumeSpan, ...] = ()
    quiet: tuple[Span, ...] = ()

    @model_validator(mode="after")
    def _sound(self) -> Self:
        if len(set(self.voices)) < len(self.voices):
            raise ValueError("voices: each may be named once")
        return self

    def volume_at(self, moment: time) -> int:
        """In percent of the clips' own loudness. The first span that holds counts."""
        span = _holding(self.volumes, moment)
        return self.volume if span is None else span.volume

    def is_quiet(self, moment: time) -> bool:
        return _holding(self.quiet, moment) is not None


def _holding(spans: Sequence[AnySpan], moment: time) -> AnySpan | None:
    return next((span for span in spans if span.holds(moment)), None)
