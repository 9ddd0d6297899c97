"""The page of a ticket on its holder's phone. No login, no cookie, nothing about the person."""

from http import HTTPStatus

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from kiosk.domain.wait import wait_key
from kiosk.hall import phone
from kiosk.hall.api.auth import TheHall
from kiosk.hall.hall import Hall
from kiosk.hall.pages.phone_page import asked, notice, page, too_often
from kiosk.tickets.estimate import Span
from kiosk.tickets.ticket_pages import Gone

router = APIRouter(include_in_schema=False)


@router.get("/t/{slug}")
def ticket(request: Request, hall: TheHall, slug: str) -> HTMLResponse:
    """Its script fetches the page again every ten seconds and puts the new middle in place of the old."""
    who = asked(request)
    rates = hall.rates
    known = rates.strangers.allows(who.address, take=False)
    if not (known and rates.pages.allows(who.address) and rates.page.allows(slug[:64])):
        return too_often(hall, who)
    seen = phone.view(hall, slug)
    if seen is None:
        rates.strangers.allows(who.address)
        return notice(hall, who, "unknown", HTTPStatus.NOT_FOUND)
    if isinstance(seen, Gone):
        return notice(hall, who, "gone", HTTPStatus.GONE)
    return page(hall, who, "phone_ticket.html", {"seen": seen, "wait": _wait(hall, who.language, seen.span)})


def _wait(hall: Hall, language: str, span: Span | None) -> str | None:
    if span is None:
        return None
    key = wait_key(span.from_min, span.to_min)
    return hall.texts.say(language, f"common.{key}", least=span.from_min, most=span.to_min)
