"""Where the staff of one hall is kept."""

from dataclasses import dataclass, field

from sqlalchemy import Engine


@dataclass(frozen=True, slots=True)
class StaffBook:
    """The accounts, sessions and log of one ``hall`` (its id) in a database that may hold several."""

    engine: Engine = field(repr=False)
    hall: str
