"""The hall as its manager sees it now. For managers."""

from fastapi import APIRouter, Depends, Request

from kiosk.hall.api.auth import member
from kiosk.hall.api.refusals import refusals
from kiosk.hall.live import Live
from kiosk.hall.staff.members import Role
from kiosk.wire import LiveView

router = APIRouter(prefix="/api", tags=["staff"], responses=refusals(401, 403))


@router.get("/live", dependencies=[Depends(member(Role.MANAGER))], summary="Windows, lanes, waits and flow, now")
def live(request: Request) -> LiveView:
    """Who is where as of now; figures of the day may be five seconds old, of the days before five minutes."""
    seen: Live = request.app.state.live
    return seen.view()
