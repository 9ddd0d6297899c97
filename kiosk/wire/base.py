"""What every model of the wire is made of."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field

Language = Literal["zh", "en"]
ByLanguage = dict[str, str]


def _of_our_time(moment: datetime) -> datetime:
    if not 2000 <= moment.year < 2200:
        raise ValueError("no clock of a hall can have said this")
    return moment


Moment = Annotated[AwareDatetime, AfterValidator(_of_our_time)]
"""A time somebody else's clock gave: with its zone, and not so far off that reckoning with it breaks."""


class WireModel(BaseModel):
    """A value that is wrong is never quoted in an error: it may be somebody's number."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


ShortText = Annotated[str, Field(min_length=1, max_length=80)]
NoteText = Annotated[str, Field(max_length=200)]


class Problem(WireModel):
    """Every refusal: a code for programs, a sentence for people.

    ``detail``: the number, window or login it is about, for a page that says it in its own words.
    """

    code: str
    message: str
    detail: str | None = None
