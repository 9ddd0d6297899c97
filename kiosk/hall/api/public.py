"""What anybody on the hall's network may see: numbers and windows, and that the hall is alive."""

from typing import Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel
from sse_starlette import EventSourceResponse

from kiosk.hall.api.auth import TheHall
from kiosk.hall.voice.announcer import Announcer
from kiosk.wire import Snapshot

router = APIRouter(tags=["public"])


class VoiceHealth(BaseModel):
    """``why`` is for a technician: what keeps calls from being spoken."""

    state: Literal["starting", "ready", "away", "elsewhere"]
    why: str


class Health(BaseModel):
    """``voice`` is null in a process that is not to speak."""

    status: Literal["up"] = "up"
    voice: VoiceHealth | None = None


@router.get(
    "/events",
    summary="The display's live line (server-sent events)",
    response_class=EventSourceResponse,
    responses={200: {"content": {"text/event-stream": {"example": "event: snapshot\ndata: {…}\n\n"}}}},
)
async def events(hall: TheHall) -> EventSourceResponse:
    """`snapshot` at once and after every change, each complete in itself; `hb` every five seconds."""
    return hall.notices.respond()


@router.get("/api/snapshot", summary="What displays show now")
def snapshot(hall: TheHall) -> Snapshot:
    return hall.notices.look()


@router.get("/healthz", summary="Is this process up, can it read its database")
def health(hall: TheHall, request: Request) -> Health:
    hall.notices.look()
    announcer: Announcer | None = request.app.state.announcer
    if announcer is None:
        return Health()
    return Health(voice=VoiceHealth(state=announcer.state.state, why=announcer.state.why))
