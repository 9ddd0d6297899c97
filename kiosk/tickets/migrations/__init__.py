"""The history of the tickets' tables: ``upgrade(engine)`` brings any older database up to date."""

from pathlib import Path

from kiosk.schema_history import SchemaHistory
from kiosk.tickets import schema_appointments, schema_wait

TABLES = (schema_appointments, schema_wait)
"""Modules that add their tables to those of ``schema``: whoever migrates or compares knows all of them."""

VERSION_TABLE = "alembic_version"
HISTORY = SchemaHistory(Path(__file__).parent, VERSION_TABLE, head="0006", lock=0x5449_434B)
upgrade, downgrade, is_current = HISTORY.upgrade, HISTORY.downgrade, HISTORY.is_current
revisions = HISTORY.revisions
