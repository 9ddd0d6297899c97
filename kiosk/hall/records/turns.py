"""One at a time for one person, so that what is read of their ledger is still true when it is written to."""

from sqlalchemy import Connection, text

_TURN = text("SELECT pg_advisory_xact_lock(hashtextextended(:whose, 0))")


def take_turn(connection: Connection, hall: str, person_key: str) -> None:
    """Wait until nobody else has the turn, and keep it until the transaction ends.

    Must come before anything is read in the transaction. SQLite lets only one write anyway.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(_TURN, {"whose": f"{hall} {person_key}"})
