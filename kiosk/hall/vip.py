"""Receptions in the VIP room, counted at check-in and given back when the hall cancels."""

from datetime import datetime

from kiosk.hall.hall import Hall
from kiosk.hall.records import ledgers
from kiosk.portrait.vip import VipEntry
from kiosk.tickets.appointments import Appointment


def admitted(hall: Hall, kiosk: str, found: Appointment, visitor_ref: str | None, now: datetime) -> bool:
    """Whether whoever checks in is received as booked: always, but for a fourth free reception that is refused.

    Nothing is counted while the hall is closed, for then nobody gets a number. Whoever shows no card is counted by
    the customer number they booked with, or else by the phone number.
    """
    offer = hall.services.appointment(found.offer)
    if offer is None or not offer.vip or not hall.is_open(now):
        return True
    visitor = hall.seals.open_visitor(visitor_ref, now) if visitor_ref else None
    whose = (visitor.person_key if visitor else None) or found.person_key or found.phone_key
    ours, booking, day = (hall.engine, hall.settings.id), str(found.id), hall.calendar.date_at(now)
    if found.fee_fen:
        ledgers.vip_paid(*ours, whose, booking, day, found.fee_fen, kiosk, now)
        return True
    rules = hall.settings.vip
    entry = ledgers.vip_check_in(
        *ours, whose, booking, day, kiosk, now, beyond=rules.beyond_free, fee_fen=rules.charge_fen
    )
    return isinstance(entry, VipEntry)
