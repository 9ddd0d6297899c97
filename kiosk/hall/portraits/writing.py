"""What a clerk writes down at the panel: how a strategy ended, and notes."""

from uuid import UUID

from kiosk.domain.strategy import Completion
from kiosk.hall.portraits.here import Here, NotShown
from kiosk.hall.portraits.subject import Subject
from kiosk.hall.records import completions, notes, signing
from kiosk.hall.records.notes import Conflict, Element, Note, NotWritten
from kiosk.portrait.strategies import NotCompleted, refusal_of
from kiosk.wire import CompletionRequest, NoteRequest, NotesView, NoteView, PanelElement


def complete(here: Here, subject: Subject, strategy: str, request: CompletionRequest) -> NotCompleted | None:
    """Keep how it ended; said again, the last word counts."""
    hall = here.hall
    completion = Completion(
        strategy=strategy,
        visit=str(here.ticket.id),
        state=request.state,
        on=hall.calendar.date_at(here.now),
        by=here.who.login,
        note=request.note,
    )
    for facts in here.facts(subject):
        if refusal := refusal_of(hall.strategies, facts, completion):
            return refusal
    service = here.services[0] if here.services else None
    kept = (hall.engine, hall.settings.id, subject.key, completion, service, here.now)
    if strategy in hall.strategies.signing:
        signing.complete(*kept, subject.contracts, hall.strategies.signing, hall.strategies.bonus_fen)
    else:
        completions.complete(*kept)
    return None


def notes_view(here: Here, subject: Subject) -> NotesView:
    hall = here.hall
    found = notes.notes_of(hall.engine, hall.settings.id, subject.key)
    return NotesView(ticket=here.ticket.id, notes=tuple(_note(here, one) for one in found))


def write_note(here: Here, subject: Subject, request: NoteRequest) -> NotesView | Conflict | NotWritten:
    """A new note, a change of one, or one taken away. Answers with all that stand then."""
    outcome = _write(here, subject.key, request)
    return notes_view(here, subject) if isinstance(outcome, Note) else outcome


def _write(here: Here, key: str, request: NoteRequest) -> Note | Conflict | NotWritten:
    engine, hall = here.hall.engine, here.hall.settings.id
    if request.id is None:
        return notes.begin(engine, hall, key, Element(request.element.value), request.text, here.who, here.now)
    seen: tuple[UUID, int] = (request.id, request.version)
    if request.text.strip():
        return notes.change(engine, hall, key, *seen, request.text, here.who, here.now)
    return notes.remove(engine, hall, key, *seen, here.who, here.now)


def _note(here: Here, note: Note) -> NoteView:
    return NoteView(
        id=note.id,
        element=PanelElement(note.element.value),
        text=note.text,
        author=note.author,
        at=note.at.astimezone(here.hall.settings.zone),
        version=note.version,
        may_change=notes.may_change(here.who, note),
    )


__all__ = ["NotShown", "complete", "notes_view", "write_note"]
