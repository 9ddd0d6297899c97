"""What ``config/kiosk.toml`` may say. Every key is explained in that file."""

from pathlib import Path

from pydantic import Field, field_validator

from kiosk.config import Model
from kiosk.domain.device import Role
from kiosk.flow.policy import Policy


class HallLinkSettings(Model):
    """How to reach the hall. The token is a secret and stands in a file of its own."""

    url: str = Field(pattern=r"^https?://")
    token_file: Path
    connect_timeout_s: float = Field(default=0.5, ge=0.1, le=5)
    read_timeout_s: float = Field(default=5.0, ge=0.5, le=20)
    heartbeat_s: float = Field(default=2.0, ge=0.2, le=30)


class ScreenSettings(Model):
    """The panel: pixels, and the width of the lit area in millimetres, from which every size follows."""

    width_px: int = Field(ge=320, le=7680)
    height_px: int = Field(ge=320, le=7680)
    active_width_mm: float = Field(ge=80, le=2000)
    fullscreen: bool = True
    fonts: Path = Path("/usr/share/fonts/opentype/noto")


class ReserveSettings(Model):
    """Numbers kept for when the hall cannot be reached, and the journal that remembers them."""

    journal: Path = Path("var/kiosk-journal.sqlite")
    keep: int = Field(default=30, ge=0, le=500)


class KioskSettings(Model):
    """One kiosk."""

    id: str = Field(pattern=r"^[a-z0-9-]{1,32}$")
    texts: Path = Path("config/texts")
    hall: HallLinkSettings
    screen: ScreenSettings
    devices: dict[Role, str]
    reserve: ReserveSettings = ReserveSettings()
    policy: Policy = Policy()

    @field_validator("devices")
    @classmethod
    def _some_device(cls, devices: dict[Role, str]) -> dict[Role, str]:
        if not devices:
            raise ValueError("name at least one device; a kiosk with none serves nobody")
        return devices
