"""What an ID card tells: the answer to *read*, down to the few fields a visit needs (GA/T 490-2019).

The record is 256 bytes of UTF-16LE, fields padded with blanks. The character at offset 248 names the layout: ``J``
the permit for residents of Hong Kong, Macau and Taiwan, ``I`` and ``Y`` the foreigner's permanent-residence card of
2017 and 2023, anything else the resident card. Address, sex, ethnicity and validity are not taken out of the
record, and the photo that comes after it is never touched: what is not needed does not leave this module.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from kiosk.domain import id_number
from kiosk.domain.identity import IdCard, IdDocument

RECORD_BYTES = 256
LENGTHS_BYTES = 4  # two big-endian words before the record: its length and the photo's
KIND = slice(248, 250)

SEPARATOR_DOT = "·"
LOOKALIKE_DOTS = str.maketrans(dict.fromkeys("\u2022\u30fb\uff0e", SEPARATOR_DOT))


class RecordError(Exception):
    """The bytes are not a record we understand. The message never quotes them."""


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where the needed fields are. ``other_name`` stands in when the first name field is blank."""

    document: IdDocument
    name: slice
    number: slice
    birth: slice
    number_is_right: Callable[[str], bool]
    other_name: tuple[slice, ...] = ()


def _is_foreign_2023(number: str) -> bool:
    # That this number carries the same check character is told by one source only: its shape is enough here.
    return number.startswith("9") and bool(id_number.LONG.fullmatch(number))


def _is_foreign_2017(number: str) -> bool:
    return bool(id_number.FOREIGN_2017.fullmatch(number))


_RESIDENT = _Layout(
    IdDocument.RESIDENT,
    name=slice(0, 30),
    number=slice(122, 158),
    birth=slice(36, 52),
    number_is_right=id_number.has_right_check,
)
_LAYOUTS = {
    "J": replace(_RESIDENT, document=IdDocument.HMT_PERMIT),
    "I": _Layout(
        IdDocument.FOREIGN_2017,
        name=slice(158, 188),
        number=slice(122, 152),
        birth=slice(220, 236),
        number_is_right=_is_foreign_2017,
        other_name=(slice(0, 120),),
    ),
    "Y": _Layout(
        IdDocument.FOREIGN_2023,
        name=slice(0, 30),
        number=slice(122, 158),
        birth=slice(36, 52),
        number_is_right=_is_foreign_2023,
        other_name=(slice(52, 122), slice(220, 242)),
    ),
}


def card_of_answer(data: bytes) -> IdCard:
    """The card in the data of a *read* answer: two lengths, the record, the photo. Raises RecordError."""
    record_bytes = int.from_bytes(data[:2], "big")
    photo_bytes = int.from_bytes(data[2:LENGTHS_BYTES], "big")
    if len(data) != LENGTHS_BYTES + record_bytes + photo_bytes:
        raise RecordError("the lengths inside the answer do not add up")
    return card_of_record(data[LENGTHS_BYTES : LENGTHS_BYTES + record_bytes])


def card_of_record(record: bytes) -> IdCard:
    """The card in the 256 bytes of text. Raises RecordError."""
    if len(record) != RECORD_BYTES:
        raise RecordError(f"a record has {RECORD_BYTES} bytes, not {len(record)}")
    layout = _LAYOUTS.get(_text(record, KIND), _RESIDENT)
    number = id_number.normalised(_text(record, layout.number))
    if not layout.number_is_right(number):
        raise RecordError(f"the number of this {layout.document} card is not a possible one")
    birth = id_number.parse_date(_text(record, layout.birth))
    return IdCard(layout.document, number, _name(record, layout), birth)


def _name(record: bytes, layout: _Layout) -> str:
    """For showing only: a long name is cut by the chip, so names are never compared."""
    name = _text(record, layout.name) or _text(record, *layout.other_name)
    return name.translate(LOOKALIKE_DOTS)


def _text(record: bytes, *fields: slice) -> str:
    """Fields joined, padding taken off. A broken character becomes U+FFFD: a name must not stop a visit."""
    raw = b"".join(record[field] for field in fields)
    return raw.decode("utf-16-le", errors="replace").strip(" \0\u3000")
