"""What is known of one printer: python-escpos' profile of it, corrected by the options of its URL.

``?profile=NT-80-V-UL&width=576&cut=part&mode=image&blank=feed&status=epson&baud=9600&fonts=/folder``; only what
differs need be written. Generic 80 mm printers are NT-80-V-UL, generic 58 mm ones POS-5890.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from escpos.capabilities import CAPABILITIES

from kiosk.devices.printer_status import MAPS, StatusMap
from kiosk.devices.slip_layout import FONT_FOLDER
from kiosk.devices.url import DeviceUrl

DEFAULT_PROFILE = "NT-80-V-UL"
TEXT_BELOW_BAUD = 38400  # a slip as a picture would take a minute at 9600 baud, half a minute at 19200
SMALLEST_WIDTH, LARGEST_WIDTH = 200, 832  # dots: 25 mm and 104 mm of print
OPTIONS = ("profile", "width", "cut", "mode", "blank", "status", "fonts")
LINE_OPTIONS = {"escpos+serial": ("baud", "flow")}


class Cut(StrEnum):
    PART = "part"
    FULL = "full"
    NONE = "none"


class Mode(StrEnum):
    IMAGE = "image"  # the slip is drawn here: any character, the same paper everywhere
    TEXT = "text"  # the printer's own Chinese font: half a kilobyte, for slow lines


class Blank(StrEnum):
    """How white rows travel."""

    FEED = "feed"  # as ESC J, which counts dots on most printers
    RASTER = "raster"  # as dots; Epson's own printers count ESC J in another unit


Choice = TypeVar("Choice", Cut, Mode, Blank)


@dataclass(frozen=True, slots=True)
class PrinterProfile:
    """``width`` in dots; ``name`` is python-escpos'; ``native_qr``: the printer draws QR codes itself."""

    name: str = DEFAULT_PROFILE
    width: int = 576
    cut: Cut = Cut.PART
    mode: Mode = Mode.IMAGE
    blank: Blank = Blank.FEED
    native_qr: bool = True
    status: StatusMap = MAPS["epson"]
    fonts: Path = FONT_FOLDER


def read_profile(url: DeviceUrl, baud: int | None = None) -> PrinterProfile:
    """The profile ``url`` asks for; ``baud`` of a serial line chooses text or image. Raises ValueError."""
    options = _known(url)
    name = options.get("profile", DEFAULT_PROFILE)
    if name not in CAPABILITIES["profiles"]:
        raise ValueError(f"profile={name}: python-escpos has none of that name; NT-80-V-UL or POS-5890 may do")
    data = CAPABILITIES["profiles"][name]
    features = data["features"]
    slow = baud is not None and baud < TEXT_BELOW_BAUD
    return PrinterProfile(
        name,
        _width(options.get("width"), data),
        _choice("cut", options, Cut, _cutter(features)),
        _choice("mode", options, Mode, Mode.TEXT if slow else Mode.IMAGE),
        _choice("blank", options, Blank, Blank.RASTER if data["vendor"] == "Epson" else Blank.FEED),
        bool(features["qrCode"]),
        _status(options.get("status", "epson")),
        Path(options.get("fonts", FONT_FOLDER)),
    )


def _known(url: DeviceUrl) -> Mapping[str, str]:
    known = (*OPTIONS, *LINE_OPTIONS.get(url.scheme, ()))
    if unknown := sorted(url.options.keys() - set(known)):
        raise ValueError(f"unknown option {unknown[0]}; known here: {', '.join(known)}")
    return url.options


def _width(text: str | None, data: Mapping[str, Any]) -> int:
    found = text or str(data["media"]["width"]["pixels"])
    if not found.isdigit():
        raise ValueError("this profile does not know its paper: add width=576 (80 mm) or width=384 (58 mm)")
    width = int(found)
    if not SMALLEST_WIDTH <= width <= LARGEST_WIDTH or width % 8:
        raise ValueError(f"width={width}: use dots, a multiple of 8 from {SMALLEST_WIDTH} to {LARGEST_WIDTH}")
    return width


def _cutter(features: Mapping[str, bool]) -> Cut:
    if features["paperPartCut"]:
        return Cut.PART
    return Cut.FULL if features["paperFullCut"] else Cut.NONE


def _choice(key: str, options: Mapping[str, str], kind: type[Choice], default: Choice) -> Choice:
    try:
        return kind(options.get(key, default))
    except ValueError:
        raise ValueError(f"{key}={options[key]}: use one of {', '.join(kind)}") from None


def _status(name: str) -> StatusMap:
    if name not in MAPS:
        raise ValueError(f"status={name}: use one of {', '.join(MAPS)}")
    return MAPS[name]
