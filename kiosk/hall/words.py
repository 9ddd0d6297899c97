"""The small words of the hall's files: ids of places and windows, a text in both languages."""

from typing import Annotated

from pydantic import Field

from kiosk.config import Model
from kiosk.wire import ByLanguage

PlaceId = Annotated[str, Field(pattern=r"^[a-z0-9-]{1,32}$")]
WindowId = Annotated[str, Field(pattern=r"^[A-Za-z0-9-]{1,8}$")]


class Words(Model):
    """One text in both languages."""

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)

    @property
    def by_language(self) -> ByLanguage:
        return {"zh": self.zh, "en": self.en}
