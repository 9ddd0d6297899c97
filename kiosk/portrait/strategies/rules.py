"""What ``config/strategies.toml`` may say. Every key is explained in that file."""

from string import Formatter
from typing import Annotated, Literal

from pydantic import Field, field_validator

from kiosk.config import Model
from kiosk.domain.customer import PaymentMethod
from kiosk.portrait.strategies.behaviour import Behaviour
from kiosk.portrait.strategies.conditions import Name, When
from kiosk.portrait.time_of_use import TouPrices

Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{1,39}$")]
Price = Annotated[int, Field(ge=1, le=100_000)]
_PLACE = "a place is a name in braces, such as {streak}, and nothing more"


class Words(Model):
    """One text in both languages. ``{…}`` places are filled for the customer."""

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)

    @field_validator("zh", "en")
    @classmethod
    def _can_be_filled(cls, text: str) -> str:
        """Braces that would fail only in front of a customer are refused here."""
        try:
            places = list(Formatter().parse(text))
        except ValueError as error:
            raise ValueError(f"{_PLACE}: {error}") from None
        if any(name == "" or form or conversion for _, name, form, conversion in places):
            raise ValueError(_PLACE)
        return text

    @property
    def by_language(self) -> dict[str, str]:
        return {"zh": self.zh, "en": self.en}


class WordLists(Model):
    zh: tuple[Name, ...] = ()
    en: tuple[Name, ...] = ()

    @property
    def by_language(self) -> dict[str, tuple[str, ...]]:
        return {"zh": self.zh, "en": self.en}

    def with_also(self, more: "WordLists") -> "WordLists":
        return WordLists(zh=(*self.zh, *more.zh), en=(*self.en, *more.en))


class Prices(Model):
    """Hundredths of a fen per kWh."""

    single: Price
    peak: Price
    flat: Price
    valley: Price

    @property
    def prices(self) -> TouPrices:
        return TouPrices(self.single, self.peak, self.flat, self.valley)


class Strategy(Model):
    """``signs``: the way of paying that is agreed on when it is called done, which earns the bonus."""

    id: Id
    when: When
    about: Behaviour
    do: Words
    say: Words
    avoid: WordLists = WordLists()
    services: tuple[Name, ...] = ()
    first: bool = False
    priority: int = Field(default=50, ge=1, le=99)
    needs_guarantee: bool = False
    signs: Literal[PaymentMethod.DEBIT, PaymentMethod.PREPAID] | None = None
    again_after_days: int = Field(default=30, ge=0, le=730)
    glass: Words | None = None


class Strategies(Model):
    version: Name
    bonus_fen: int = Field(ge=0, le=100_000)
    time_of_use: Prices
    taboo: WordLists
    strategies: tuple[Strategy, ...] = Field(min_length=1)

    @property
    def signing(self) -> dict[str, PaymentMethod]:
        """The ids of those that earn the bonus, with what is signed."""
        return {one.id: one.signs for one in self.strategies if one.signs}

    def get(self, id: str) -> Strategy | None:
        return next((one for one in self.strategies if one.id == id), None)
