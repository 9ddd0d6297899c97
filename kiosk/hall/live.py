"""The hall as its manager sees it now: windows, lanes, waits against the promise, flow, fairness.

Who is where is read for every look. What is reckoned from the whole day is kept for seconds, the days before for
minutes: on SQLite a look holds the one connection calls are waiting for.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from kiosk.hall.hall import Hall
from kiosk.hall.kept import Kept
from kiosk.hall.seen import state
from kiosk.hall.settings import Lane
from kiosk.hall.staff.names import names
from kiosk.tickets import board, daybook, figures, line, predictions
from kiosk.tickets.daybook import AtWork, ErrorOfDay, Present
from kiosk.tickets.figures import Fairness, Hour, LaneFigures, Slot
from kiosk.tickets.values import Ticket
from kiosk.wire import Flow, LiveCounter, LiveFairness, LiveLane, LiveView, LongestWait, Trend

DAY_FOR = timedelta(seconds=5)
PAST_FOR = timedelta(minutes=5)
DAYS_BEFORE = 7


@dataclass(frozen=True, slots=True)
class Today:
    lanes: Mapping[str, LaneFigures]
    kept: float | None
    hour: Hour
    fairness: Fairness
    slots: tuple[Slot, ...]
    service_min: float
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Before:
    """``hour``: the usual one at this time of the day. ``errors`` are today's too."""

    hour: Hour | None
    errors: tuple[ErrorOfDay, ...]


class Live:
    """``view()`` from any thread."""

    def __init__(self, hall: Hall) -> None:
        self._hall = hall
        self._today = Kept[Today](DAY_FOR, self._look_at_today)
        self._before = Kept[Before](PAST_FOR, self._look_back)

    def view(self) -> LiveView:
        hall, now = self._hall, self._hall.clock()
        today, before = self._today.at(now), self._before.at(now)
        present = daybook.present(hall.engine, hall.calendar, now)
        usual, hour = before.hour, today.hour
        return LiveView(
            now=now.astimezone(hall.settings.zone),
            open=hall.is_open(now),
            waiting=len(present.waiting),
            longest=_longest(hall, present.waiting, now),
            came=Trend(now=hour.came, usual=usual.came if usual else None),
            median=Trend(now=_round(hour.median_wait), usual=_round(usual.median_wait) if usual else None),
            kept=_share(today.kept),
            kept_hour=Trend(now=_share(hour.kept), usual=_share(usual.kept) if usual else None),
            error=_error(before.errors, hall, now),
            predictions=sum(one.count for one in before.errors if one.day == hall.calendar.date_at(now)),
            fairness=_fairness(hall, today.fairness),
            counters=tuple(_counter(hall, window, present, today.names) for window in hall.settings.windows),
            lanes=tuple(_lane(hall, lane, present, today, now) for lane in hall.settings.lanes),
            flow=tuple(_flow(hall, slot) for slot in today.slots),
            service_min=round(today.service_min, 1),
        )

    def _look_at_today(self, now: datetime) -> Today:
        hall = self._hall
        settings, promise = hall.settings, hall.settings.wait.promise
        day = board.current_date(hall.engine, hall.calendar, now)
        visits = daybook.visits(hall.engine, hall.calendar, now)
        begins = datetime.combine(day, settings.business_day_starts, settings.zone)
        spans = daybook.spans(hall.engine, settings.id, begins)
        opens, closes = (datetime.combine(day, at, settings.zone) for at in (settings.opens, settings.closes))
        situation = hall.situations.at(now)
        service = (situation.pace.overall if situation else None) or float(settings.calling.mean_service_min)
        return Today(
            lanes=figures.by_lane(visits, promise, now),
            kept=figures.kept(visits, promise, now),
            hour=figures.last_hour(visits, promise, now),
            fairness=figures.fairness(visits, hall.rivals, now),
            slots=figures.slots(visits, spans, opens, closes, now, service),
            service_min=service,
            names=names(hall.staff),
        )

    def _look_back(self, now: datetime) -> Before:
        hall = self._hall
        promise, today = hall.settings.wait.promise, hall.calendar.date_at(now)
        moments = [now - timedelta(days=back) for back in range(1, DAYS_BEFORE + 1)]
        predictions.settle(hall.engine, hall.settings.id, now)
        return Before(
            hour=figures.usual(
                figures.last_hour(daybook.past_hour(hall.engine, hall.calendar, then), promise, then)
                for then in moments
            ),
            errors=daybook.errors_by_day(hall.engine, hall.settings.id, today - timedelta(days=DAYS_BEFORE)),
        )


