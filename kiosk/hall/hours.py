"""When the hall is open, in its own time zone."""

from datetime import datetime, timedelta

from kiosk.hall.settings import HallSettings


def is_open(settings: HallSettings, now: datetime) -> bool:
    local = now.astimezone(settings.zone)
    return local.isoweekday() in settings.open_weekdays and settings.opens <= local.time() < settings.closes


def opens_at(settings: HallSettings, now: datetime) -> str:
    """When it opens next: ``08:30`` later today, ``11-24 08:30`` on another day."""
    local = now.astimezone(settings.zone)
    hour = f"{settings.opens:%H:%M}"
    if local.isoweekday() in settings.open_weekdays and local.time() < settings.opens:
        return hour
    coming = (local + timedelta(days=ahead) for ahead in range(1, 8))
    next_day = next(day for day in coming if day.isoweekday() in settings.open_weekdays)
    return f"{next_day:%m-%d} {hour}"
