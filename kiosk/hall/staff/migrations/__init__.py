"""The history of the staff's tables, apart from the tickets' and with a version table of its own."""

from pathlib import Path

from kiosk.schema_history import SchemaHistory

VERSION_TABLE = "staff_version"
HISTORY = SchemaHistory(Path(__file__).parent, VERSION_TABLE, head="s0001", lock=0x5741_4646)
upgrade, downgrade, is_current = HISTORY.upgrade, HISTORY.downgrade, HISTORY.is_current
