"""The ``[back_office]`` table of ``config/hall.toml``. Times in seconds. Token and hash key are kept elsewhere."""

from typing import Self

from pydantic import Field, model_validator

from kiosk.config import Model


class BackOfficeSettings(Model):
    """``deadline_s`` bounds one search with all its tries, so that nobody stands before a silent screen for longer.

    ``cache_s`` is how long an answer is good; ``stale_s`` how old it may be when the back office is away.
    ``customer_number_digits`` are the right-most digits that tell customers apart: a power card pads to twelve.
    """

    url: str = Field(pattern=r"^https?://[^\s/?#]+(/[^\s?#]*)?$")
    ca_file: str | None = None
    connect_timeout_s: float = Field(default=0.5, gt=0, le=5)
    read_timeout_s: float = Field(default=1.5, gt=0, le=10)
    deadline_s: float = Field(default=3.0, gt=0, le=15)
    retries: int = Field(default=2, ge=0, le=5)
    cache_s: float = Field(default=300, ge=0, le=3_600)
    stale_s: float = Field(default=3_600, ge=0, le=86_400)
    cache_customers: int = Field(default=500, ge=0, le=10_000)
    circuit_failures: int = Field(default=5, ge=1, le=100)
    circuit_open_s: float = Field(default=10, gt=0, le=600)
    customer_number_digits: int = Field(default=10, ge=4, le=12)

    @model_validator(mode="after")
    def _stale_after_fresh(self) -> Self:
        if self.stale_s < self.cache_s:
            raise ValueError("stale_s must not be shorter than cache_s")
        return self
