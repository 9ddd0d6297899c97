"""Consents to ask a third party: taken down and withdrawn at the counter. Every change is audited."""

from datetime import date
from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from pydantic import Field

from kiosk.hall.api.auth import TheHall, member
from kiosk.hall.api.refusals import refusals
from kiosk.hall.api.whom import AboutSomebody, key_of, key_of_ticket, shown
from kiosk.hall.problems import Refusal
from kiosk.hall.records import consents
from kiosk.hall.records.consents import Consent, NoConsent
from kiosk.hall.staff.members import Role, StaffMember
from kiosk.wire import WireModel

_SAID = {
    NoConsent.NO_BASIS: (HTTPStatus.UNPROCESSABLE_ENTITY, "the legal basis is needed"),
    NoConsent.NO_PURPOSE: (HTTPStatus.UNPROCESSABLE_ENTITY, "the purpose is needed"),
    NoConsent.BAD_DATES: (HTTPStatus.UNPROCESSABLE_ENTITY, "a consent holds for at most a year"),
    NoConsent.NO_SUCH_CONSENT: (HTTPStatus.NOT_FOUND, "there is no such consent"),
    NoConsent.WITHDRAWN: (HTTPStatus.CONFLICT, "this consent has been withdrawn"),
}

router = APIRouter(prefix="/api/consents", tags=["records"], responses=refusals(401, 403, 404, 409, 422))
TheClerk = Annotated[StaffMember, Depends(member(Role.COUNTER, Role.MANAGER))]


class ConsentRequest(AboutSomebody):
    """``source``: who may be asked. The legal basis names the paragraph and the paper that was signed."""

    source: str = Field(pattern=r"^[a-z][a-z0-9-]{1,39}$")
    purpose: str = Field(max_length=200)
    legal_basis: str = Field(max_length=200)
    until: date


class ConsentModel(WireModel):
    """``person``: the end of a key, the same for the same person."""

    id: UUID
    person: str
    source: str
    purpose: str
    legal_basis: str
    given_on: date
    until: date
    recorded_by: str
    withdrawn_on: date | None
    withdrawn_by: str | None


@router.get("", summary="The consents of whoever holds a ticket")
def listed(hall: TheHall, _who: TheClerk, ticket: Annotated[UUID, Query()]) -> tuple[ConsentModel, ...]:
    key = key_of_ticket(hall, ticket)
    return tuple(_model(one) for one in consents.of_person(hall.engine, hall.settings.id, key))


@router.post("", summary="Take a consent down", status_code=HTTPStatus.CREATED)
def give(hall: TheHall, who: TheClerk, request: ConsentRequest) -> ConsentModel:
    """Given today."""
    given = consents.give(
        hall.engine,
        hall.settings.id,
        key_of(hall, request),
        request.source,
        request.purpose,
        request.legal_basis,
        hall.local_now().date(),
        request.until,
        who.login,
        hall.clock(),
    )
    return _answer(given)


@router.post("/{consent}/withdraw", summary="Withdraw it")
def withdraw(hall: TheHall, who: TheClerk, consent: UUID) -> ConsentModel:
    """From today."""
    today, now = hall.local_now().date(), hall.clock()
    return _answer(consents.withdraw(hall.engine, hall.settings.id, consent, today, who.login, now))


def _answer(outcome: Consent | NoConsent) -> ConsentModel:
    if isinstance(outcome, NoConsent):
        status, message = _SAID[outcome]
        raise Refusal(status, outcome, message)
    return _model(outcome)


def _model(one: Consent) -> ConsentModel:
    plain = {name: getattr(one, name) for name in ConsentModel.model_fields if hasattr(one, name)}
    return ConsentModel(**plain | {"person": shown(one.person_key)})
