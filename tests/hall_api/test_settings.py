"""The hall's own files: what is in the repository is right, and what is wrong is said in one sentence."""

import stat
import tomllib
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from kiosk.config import ConfigError, build, read
from kiosk.hall import hours
from kiosk.hall.configuration import (
    check_always_open,
    check_appointments,
    check_counters,
    check_series,
    check_skills,
    places,
    read_configuration,
)
from kiosk.hall.floor import floor
from kiosk.hall.keys import HallSecrets, make_secrets, read_secrets
from kiosk.hall.masking import masked
from kiosk.hall.settings import HallSettings, Services
from tests.ready_made import CONFIG

SHANGHAI = ZoneInfo("Asia/Shanghai")


def tables() -> dict[str, Any]:
    return tomllib.loads((CONFIG / "hall.toml").read_text(encoding="utf-8"))


def settings() -> HallSettings:
    return read(CONFIG / "hall.toml", HallSettings)


def east(shows: dict[str, Any]) -> dict[str, Any]:
    return {"id": "east", "name": {"zh": "东区", "en": "East"}} | shows


def test_the_files_of_the_repository_are_right() -> None:
    services = read(CONFIG / "services.toml", Services)
    check_series(settings(), services)
    assert settings().windows == ("1", "2", "3", "4", "5", "6")
    assert settings().lanes_of("2") == ("general", "priority", "care")
    assert settings().rivals()["care"] == ("general", "priority", "care")
    assert settings().rivals()["vip"] == ("vip",)
    assert [service.id for service in services.services] == ["bill", "pay", "card", "new", "meter", "advice"]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"time_zone": "Asia/Nowhere"}, "time_zone: found 'Asia/Nowhere'; allowed are names of time zones"),
        ({"opens": "17:30"}, "opens must be earlier than closes"),
        ({"business_day_starts": "12:00"}, "business_day_starts must not be within opening hours"),
        ({"open_weekdays": [0]}, "open_weekdays"),
        ({"open_weekday": [1]}, "did you mean 'open_weekdays'?"),
        ({"general": {"lane": "vip", "series": "C", "title": {"zh": "综合", "en": "General"}}}, "'vip' must be an"),
        ({"reserve": {"series": "KK"}}, "[reserve] series: found 'KK'"),
        ({"calling": {}}, "always_regular must name at least one window of the general lane: one of 1, 2, 3"),
        ({"calling": {"always_regular": ["4"]}}, "at least one window of the general lane"),
        ({"calling": {"always_regular": ["3", "9"]}}, "calling or counters name 9, but no window is called so"),
        ({"calling": {"always_regular": ["3"], "max_wait_min": 20}}, "more than the largest head start, 20"),
        ({"calling": {"always_regular": ["3"], "privileged_in_a_row": 0}}, "privileged_in_a_row"),
        ({"wait": {"promises": {"lottery": 5}}}, "wait.promises names lottery, but no lane is called so"),
        ({"calling": {"always_regular": ["3"], "recalls": 4}}, "recalls"),
        ({"counters": [{"window": "7"}]}, "name 7, but no window is called so"),
        ({"counters": [{"window": "1"}, {"window": "1"}]}, "every counter needs an id of its own; twice: 1"),
        ({"counters": [{"window": "1", "languages": ["fr"]}]}, "languages"),
        ({"holidays": ["2026-13-01"]}, "holidays"),
        ({"daily_caps": {"A": 0}}, "daily_caps"),
        ({"voice": {"repeat": 4}}, "[voice] repeat: found 4"),
        ({"voice": {"volume": 101}}, "[voice] volume: found 101"),
        ({"voice": {"output": "mp3"}}, "[voice] output: found 'mp3'"),
        ({"voice": {"voices": ["zh", "zh"]}}, "voices: each may be named once"),
        ({"voice": {"quiet": [{"starts": "07:00", "ends": "07:00"}]}}, "starts and ends must differ"),
        ({"display": {"zones": [east({})]}}, "zone 'east' needs lanes or windows to show"),
        ({"display": {"zones": [east({"windows": ["9"]})]}}, "zone 'east' names 9, but no window is called so"),
        ({"display": {"notices": [{"zh": "长" * 21, "en": "x"}]}}, "at most 20 characters"),
    ],
)
def test_what_is_wrong_is_said(change: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ConfigError) as wrong:
        build(tables() | change, HallSettings, Path("hall.toml"))
    assert sentence in str(wrong.value)


def test_two_lanes_of_one_name_are_refused() -> None:
    twice = tables()
    twice["lanes"].append(twice["lanes"][0])
    with pytest.raises(ConfigError, match="every lane needs an id of its own; twice: general"):
        build(twice, HallSettings, Path("hall.toml"))


