"""``[vip]``, ``[standing]``, ``[appeals]`` and ``[third_party_credit]`` of ``config/hall.toml``."""

from pydantic import Field

from kiosk.config import Model
from kiosk.portrait.standing import YearRule
from kiosk.portrait.vip import BeyondFree


class StandingSettings(Model):
    """``years``: what a year at A is."""

    years: YearRule = YearRule.ALL_MONTHS


class VipSettings(Model):
    """What becomes of a fourth free reception in a year, and what it costs when it is charged."""

    beyond_free: BeyondFree = BeyondFree.REFUSE
    charge_fen: int = Field(default=0, ge=0, le=1_000_000)


class AppealSettings(Model):
    """Within how many days an appeal is to be answered."""

    answer_days: int = Field(default=15, ge=1, le=60)


class ThirdPartyCreditSettings(Model):
    """``sources``: the third parties that may be asked; none is the default, and then nobody is."""

    sources: tuple[str, ...] = ()
