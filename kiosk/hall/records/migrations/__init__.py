"""The history of the records' tables, apart from those of tickets and staff, with a version table of its own."""

from pathlib import Path

from kiosk.schema_history import SchemaHistory

VERSION_TABLE = "records_version"
HISTORY = SchemaHistory(Path(__file__).parent, VERSION_TABLE, head="r0001", lock=0x5245_434F)
upgrade, downgrade, is_current = HISTORY.upgrade, HISTORY.downgrade, HISTORY.is_current
