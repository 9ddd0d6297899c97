"""What is put in order every half minute, apart from what people wait for: a new day begins, predictions get their
truth beside them, and appointments nobody came to are missed.
"""

import asyncio
import logging
from datetime import date

import anyio.to_thread

from kiosk.hall.appointments import close_missed
from kiosk.hall.hall import Hall
from kiosk.tickets import business_day, predictions

log = logging.getLogger(__name__)

EVERY_S = 30.0


async def keep_books(hall: Hall) -> None:
    """Run for as long as the hall does. Two processes that do it at once do no harm."""
    before: date | None = None
    while True:
        today = hall.calendar.date_at(hall.clock())
        sure, before = today == before, today
        try:
            await anyio.to_thread.run_sync(put_in_order, hall, sure, abandon_on_cancel=True)
        except Exception:
            log.exception("putting the day, predictions and appointments in order")
        await asyncio.sleep(EVERY_S)


def put_in_order(hall: Hall, sure: bool = True) -> None:
    """``sure`` of the date, as two looks half a minute apart agreed: the clock of a computer just switched on may
    be days ahead, and a day that has begun cannot be taken back."""
    if sure and business_day.begin(hall.engine, hall.calendar, hall.clock()):
        hall.notices.changed()
    predictions.settle(hall.engine, hall.settings.id, hall.clock())
    if hall.services.appointments:
        close_missed(hall)