def test_a_desk_for_those_who_are_sent_there_serves_no_other_lane() -> None:
    changed = tables()
    changed["lanes"] = [
        lane | ({"windows": ["1", "2", "3", "5"]} if lane["id"] == "general" else {}) for lane in changed["lanes"]
    ]
    with pytest.raises(ConfigError, match="lane 'consult' is a desk for those who are sent there: 5 may serve no"):
        build(changed, HallSettings, Path("hall.toml"))


@pytest.mark.parametrize(
    ("counters", "sentence"),
    [
        ([(window, ["bill", "pay"]) for window in "123"], "the general lane 'general' sends people to 1, 2, 3"),
        ([("1", ["bill"]), ("2", ["bill"])], "none of these windows does advice, card, meter, new, pay"),
        ([("4", ["bill", "pay"])], "rule 'class-three-arrears' of routing.toml sends people to 4"),
    ],
)
def test_nobody_is_sent_where_nothing_can_be_done_for_them(counters: list[Any], sentence: str) -> None:
    named = [{"window": window, "services": services} for window, services in counters]
    changed = build(tables() | {"counters": named}, HallSettings, CONFIG / "hall.toml")
    shipped = read_configuration(CONFIG)
    with pytest.raises(ConfigError) as refusal:
        check_skills(changed, [service.id for service in shipped.services.services], shipped.rules)
    assert sentence in str(refusal.value)


def test_windows_may_share_out_what_they_do() -> None:
    named = [
        {"window": "1", "services": ["bill", "pay", "card"]},
        {"window": "4", "services": ["pay", "bill", "card"]},
    ]
    changed = build(tables() | {"counters": named}, HallSettings, CONFIG / "hall.toml")
    shipped = read_configuration(CONFIG)
    check_skills(changed, [service.id for service in shipped.services.services], shipped.rules)


@pytest.mark.parametrize(
    "change",
    [
        {"weekdays": [7]},
        {"starts": "17:00", "ends": "19:00"},
        {"slot_min": 240},
        {"starts": "06:00", "ends": "08:30"},
    ],
)
def test_an_appointment_nobody_could_ever_book_is_refused(change: dict[str, Any]) -> None:
    written = tomllib.loads((CONFIG / "services.toml").read_text(encoding="utf-8"))
    written["appointments"][0] |= change
    with pytest.raises(ConfigError, match=r"\[\[appointments\]\] new: can never be booked"):
        check_appointments(settings(), build(written, Services, CONFIG / "services.toml"))


def test_a_rule_sends_nobody_to_a_desk_of_those_whom_staff_send() -> None:
    shipped = read_configuration(CONFIG)
    assert places(shipped.settings, shipped.services).by_staff == {"consult"}
    lanes = [lane | ({"walk_in": True} if lane["id"] == "consult" else {}) for lane in tables()["lanes"]]
    walk_in = build(tables() | {"lanes": lanes}, HallSettings, CONFIG / "hall.toml")
    assert places(walk_in, shipped.services).by_staff == frozenset()


def test_counters_and_caps_name_what_there_is() -> None:
    services = read(CONFIG / "services.toml", Services)
    counters = tables() | {"counters": [{"window": "1", "services": ["bill", "lottery"]}]}
    with pytest.raises(ConfigError, match=r"services.toml has no lottery"):
        check_counters(build(counters, HallSettings, Path("hall.toml")), services)
    caps = build(tables() | {"daily_caps": {"Z": 5}}, HallSettings, Path("hall.toml"))
    with pytest.raises(ConfigError, match=r"\[daily_caps\] Z: no service has this letter"):
        check_counters(caps, services)


def test_the_floor_is_what_the_settings_say() -> None:
    found = floor(settings())
    one, three = found.counters[0], found.counters[2]
    assert (one.window, one.lanes, one.languages) == ("1", ("general", "priority", "care"), ("zh", "en"))
    assert (one.always_regular, three.always_regular, three.languages) == (False, True, ("zh",))
    assert (found.recalls, found.bounds.privileged_in_a_row) == (3, 2)


def test_the_reserve_has_a_letter_of_its_own() -> None:
    changed = build(tables() | {"reserve": {"series": "A"}}, HallSettings, Path("hall.toml"))
    with pytest.raises(ConfigError, match="no service uses, but 'bill' does"):
        check_series(changed, read(CONFIG / "services.toml", Services))


