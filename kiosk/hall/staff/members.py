"""Somebody who works here, as the rest of the hall sees them."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What somebody is here to do. One person may have several."""

    COUNTER = "counter"
    GUIDE = "guide"
    MANAGER = "manager"
    TECHNICIAN = "technician"
    AUDITOR = "auditor"


@dataclass(frozen=True, slots=True)
class StaffMember:
    """Who asks. ``login`` goes into the audit log, ``name`` is shown to colleagues."""

    login: str
    name: str
    roles: frozenset[Role]
    must_change_password: bool = False

    def has(self, *roles: Role) -> bool:
        """Whether they have at least one of ``roles``."""
        return not self.roles.isdisjoint(roles)


TOKEN = StaffMember("token", "token", frozenset({Role.COUNTER, Role.GUIDE, Role.MANAGER}))
"""A program with the staff token of the secrets file: a demonstration, a test, a machine. Never a person."""

PAIRING_LOGIN = "pairing"
"""The account behind browsers paired with the staff token. Nobody can sign in to it."""

RESERVED_LOGINS = frozenset({TOKEN.login, PAIRING_LOGIN, "terminal", "hall", "system"})
