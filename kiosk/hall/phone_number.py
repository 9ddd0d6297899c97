"""Phone numbers come in to be recognised again, and are kept as a keyed hash only."""

import hashlib
import hmac
import re

from kiosk.hall.person import KEY_VERSION

_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"0\d{9,11}")


def plain_number(typed: str) -> str | None:
    """The digits of a Chinese mobile or landline number; None for anything else.

    >>> plain_number("+86 139-0000-0001"), plain_number("010 8888 0000"), plain_number("12345")
    ('13900000001', '01088880000', None)
    """
    digits = re.sub(r"[\s()-]", "", typed)
    digits = re.sub(r"^(\+|00)86", "", digits)
    return digits if _MOBILE.fullmatch(digits) or _LANDLINE.fullmatch(digits) else None


def phone_key(number: str, key: str) -> str:
    """HMAC-SHA-256 under the hall's key, with the key's version. ``number`` as ``plain_number`` gives it."""
    digest = hmac.new(bytes.fromhex(key), f"phone:{number}".encode(), hashlib.sha256).hexdigest()
    return f"{KEY_VERSION}:{digest}"
