"""How a request says whose record it means, and what it is told when there is nobody."""

from http import HTTPStatus
from typing import Self
from uuid import UUID

from pydantic import Field, model_validator

from kiosk.hall import whom
from kiosk.hall.hall import Hall
from kiosk.hall.problems import Refusal
from kiosk.hall.whom import Nobody
from kiosk.wire import WireModel

_SAID = {
    Nobody.NO_SUCH_TICKET: (HTTPStatus.NOT_FOUND, "this hall has no such ticket"),
    Nobody.NOT_IDENTIFIED: (HTTPStatus.CONFLICT, "nobody known was identified for this ticket"),
    Nobody.NO_SUCH_CUSTOMER: (HTTPStatus.NOT_FOUND, "the back office knows no such customer"),
    Nobody.BACK_OFFICE_AWAY: (HTTPStatus.CONFLICT, "the back office does not answer; try again later"),
}
SHOWN = 8


class AboutSomebody(WireModel):
    """Whoever holds ``ticket`` or, today, ``number``; or the customer with this number, which is not kept."""

    ticket: UUID | None = None
    number: str | None = Field(default=None, max_length=8)
    customer: str | None = Field(default=None, repr=False, max_length=16)

    @model_validator(mode="after")
    def _says_who(self) -> Self:
        if [self.ticket, self.number, self.customer].count(None) != 2:
            raise ValueError("one of ticket, number and customer is needed")
        return self


def key_of(hall: Hall, about: AboutSomebody) -> str:
    """Raises a Refusal when there is nobody."""
    if about.ticket is not None:
        return _known(whom.of_ticket(hall, about.ticket))
    if about.number is not None:
        return _known(whom.of_number(hall, about.number))
    return _known(whom.of_customer(hall, about.customer or ""))


def key_of_ticket(hall: Hall, ticket: UUID) -> str:
    return _known(whom.of_ticket(hall, ticket))


def shown(person_key: str) -> str:
    """The end of the key: enough to see which records belong together, nothing to find somebody by."""
    return person_key[-SHOWN:]


def _known(found: str | Nobody) -> str:
    if isinstance(found, Nobody):
        status, message = _SAID[found]
        raise Refusal(status, found, message)
    return found
