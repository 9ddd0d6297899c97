"""What anybody on the hall's network may see: numbers and windows, and how the hall is."""

from http import HTTPStatus
from typing import Literal

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel
from sse_starlette import EventSourceResponse

from kiosk.hall.api.auth import TheHall
from kiosk.hall.metrics import CONTENT_TYPE
from kiosk.hall.readiness import Readiness, readiness
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


@router.get("/healthz", summary="Is this process alive, and how is its voice")
async def health(request: Request) -> Health:
    """Looks at nothing else: a process that answers need not be started again."""
    announcer: Announcer | None = request.app.state.announcer
    if announcer is None:
        return Health()
    return Health(voice=VoiceHealth(state=announcer.state.state, why=announcer.state.why))


@router.get(
    "/readyz",
    summary="Can this process do its work now",
    responses={503: {"model": Readiness, "description": "its database is away, or of another version"}},
)
def ready(hall: TheHall, response: Response) -> Readiness:
    """Ready when its database answers and has the schema this program was written for."""
    seen = readiness(hall.engine, hall.back_office.state)
    if not seen.ready:
        response.status_code = HTTPStatus.SERVICE_UNAVAILABLE
    return seen


@router.get("/metrics", summary="Figures for Prometheus", response_class=Response)
def metrics(hall: TheHall) -> Response:
    """Counts and times by lane; nothing about a person."""
    return Response(hall.metrics.page(), media_type=CONTENT_TYPE)
