"""Numbers and choices a technician may change; read from ``[policy]`` of ``config/kiosk.toml``."""

from pydantic import Field

from kiosk.config import Model
from kiosk.domain.device import Role
from kiosk.wire import Language


class Policy(Model):
    """Times in seconds. The floors keep a slow person from being thrown out."""

    language: Language = "zh"
    idle_warning_s: float = Field(default=60, ge=20, le=300)
    idle_countdown_s: float = Field(default=30, ge=20, le=120)
    ticket_shown_s: float = Field(default=20, ge=15, le=60)
    trouble_shown_s: float = Field(default=15, ge=10, le=60)
    busy_notice_s: float = Field(default=0.4, ge=0.1, le=2)
    same_card_s: float = Field(default=10, ge=0, le=60)
    way_out_s: float = Field(default=3, ge=1, le=10)
    issue_wait_s: float = Field(default=8, ge=3, le=30)
    menu_page: int = Field(default=6, ge=4, le=6)
    required_devices: tuple[Role, ...] = ()
    demo_ribbon: bool = False
