"""Everything a technician wrote for this hall, read and checked together before anything starts."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from kiosk.config import ConfigError, read
from kiosk.domain.direction import DirectionKind
from kiosk.hall.appointment_settings import AppointmentOffer
from kiosk.hall.settings import HallSettings, Services
from kiosk.portrait.strategies import Strategies, read_strategies
from kiosk.routing import Places, Rules, read_rules
from kiosk.texts import Texts, read_texts
from kiosk.tickets.offers import slots_on

FIRST_MONDAY = date(2024, 1, 1)


@dataclass(frozen=True, slots=True)
class Configuration:
    settings: HallSettings
    services: Services
    rules: Rules
    texts: Texts
    strategies: Strategies


def read_configuration(folder: Path, settings: HallSettings | None = None) -> Configuration:
    """The files of ``folder``; ``settings`` when they were read already. Raises ConfigError."""
    settings = settings or read(folder / "hall.toml", HallSettings)
    services = read(folder / "services.toml", Services)
    check_series(settings, services)
    check_counters(settings, services)
    check_appointments(settings, services)
    known = places(settings, services)
    rules = read_rules(folder / "routing.toml", known)
    check_always_open(settings, rules)
    check_skills(settings, known.services, rules)
    strategies = read_strategies(folder / "strategies.toml", known.services)
    return Configuration(settings, services, rules, read_texts(folder / "texts"), strategies)


def places(settings: HallSettings, services: Services) -> Places:
    """What the rules may name."""
    return Places(
        lanes={lane.id: lane.kind for lane in settings.lanes},
        terminals=frozenset(terminal.id for terminal in settings.terminals),
        by_staff=frozenset(lane.id for lane in settings.lanes if not lane.takes_anybody),
        services=frozenset(service.id for service in services.services),
    )


def check_series(settings: HallSettings, services: Services) -> None:
    """A kiosk must be able to count its reserve alone. Raises ConfigError when another number has its letter."""
    others = {service.id: service.series for service in services.services} | {"general": settings.general.series}
    for name, series in others.items():
        if series == settings.reserve.series:
            raise ConfigError(
                f"hall.toml: [reserve] series: found {series!r}; "
                f"allowed is a letter no service uses, but {name!r} does"
            )


def check_counters(settings: HallSettings, services: Services) -> None:
    """Raises ConfigError when a counter names a service this hall does not have, or a cap a letter nobody uses."""
    named = {service for counter in settings.counters for service in counter.services}
    if strangers := sorted(named - {service.id for service in services.services}):
        raise ConfigError(f"hall.toml: [[counters]] services: services.toml has no {', '.join(strangers)}")
    letters = {service.series for service in services.services} | {settings.general.series}
    if strangers := sorted(set(settings.daily_caps) - letters):
        raise ConfigError(f"hall.toml: [daily_caps] {', '.join(strangers)}: no service has this letter")


def check_skills(settings: HallSettings, services: Collection[str], rules: Rules) -> None:
    """Raises ConfigError when a rule may send somebody to windows none of which does what they came for.

    The general lane must do everything: whoever skips the menu, and every number of a reserve, waits there.
    """
    skills = {counter.window: set(counter.services) for counter in settings.counters if counter.services}
    wanted = [(f"the general lane {settings.general.lane!r}", settings.general.lane, services)]
    wanted += [
        (f"rule {rule.id!r} of routing.toml", rule.to.place, rule.when.service or services)
        for rule in rules.rules
        if rule.to.kind is not DirectionKind.SELF_SERVICE
    ]
    for who, lane_id, asked in wanted:
        lane = settings.lane(lane_id)
        windows = lane.windows if lane else ()
        done = set[str]().union(*(skills.get(window, services) for window in windows))
        if undone := sorted(set(asked) - done):
            raise ConfigError(
                f"hall.toml: [[counters]] services: {who} sends people to {', '.join(windows)}, "
                f"but none of these windows does {', '.join(undone)}"
            )


def check_appointments(settings: HallSettings, services: Services) -> None:
    """Raises ConfigError when an appointment names what is not there, or a rest a window that is not."""
    for offer in services.appointments:
        where = f"services.toml: [[appointments]] {offer.id}"
        if services.get(offer.service) is None:
            raise ConfigError(f"{where}: service: there is no service {offer.service!r}")
        lane = settings.lane(offer.lane)
        if lane is None:
            raise ConfigError(f"{where}: lane: hall.toml has no lane {offer.lane!r}")
        if not _bookable(settings, offer):
            raise ConfigError(f"{where}: can never be booked: no whole slot lies on an open day in opening hours")
        if strangers := sorted({clerk.window for clerk in offer.clerks} - set(lane.windows)):
            raise ConfigError(f"{where}: clerks: {', '.join(strangers)} is no window of lane {offer.lane!r}")
    resting = {window for rest in settings.wait.rests for window in rest.windows}
    if strangers := sorted(resting - set(settings.windows)):
        raise ConfigError(f"hall.toml: [[wait.rests]] windows: no window is called {', '.join(strangers)}")


def _bookable(settings: HallSettings, offer: AppointmentOffer) -> bool:
    """On some weekday on which the hall is open, or may be by ``working_days``."""
    days = [*settings.working_days, *(FIRST_MONDAY + timedelta(days=day - 1) for day in settings.open_weekdays)]
    slots = (slot for day in days for slot in slots_on(offer.offer, day, settings.zone))
    return any(settings.opens <= slot.starts_at.time() < settings.closes for slot in slots)


def check_always_open(settings: HallSettings, rules: Rules) -> None:
    """Raises ConfigError when the rules rely on a place that is closed."""
    if closed := sorted(set(rules.always_open) - set(settings.open_lanes)):
        raise ConfigError(
            f"hall.toml: [lanes] {', '.join(closed)}: is closed, but always_open of routing.toml names it; "
            "open it, or change the rules"
        )
