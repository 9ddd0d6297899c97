"""How a language says a number from 0 to 999, as names of clips.

A language that a hall adds needs no code: it counts like one of those here, or says its numbers digit by digit.
"""

from collections.abc import Callable
from typing import Literal

Counting = Literal["digits", "tens", "names"]
"""``tens``: digit, ten, digit, as in Chinese and many languages beside it (42 is "4 ten 2", 105
is "1 hundred 0 5").
``names``: own words up to nineteen and for the tens, as in English (42 is "40 2", 105 is "1 hundred and 5")."""

HIGHEST = 999
TEN, HUNDRED, AND = "ten", "hundred", "and"


def by_digits(number: int) -> tuple[str, ...]:
    """``105`` as 1 0 5."""
    return tuple(str(number))


def by_tens(number: int) -> tuple[str, ...]:
    """``105`` as 1 hundred 0 5; ``12`` as ten 2, but ``112`` as 1 hundred 1 ten 2."""
    hundreds, rest = divmod(number, 100)
    tens, units = divmod(rest, 10)
    said: list[str] = [str(hundreds), HUNDRED] if hundreds else []
    if tens:
        said += [TEN] if number < 20 else [str(tens), TEN]
    elif hundreds and units:
        said.append("0")
    if units or not said:
        said.append(str(units))
    return tuple(said)


def by_names(number: int) -> tuple[str, ...]:
    """``105`` as 1 hundred and 5; ``342`` as 3 hundred and 40 2."""
    hundreds, rest = divmod(number, 100)
    said: list[str] = [str(hundreds), HUNDRED] if hundreds else []
    if said and rest:
        said.append(AND)
    if rest >= 20:
        tens, units = divmod(rest, 10)
        said += [str(tens * 10), *([str(units)] if units else [])]
    elif rest or not said:
        said.append(str(rest))
    return tuple(said)


WAYS: dict[Counting, Callable[[int], tuple[str, ...]]] = {"digits": by_digits, "tens": by_tens, "names": by_names}


def counted(number: int, counting: Counting) -> tuple[str, ...]:
    """A number too high to be counted is said digit by digit."""
    return WAYS[counting](number) if 0 <= number <= HIGHEST else by_digits(number)