def _counter(hall: Hall, window: str, present: Present, names: Mapping[str, str]) -> LiveCounter:
    session = next((one for one in present.sessions if one.window == window), None)
    work = next((one for one in present.at_work if one.window == window), None)
    own = hall.settings.own_place(window)
    zone = hall.settings.zone
    since = (session.paused_at or session.opened_at) if session else None
    idle = present.touched.get(window) if work is None else None
    return LiveCounter(
        window=window,
        place=own.place.by_language if own else None,
        state=state(session),
        clerk=names.get(session.clerk, session.clerk) if session else None,
        pause_reason=session.pause_reason if session else None,
        since=since.astimezone(zone) if since else None,
        idle_since=idle.astimezone(zone) if idle else None,
        **(_at_work(work, hall) if work else {}),
    )


def _at_work(work: AtWork, hall: Hall) -> dict[str, object]:
    since = work.since.astimezone(hall.settings.zone)
    return {"number": work.number, "number_state": work.state, "number_since": since}


def _lane(hall: Hall, lane: Lane, present: Present, today: Today, now: datetime) -> LiveLane:
    here = [ticket for ticket in present.waiting if ticket.lane == lane.id]
    known = today.lanes.get(lane.id, LaneFigures())
    return LiveLane(
        lane=lane.id,
        name=lane.title.by_language,
        place=lane.place.by_language,
        open=lane.open,
        waiting=len(here),
        unserved=len(line.unserved(here, hall.floor, present.sessions)),
        longest_min=max((_waited(ticket, now) for ticket in here), default=None),
        median_min=_round(known.median_wait),
        served=known.served,
        promise_min=hall.settings.wait.promise(lane.id),
        kept=_share(known.kept),
    )


def _longest(hall: Hall, waiting: tuple[Ticket, ...], now: datetime) -> LongestWait | None:
    if not waiting:
        return None
    first = min(waiting, key=lambda ticket: ticket.issued_at)
    lane = hall.settings.lane(first.lane)
    return LongestWait(
        number=first.number,
        lane=lane.id if lane else hall.settings.general.lane,
        minutes=_waited(first, now),
        promise_min=hall.settings.wait.promise(first.lane),
    )


def _error(errors: tuple[ErrorOfDay, ...], hall: Hall, now: datetime) -> Trend:
    today = hall.calendar.date_at(now)
    own = next((one.mean_error_min for one in errors if one.day == today), None)
    past = [one for one in errors if one.day < today]
    count = sum(one.count for one in past)
    mean = sum(one.mean_error_min * one.count for one in past) / count if count else None
    return Trend(now=_round(own), usual=_round(mean))


def _fairness(hall: Hall, seen: Fairness) -> LiveFairness:
    return LiveFairness(
        privileged=seen.privileged,
        passed=seen.passed,
        worst_ordinary_min=round(seen.worst_ordinary, 1),
        max_wait_min=hall.settings.calling.max_wait_min,
    )


def _flow(hall: Hall, slot: Slot) -> Flow:
    return Flow(
        starts_at=slot.starts_at.astimezone(hall.settings.zone),
        tickets=slot.tickets,
        counters=round(slot.counters, 2),
        could_serve=round(slot.could_serve, 1),
    )


def _waited(ticket: Ticket, now: datetime) -> float:
    return round(max(0.0, (now - ticket.issued_at).total_seconds() / 60), 1)


def _round(minutes: float | None) -> float | None:
    return None if minutes is None else round(minutes, 1)


def _share(share: float | None) -> float | None:
    return None if share is None else round(share, 3)
