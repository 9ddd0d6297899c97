"""From the hall's answer to what is on the paper."""

from kiosk.domain.slip import Slip
from kiosk.texts import Texts
from kiosk.wire import ByLanguage, DirectionAnswer


def slip_of(answer: DirectionAnswer, language: str, hall: ByLanguage | None, texts: Texts) -> Slip:
    """The slip for ``answer``. Raises ValueError when there is no number to print."""
    ticket = answer.ticket
    if ticket is None:
        raise ValueError("a self-service direction has no number to print")
    name = hall[language] if hall else texts.say(language, "common.hall")
    return Slip(
        hall=name,
        number=ticket.number,
        service=answer.service_title[language],
        place=answer.place[language],
        wait_here=answer.wait_here[language],
        ahead=ticket.ahead,
        issued_at=ticket.issued_at,
        language=language,
        reprint=ticket.reprint,
        wait=ticket.wait,
        qr_follows=ticket.page is not None,
        qr=ticket.page
        or texts.say(
            language,
            "ticket.keep_note",
            number=ticket.number,
            place=answer.place[language],
            hall=name,
            date=f"{ticket.issued_at:%Y-%m-%d %H:%M}",
        ),
    )
