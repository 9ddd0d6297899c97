"""The citizen identity number (GB 11643-1999; check character by ISO 7064 MOD 11-2).

Six digits of place, eight of birth (YYYYMMDD), three of sequence, one check character. The foreigner's card of
2023 uses the same form and begins with 9; the one of 2017 has three letters and twelve digits, whose own check rule
is not public, so only its shape is looked at.
"""

import re
from datetime import date

LONG = re.compile(r"[0-9]{17}[0-9X]")
WITHDRAWN = re.compile(r"[0-9]{15}")
FOREIGN_2017 = re.compile(r"[A-Z]{3}[0-9]{12}")

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_CHARACTERS = "10X98765432"

PROVINCES = frozenset(
    code
    for first, last in ((11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 65), (71, 71), (81, 83), (90, 99))
    for code in range(first, last + 1)
)
"""First two digits; 81 to 83 are Hong Kong, Macau and Taiwan permits, 90 to 99 the foreigner's card of 2023."""

SHOWN_FIRST, SHOWN_LAST = 3, 4


def normalised(text: str) -> str:
    """Without outer blanks, letters in capitals: people type a small x."""
    return text.strip().upper()


def check_character(digits: str) -> str:
    """The check character for the first 17 digits. Raises ValueError when they are not 17 digits.

    >>> check_character("11010519491231002")
    'X'
    """
    if not re.fullmatch(r"[0-9]{17}", digits):
        raise ValueError("the check character is made from 17 digits")
    total = sum(int(digit) * weight for digit, weight in zip(digits, WEIGHTS, strict=True))
    return CHECK_CHARACTERS[total % 11]


def has_right_check(number: str) -> bool:
    """Whether ``number`` has the 18-character form and its check character is right. Capitals only."""
    return bool(LONG.fullmatch(number)) and check_character(number[:17]) == number[17]


def birth_date(number: str) -> date | None:
    """The date inside an 18-character number, or None when there is no such day."""
    return parse_date(number[6:14]) if LONG.fullmatch(number) else None


def parse_date(text: str) -> date | None:
    """YYYYMMDD, or None when there is no such day."""
    if not re.fullmatch(r"[0-9]{8}", text):
        return None
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return None


def is_valid(number: str, today: date) -> bool:
    """Whether a typed number can be someone's: check character, province, and born no later than ``today``."""
    born = birth_date(number)
    return has_right_check(number) and int(number[:2]) in PROVINCES and born is not None and born <= today


def from_fifteen(number: str) -> str:
    """A withdrawn 15-digit number in today's form, for looking up old records only. Raises ValueError."""
    if not WITHDRAWN.fullmatch(number):
        raise ValueError("a withdrawn number has 15 digits")
    digits = f"{number[:6]}19{number[6:]}"
    return digits + check_character(digits)


def masked(number: str) -> str:
    """For screens: the first three and last four characters; a short text is hidden whole.

    >>> masked("11010519491231002X")
    '110***********002X'
    """
    hidden = len(number) - SHOWN_FIRST - SHOWN_LAST
    if hidden <= 0:
        return "*" * len(number)
    return number[:SHOWN_FIRST] + "*" * hidden + number[-SHOWN_LAST:]
