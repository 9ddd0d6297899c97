"""A hall with staff, and one asked by a program's token."""

from tests.hall_api.conftest import house, make_hall
from tests.hall_staff.conftest import new_browser, staffed

__all__ = ["house", "make_hall", "new_browser", "staffed"]