@pytest.mark.parametrize(
    ("local", "is_open", "opens_at"),
    [
        ("2026-11-23 08:29", False, "08:30"),  # a Monday
        ("2026-11-23 08:30", True, None),
        ("2026-11-23 16:59", True, None),
        ("2026-11-23 17:00", False, "11-24 08:30"),
        ("2026-11-28 18:00", False, "11-30 08:30"),  # Saturday evening: closed on Sunday
        ("2026-11-29 10:00", False, "11-30 08:30"),
    ],
)
def test_opening_hours(local: str, is_open: bool, opens_at: str | None) -> None:
    now = datetime.fromisoformat(local).replace(tzinfo=SHANGHAI)
    assert hours.is_open(settings(), now) is is_open
    if opens_at:
        assert hours.opens_at(settings(), now) == opens_at


@pytest.mark.parametrize(
    ("local", "is_open", "opens_at"),
    [
        ("2026-09-30 18:00", False, "10-08 08:30"),  # a week of holidays
        ("2026-10-01 10:00", False, "10-08 08:30"),
        ("2026-10-11 10:00", True, None),  # a Sunday that makes up for it
        ("2026-10-11 07:00", False, "08:30"),
    ],
)
def test_holidays_and_days_that_make_up_for_them(local: str, is_open: bool, opens_at: str | None) -> None:
    holidays = [f"2026-10-{day:02d}" for day in range(1, 8)]
    days = tables() | {"holidays": holidays, "working_days": ["2026-10-11"]}
    golden_week = build(days, HallSettings, Path("hall.toml"))
    now = datetime.fromisoformat(local).replace(tzinfo=SHANGHAI)
    assert hours.is_open(golden_week, now) is is_open
    if opens_at:
        assert hours.opens_at(golden_week, now) == opens_at


def test_a_hall_that_does_not_open_for_months_says_no_day() -> None:
    closed = settings().model_copy(update={"open_weekdays": ()})
    assert hours.opens_at(closed, datetime(2026, 11, 23, 10, tzinfo=SHANGHAI)) is None


def test_a_lane_the_rules_rely_on_may_not_be_closed() -> None:
    files = read_configuration(CONFIG)
    rules = files.rules.model_copy(update={"always_open": ("general", "vip")})
    closed = tables()
    closed["lanes"] = [lane | {"open": lane["id"] != "vip"} for lane in closed["lanes"]]
    with pytest.raises(ConfigError, match="vip: is closed, but always_open"):
        check_always_open(build(closed, HallSettings, Path("hall.toml")), rules)


def test_secrets_are_random_private_and_never_overwritten(tmp_path: Path) -> None:
    first, second = tmp_path / "a.toml", tmp_path / "deeper" / "b.toml"
    make_secrets(first, ("kiosk-1", "kiosk-2"))
    make_secrets(second)
    assert stat.S_IMODE(first.stat().st_mode) == 0o600
    one, other = read_secrets(first), read_secrets(second)
    assert list(one.kiosks) == ["kiosk-1", "kiosk-2"]
    values = [*one.kiosks.values(), *one.model_dump(exclude={"kiosks", "id_hash_key_version"}).values()]
    assert len(set(values)) == 7
    assert not set(values) & {*other.model_dump(exclude={"kiosks"}).values()}
    assert not any(str(value) in repr(one) for value in values)
    with pytest.raises(ConfigError, match="is there already"):
        make_secrets(first)


def test_a_secrets_file_that_is_wrong_is_refused_without_showing_it(tmp_path: Path) -> None:
    path = tmp_path / "secrets.toml"
    with pytest.raises(ConfigError, match="--make-secrets"):
        read_secrets(path)
    make_secrets(path)
    whole = path.read_text()
    token = read_secrets(path).staff_token
    path.write_text(whole.replace(token, token[:20]))
    with pytest.raises(ConfigError) as wrong:
        read_secrets(path)
    assert token[:20] not in str(wrong.value)
    path.write_text(whole)
    path.chmod(0o640)
    with pytest.raises(ConfigError, match="chmod 600"):
        read_secrets(path)


def test_every_kiosk_needs_a_token_and_a_key_its_length() -> None:
    fields = HallSecrets.model_fields
    assert {"kiosks", "staff_token", "back_office_token", "id_hash_key", "person_key", "seal_key"} <= set(fields)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("张小明", "张*明"),
        ("李明", "李*"),
        ("王", "王*"),
        ("欧阳小明", "欧**明"),
        ("某某钢铁有限公司", "某***司"),
        ("John Smith", "J*** S****"),
        ("", None),
        ("  ", None),
    ],
)
def test_names_are_masked(name: str, shown: str | None) -> None:
    assert masked(name) == shown
