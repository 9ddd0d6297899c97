"""What stands on the sign over a window."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class SignFace:
    """``number``: whom the window has called, None for nobody. ``call`` grows with every call: a new one is
    somebody called, or called again, and may blink. ``paused``: the window rests.
    """

    number: str | None = None
    call: int | None = None
    paused: bool = False


SignFaces: TypeAlias = Mapping[str, SignFace]
"""By window. A window that is not in it shows nothing: nothing is known of it now."""
