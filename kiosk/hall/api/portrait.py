"""The portrait of whoever is at a window, for whoever holds it; a confidential one is opened on record."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, BackgroundTasks, Depends, Header, Path

from kiosk.hall.api.auth import TheHall, staff
from kiosk.hall.api.counter import refused
from kiosk.hall.api.refusals import refusals
from kiosk.hall.portraits import panel, writing
from kiosk.hall.portraits.here import Here, NotShown, here
from kiosk.hall.portraits.subject import Subject
from kiosk.hall.problems import Refusal
from kiosk.hall.records.notes import Conflict, NotWritten
from kiosk.hall.staff.members import StaffMember
from kiosk.portrait.strategies import NotCompleted
from kiosk.tickets.values import Declined
from kiosk.wire import (
    CompletionRequest,
    HistoryView,
    ImprovementsView,
    NoteRequest,
    NotesView,
    OpenPortraitRequest,
    PortraitView,
)

SENTENCES: dict[str, str] = {
    NotShown.ANOTHER_TICKET: "somebody else is at this window now",
    NotShown.NOT_OPENED: "this portrait is confidential; open it first",
    NotShown.NO_PORTRAIT: "there is no portrait of whoever is at this window",
    NotCompleted.UNKNOWN_STRATEGY: "there is no such strategy",
    NotCompleted.GUARANTEE_MISSING: "it cannot be called done while the guarantee is missing",
    NotCompleted.NOTE_TOO_LONG: "the note is too long",
    NotWritten.NO_SUCH_NOTE: "there is no such note any more",
    NotWritten.NOT_YOURS: "only its author or a manager may change this note",
    NotWritten.EMPTY: "there is nothing in this note",
    NotWritten.TOO_LONG: "the note is too long",
}
STATUSES: dict[str, HTTPStatus] = {
    NotCompleted.UNKNOWN_STRATEGY: HTTPStatus.NOT_FOUND,
    NotWritten.NO_SUCH_NOTE: HTTPStatus.NOT_FOUND,
    NotWritten.EMPTY: HTTPStatus.UNPROCESSABLE_ENTITY,
    NotWritten.TOO_LONG: HTTPStatus.UNPROCESSABLE_ENTITY,
}

router = APIRouter(
    prefix="/api/counters/{window}/portrait", tags=["counter"], responses=refusals(401, 403, 404, 409)
)

Opened = Annotated[
    str | None, Header(alias="X-Portrait-Opened", max_length=1_000, description="what opening a portrait gave")
]


def the_person(
    hall: TheHall, who: Annotated[StaffMember, Depends(staff)], window: Annotated[str, Path(examples=["1"])]
) -> Here:
    """A plain function, so that it runs in a thread: the back office may take its time."""
    if window not in hall.settings.windows:
        raise Refusal(HTTPStatus.NOT_FOUND, "no_such_window", "this hall has no such window")
    found = here(hall, window, who)
    if isinstance(found, Declined):
        raise refused(found)
    return found


ThePerson = Annotated[Here, Depends(the_person)]


@router.get("", summary="The portrait of whoever is at this window, and how best to serve them")
def look(person: ThePerson, after: BackgroundTasks, opened: Opened = None) -> PortraitView:
    """Of a confidential customer only that it is one, until it is opened."""
    return _told(person, panel.portrait(person, opened), after)


@router.post("/open", summary="Open a confidential customer's portrait")
def open_it(person: ThePerson, after: BackgroundTasks, request: OpenPortraitRequest) -> PortraitView:
    """Who opened it, for which ticket and why is in the audit log before anything is shown."""
    if request.ticket != person.ticket.id:
        raise _no(NotShown.ANOTHER_TICKET)
    return _told(person, panel.open_portrait(person, request.reason), after)


@router.get("/history", summary="What went before: complaints first, then the newest first")
def history(person: ThePerson, opened: Opened = None) -> HistoryView:
    return panel.history(person, _seen(person.seen(opened)))


@router.get("/improvements", summary="What would improve each element")
def improvements(person: ThePerson, opened: Opened = None) -> ImprovementsView:
    return panel.improvements(person, _seen(person.seen(opened)))


@router.post(
    "/strategies/{strategy}",
    status_code=HTTPStatus.NO_CONTENT,
    summary="How a strategy ended: done, refused, or not fitting",
)
def complete(
    person: ThePerson,
    strategy: Annotated[str, Path(pattern=r"^[a-z][a-z0-9-]{1,39}$")],
    request: CompletionRequest,
    opened: Opened = None,
) -> None:
    """Said again in the same visit, the last word counts."""
    subject = _seen(person.seen(opened, request.ticket))
    if no := writing.complete(person, subject, strategy, request):
        raise _no(no)


@router.get("/notes", summary="What staff wrote down about this customer")
def notes(person: ThePerson, opened: Opened = None) -> NotesView:
    return writing.notes_view(person, _seen(person.seen(opened)))


@router.post("/notes", summary="Write a note, change one, or take one away", responses=refusals(422))
def write_note(person: ThePerson, request: NoteRequest, opened: Opened = None) -> NotesView:
    """A change names the version that was seen; who was slower is told so, and nothing is overwritten."""
    answer = writing.write_note(person, _seen(person.seen(opened, request.ticket)), request)
    if isinstance(answer, Conflict):
        raise Refusal(HTTPStatus.CONFLICT, "note_changed", "a colleague has changed this note meanwhile")
    if isinstance(answer, NotWritten):
        raise _no(answer)
    return answer


def _told(person: Here, view: PortraitView, after: BackgroundTasks) -> PortraitView:
    after.add_task(panel.note_shown, person, view)  # nobody waits for the bookkeeping
    return view


def _seen(subject: Subject | NotShown) -> Subject:
    if isinstance(subject, NotShown):
        raise _no(subject)
    return subject


def _no(why: NotShown | NotCompleted | NotWritten) -> Refusal:
    return Refusal(STATUSES.get(why, HTTPStatus.CONFLICT), why, SENTENCES[why].capitalize())
