"""The names behind logins, for colleagues to read."""

from collections.abc import Mapping

from sqlalchemy import select

from kiosk.database import reading
from kiosk.hall.staff.book import StaffBook
from kiosk.hall.staff.schema import accounts


def names(book: StaffBook) -> Mapping[str, str]:
    """Of everybody with an account here, by login."""
    mine = select(accounts.c.login, accounts.c.name).where(accounts.c.hall == book.hall)
    with reading(book.engine) as connection:
        return {row.login: row.name for row in connection.execute(mine)}
