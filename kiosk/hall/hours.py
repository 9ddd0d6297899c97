"""When the hall is open, in its own time zone."""

from datetime import date, datetime, timedelta

from kiosk.hall.settings import HallSettings

LOOK_AHEAD_DAYS = 62


def is_open(settings: HallSettings, now: datetime) -> bool:
    local = now.astimezone(settings.zone)
    return works_on(settings, local.date()) and settings.opens <= local.time() < settings.closes


def works_on(settings: HallSettings, day: date) -> bool:
    """A working day says more than a holiday, and a holiday more than the day of the week."""
    if day in settings.working_days:
        return True
    return day.isoweekday() in settings.open_weekdays and day not in settings.holidays


def opens_at(settings: HallSettings, now: datetime) -> str | None:
    """When it opens next: ``08:30`` later today, ``11-24 08:30`` on another day; None: not within two months."""
    local = now.astimezone(settings.zone)
    hour = f"{settings.opens:%H:%M}"
    if works_on(settings, local.date()) and local.time() < settings.opens:
        return hour
    coming = (local.date() + timedelta(days=ahead) for ahead in range(1, LOOK_AHEAD_DAYS))
    next_day = next((day for day in coming if works_on(settings, day)), None)
    return f"{next_day:%m-%d} {hour}" if next_day else None
