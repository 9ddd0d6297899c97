"""Who may ask what: the one table. An address that is in none of these lists is refused to everybody.

An endpoint is written as its method and its path with the places in braces, as in its route.
"""

from collections.abc import Mapping

from kiosk.hall.staff.members import Role, StaffMember

ANYBODY = frozenset(
    {
        "GET /events",
        "GET /api/snapshot",
        "GET /healthz",
        "GET /readyz",
        "GET /metrics",
        "GET /display",
        "GET /displays",
        "GET /window/{window}",
        "GET /login",
        *(  # for customers' phones: a page that can be found only with its address, and booking
            "GET /t/{slug}",
            "GET /book",
            "GET /book/{offer}",
            "GET /book/{offer}/{start}",
            "POST /book/{offer}/{start}",
            "GET /a/{code}",
            "POST /a/{code}/cancel",
            "GET /api/appointments",
            "GET /api/appointments/{offer}/days",
            "POST /api/appointments",
            "GET /api/appointments/vouchers/{code}",
            "POST /api/appointments/vouchers/{code}/cancel",
        ),
        "GET /api/session",
        "POST /api/session",
        "DELETE /api/session",
        "GET /pair",  # it asks for the staff token itself
    }
)
"""On the hall's network, without saying who they are: numbers and windows, and the way in."""

KIOSKS = frozenset(
    {
        "POST /api/identify",
        "GET /api/menu",
        "POST /api/tickets",
        "POST /api/checkin",
        "POST /api/tickets/{ticket}/print",
        "POST /api/tickets/{ticket}/cancel",
        "POST /api/reserve",
        "POST /api/reserve/tickets",
        "GET /api/hall",
    }
)
"""A kiosk with its token."""

EVERY_MEMBER = frozenset({"POST /api/session/password"})
"""Whoever has signed in, and also before the first password is changed."""

_COUNTER = frozenset(
    {
        "GET /console",
        "GET /console/{window}",
        "GET /api/counters/{window}",
        "GET /api/counters/{window}/destinations",
        "GET /api/counters/{window}/portrait",
        "GET /api/counters/{window}/portrait/history",
        "GET /api/counters/{window}/portrait/improvements",
        "GET /api/counters/{window}/portrait/notes",
        "POST /api/counters/{window}/portrait/notes",
        "POST /api/counters/{window}/portrait/open",
        "POST /api/counters/{window}/portrait/strategies/{strategy}",
        *(
            f"POST /api/counters/{{window}}/{action}"
            for action in (
                "open",
                "pause",
                "resume",
                "close",
                "next",
                "finish-next",
                "call/{ticket}",
                "recall",
                "serve",
                "finish",
                "hold",
                "park",
                "unpark/{ticket}",
                "transfer",
                "add-service",
                "undo",
            )
        ),
    }
)
_NAMES = frozenset({"POST /api/tickets/{ticket}/reveal"})
_GUIDE = frozenset(
    {
        "GET /guide",
        "GET /api/guide/waiting",
        "POST /api/guide/tickets",
        "POST /api/guide/tickets/{ticket}/move",
        "POST /api/guide/tickets/{ticket}/mark",
        "POST /api/guide/undo",
    }
)
_DECISIONS = frozenset({"GET /api/decisions/{request_id}"})
_WAITS = frozenset({"GET /predictions", "GET /api/predictions", "GET /live", "GET /api/live"})
_STRATEGIES = frozenset({"GET /strategies", "GET /api/strategies/rates"})
_TAKEN_DOWN = frozenset(
    {
        "POST /api/appeals",
        "GET /api/consents",
        "POST /api/consents",
        "POST /api/consents/{consent}/withdraw",
    }
)
"""What a customer says at a counter."""

_SET_BY_HAND = frozenset(
    {
        "GET /fairness",
        "GET /api/overrides",
        "POST /api/overrides",
        "POST /api/overrides/{override}/end",
        "GET /api/appeals",
        "POST /api/appeals/{appeal}/answer",
        "GET /api/appointments/expected",
        "POST /api/appointments/expected/{appointment}/call-off",
    }
)
"""What only a manager decides."""

_ACCOUNTS = frozenset(
    {
        "GET /accounts",
        "GET /api/accounts",
        "POST /api/accounts",
        "POST /api/accounts/{login}/roles",
        "POST /api/accounts/{login}/reset",
        "POST /api/accounts/{login}/unlock",
        "POST /api/accounts/{login}/deactivate",
        "POST /api/accounts/{login}/activate",
    }
)

STAFF: Mapping[Role, frozenset[str]] = {
    Role.COUNTER: _COUNTER | _NAMES | _DECISIONS | _TAKEN_DOWN,
    Role.GUIDE: _GUIDE | _NAMES | _DECISIONS,
    Role.MANAGER: _COUNTER
    | _GUIDE
    | _NAMES
    | _DECISIONS
    | _WAITS
    | _ACCOUNTS
    | _STRATEGIES
    | _TAKEN_DOWN
    | _SET_BY_HAND,
    Role.TECHNICIAN: frozenset(),
    Role.AUDITOR: frozenset({"GET /audit", "GET /api/audit", "GET /api/audit/check"}),
}

PAGES = ("/console", "/guide", "/live", "/predictions", "/strategies", "/fairness", "/accounts", "/audit")
"""The pages of the staff, in the order of the navigation. Everybody is shown those they may see."""

START_PAGES = ("/live", "/console", "/guide", "/audit")
"""Where somebody who has signed in is led: the first of these they may see."""


def endpoint(method: str, path: str) -> str:
    return f"{method} {path}"


def may(member: StaffMember, asked: str) -> bool:
    """Whether a role of theirs has the endpoint."""
    return asked in EVERY_MEMBER or any(asked in STAFF[role] for role in member.roles)


def pages_of(member: StaffMember) -> tuple[str, ...]:
    return tuple(page for page in PAGES if may(member, endpoint("GET", page)))


def start_page(member: StaffMember) -> str:
    return next((page for page in START_PAGES if may(member, endpoint("GET", page))), "/display")
