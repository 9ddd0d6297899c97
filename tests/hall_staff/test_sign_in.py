"""Signing in over HTTP: the cookie, a new id each time, time-outs, the door that closes after wrong passwords."""

from datetime import timedelta

import pytest

from kiosk.database import reading
from kiosk.hall.api.auth import STAFF_COOKIE
from kiosk.hall.app import make_app
from kiosk.hall.staff.members import Role
from kiosk.hall.staff.schema import accounts, sessions
from tests.hall_api.conftest import FROM_PAGE, House
from tests.hall_staff.conftest import PASSWORD, Browser, NewBrowser, audited, hire

WINDOW = "/api/counters/1"


def cookie_flags(set_cookie: str) -> set[str]:
    return {part.strip().lower() for part in set_cookie.split(";")[1:]}


def test_the_cookie_is_unseen_strict_and_short_lived(staffed: House, new_browser: NewBrowser) -> None:
    hire(staffed.hall.staff, "lin", Role.COUNTER)
    answer = new_browser().sign_in("lin")
    flags = cookie_flags(answer.headers["set-cookie"])
    assert {"httponly", "samesite=strict", "path=/", "max-age=43200"} <= flags
    assert "secure" not in flags, "over plain HTTP a browser would not keep it"
    assert not any(flag.startswith("domain") for flag in flags)


def test_over_tls_the_cookie_is_secure(staffed: House) -> None:
    hire(staffed.hall.staff, "lin", Role.COUNTER)
    browser = Browser(staffed, base="https://hall")
    assert "secure" in cookie_flags(browser.sign_in("lin").headers["set-cookie"])
    assert "secure" in cookie_flags(browser.ask("DELETE", "/api/session").headers["set-cookie"])


def test_who_signs_in_is_told_who_they_are(new_browser: NewBrowser) -> None:
    browser = new_browser("lin", Role.GUIDE, Role.COUNTER)
    assert browser.me() == {
        "login": "lin",
        "name": "Lin",
        "roles": ["counter", "guide"],
        "must_change_password": False,
        "start": "/console",
        "pages": ["/console", "/guide"],
    }
    assert new_browser().me() is None


def test_a_login_may_be_typed_with_capitals_and_spaces(staffed: House, new_browser: NewBrowser) -> None:
    hire(staffed.hall.staff, "lin", Role.COUNTER)
    assert new_browser().sign_in(" Lin ").status_code == 200


def test_every_sign_in_has_an_id_of_its_own_and_ends_the_one_before(new_browser: NewBrowser) -> None:
    browser = new_browser("lin", Role.COUNTER)
    before = browser.cookies[STAFF_COOKIE]
    assert browser.sign_in("lin").status_code == 200
    assert browser.cookies[STAFF_COOKIE] != before
    browser.cookies[STAFF_COOKIE] = before
    assert browser.ask("GET", WINDOW).status_code == 401


def test_an_id_somebody_put_there_is_not_taken_over(staffed: House, new_browser: NewBrowser) -> None:
    hire(staffed.hall.staff, "lin", Role.COUNTER)
    browser = new_browser()
    browser.cookies[STAFF_COOKIE] = "chosen-by-somebody-else"
    browser.sign_in("lin")
    assert browser.cookies[STAFF_COOKIE] != "chosen-by-somebody-else"


def test_the_database_does_not_hold_what_the_cookie_holds(staffed: House, new_browser: NewBrowser) -> None:
    browser = new_browser("lin", Role.COUNTER)
    with reading(staffed.hall.engine) as connection:
        kept = str(connection.execute(sessions.select()).all()) + str(connection.execute(accounts.select()).all())
    assert browser.cookies[STAFF_COOKIE] not in kept
    assert PASSWORD not in kept
    assert "$argon2id$v=19$m=19456,t=2,p=1$" in kept


def test_signing_out_ends_the_session_and_takes_the_cookie(new_browser: NewBrowser) -> None:
    browser = new_browser("lin", Role.COUNTER)
    kept = dict(browser.cookies)
    assert browser.ask("DELETE", "/api/session").status_code == 204
    assert browser.cookies[STAFF_COOKIE] == ""
    browser.cookies = kept
    assert browser.ask("GET", WINDOW).status_code == 401
    assert browser.ask("DELETE", "/api/session").status_code == 204, "twice does no harm"


def test_a_session_ends_when_nobody_does_anything(staffed: House, new_browser: NewBrowser) -> None:
    browser = new_browser("lin", Role.COUNTER)
    staffed.clock.on(minutes=29)
    assert browser.ask("POST", f"{WINDOW}/finish").status_code == 204
    staffed.clock.on(minutes=29)
    assert browser.ask("GET", WINDOW).status_code == 200
    staffed.clock.on(minutes=1)
    assert browser.ask("GET", WINDOW).status_code == 401


def test_a_script_that_looks_again_and_again_keeps_nothing_open(staffed: House, new_browser: NewBrowser) -> None:
    browser = new_browser("lin", Role.COUNTER)
    for _ in range(29):
        staffed.clock.on(minutes=1)
        assert browser.ask("GET", WINDOW).status_code == 200
    staffed.clock.on(minutes=1)
    assert browser.ask("GET", WINDOW).status_code == 401


def test_a_session_ends_after_half_a_day_in_any_case(staffed: House, new_browser: NewBrowser) -> None:
    browser = new_browser("lin", Role.COUNTER)
    for _ in range(12 * 3 - 1):
        staffed.clock.on(minutes=20)
        assert browser.ask("POST", f"{WINDOW}/finish").status_code == 204
    staffed.clock.on(minutes=20)
    assert browser.ask("POST", f"{WINDOW}/finish").status_code == 401


def test_every_process_knows_the_session(staffed: House, new_browser: NewBrowser) -> None:
    """Two applications over one database, as two hall processes are."""
    browser = new_browser("lin", Role.COUNTER)
    staffed.client._app = make_app(staffed.hall)
    assert browser.me()["login"] == "lin"
    browser.ask("DELETE", "/api/session")
    assert browser.me() is None


def test_wrong_unknown_and_closed_are_one_answer(staffed: House, new_browser: NewBrowser) -> None:
    boss = new_browser("zhao", Role.MANAGER)
    hire(staffed.hall.staff, "lin", Role.COUNTER)
    hire(staffed.hall.staff, "gone", Role.COUNTER)
    boss.ask("POST", "/api/accounts/gone/deactivate")
    answers = [
        new_browser().sign_in(login, password)
        for login, password in (("lin", "wrong"), ("nobody", PASSWORD), ("gone", PASSWORD), ("pairing", PASSWORD))
    ]
    assert {(answer.status_code, answer.text) for answer in answers} == {(401, answers[0].text)}
    assert all("set-cookie" not in answer.headers for answer in answers)


@pytest.mark.parametrize("login", ["lin", "nobody"])
def test_wrong_passwords_cost_time_and_then_the_login(staffed: House, new_browser: NewBrowser, login: str) -> None:
    """Nobody can see from this whether there is such a login."""
    boss = new_browser("zhao", Role.MANAGER)
    hire(staffed.hall.staff, "lin", Role.COUNTER)
    browser = new_browser()
    for _ in range(5):
        assert browser.sign_in(login, "wrong").status_code == 401
    for failures in range(5, 15):
        wait_s = 15 * 2 ** (failures - 5)
        told = browser.sign_in(login, "wrong")
        assert (told.status_code, told.json()["code"], told.headers["retry-after"]) == (429, "wait", str(wait_s))
        assert browser.sign_in(login).status_code == 429, "also with the right password"
        staffed.clock.on(seconds=wait_s - 1)
        assert browser.sign_in(login).headers["retry-after"] == "1"
        staffed.clock.on(seconds=1)
        assert browser.sign_in(login, "wrong").status_code == 401
    staffed.clock.on(hours=20)
    assert browser.sign_in(login).status_code == 423

    boss.sign_in("zhao")
    if login == "lin":
        seen = {account["login"]: account for account in boss.ask("GET", "/api/accounts").json()}
        assert seen["lin"]["locked"]
        assert boss.ask("POST", "/api/accounts/lin/unlock").status_code == 204
        assert browser.sign_in("lin").status_code == 200
        assert ("lin", "locked", "lin") in audited(staffed.hall.staff)


def test_the_right_password_makes_wrong_ones_forgotten(staffed: House, new_browser: NewBrowser) -> None:
    hire(staffed.hall.staff, "lin", Role.COUNTER)
    browser = new_browser()
    for _ in range(3):
        for _ in range(4):
            assert browser.sign_in("lin", "wrong").status_code == 401
        assert browser.sign_in("lin").status_code == 200


def test_a_change_asked_for_by_another_site_is_refused(staffed: House, new_browser: NewBrowser) -> None:
    browser = new_browser("lin", Role.COUNTER)
    change = f"{WINDOW}/next"
    assert browser.ask("POST", change, headers={}).json()["code"] == "header_missing"
    for origin in ("https://elsewhere.example", "null", "http://hall.elsewhere.example", "http://hall:81"):
        answer = browser.ask("POST", change, headers=FROM_PAGE | {"Origin": origin})
        assert (answer.status_code, answer.json()["code"]) == (403, "other_origin"), origin
    assert browser.ask("POST", change, headers=FROM_PAGE | {"Origin": "http://hall"}).status_code == 204
    assert browser.ask("POST", change).status_code == 204, "a browser that sends no Origin"


def test_nobody_can_be_signed_in_or_out_by_another_site(staffed: House, new_browser: NewBrowser) -> None:
    hire(staffed.hall.staff, "lin", Role.COUNTER)
    browser = new_browser()
    body = {"login": "lin", "password": PASSWORD}
    assert browser.ask("POST", "/api/session", body, headers={}).status_code == 403
    assert browser.sign_in("lin").status_code == 200
    assert browser.ask("DELETE", "/api/session", headers={}).status_code == 403
    assert browser.me()["login"] == "lin"


def test_nothing_of_a_sign_in_shows_in_a_refusal(new_browser: NewBrowser) -> None:
    answer = new_browser().ask("POST", "/api/session", {"login": "lin", "password": {"secret": PASSWORD}})
    assert answer.status_code == 422
    assert PASSWORD not in answer.text


def test_the_first_password_must_be_changed_before_anything_else(staffed: House, new_browser: NewBrowser) -> None:
    hire(staffed.hall.staff, "lin", Role.COUNTER, own_password=False)
    browser = new_browser()
    assert browser.sign_in("lin").json()["must_change_password"]
    assert browser.ask("GET", WINDOW).json()["code"] == "password_change_needed"
    assert browser.ask("GET", "/console/1").headers["location"] == "/login?to=%2Fconsole%2F1"
    before = browser.cookies[STAFF_COOKIE]
    new = {"current": PASSWORD, "new": "nine grey cranes"}
    assert browser.ask("POST", "/api/session/password", new).json()["must_change_password"] is False
    assert browser.cookies[STAFF_COOKIE] != before
    assert browser.ask("GET", WINDOW).status_code == 200
    assert new_browser().sign_in("lin").status_code == 401
    assert new_browser().sign_in("lin", "nine grey cranes").status_code == 200


def test_changing_the_password_signs_every_other_browser_out(staffed: House, new_browser: NewBrowser) -> None:
    here, there = new_browser("lin", Role.COUNTER), new_browser()
    there.sign_in("lin")
    here.ask("POST", "/api/session/password", {"current": PASSWORD, "new": "nine grey cranes"})
    assert (here.me() is None, there.me() is None) == (False, True)


@pytest.mark.parametrize(
    ("new", "code"),
    [
        ("short", "weak_too_short"),
        ("my-LIN-password", "weak_holds_login"),
        ("Password2026!", "weak_common"),
        (PASSWORD, "weak_same"),
    ],
)
def test_a_weak_new_password_is_refused(new_browser: NewBrowser, new: str, code: str) -> None:
    browser = new_browser("lin", Role.COUNTER)
    answer = browser.ask("POST", "/api/session/password", {"current": PASSWORD, "new": new})
    assert (answer.status_code, answer.json()["code"]) == (422, code)


def test_the_current_password_cannot_be_guessed_from_an_open_session(new_browser: NewBrowser) -> None:
    browser = new_browser("lin", Role.COUNTER)
    for _ in range(5):
        wrong = {"current": "wrong", "new": "nine grey cranes"}
        assert browser.ask("POST", "/api/session/password", wrong).status_code == 401
    assert browser.ask("POST", "/api/session/password", wrong).status_code == 429


def test_signing_in_and_out_is_written_down(staffed: House, new_browser: NewBrowser) -> None:
    browser = new_browser("lin", Role.COUNTER)
    browser.sign_in("lin", "wrong")
    browser.sign_in("my secret typed here", "wrong")
    browser.ask("DELETE", "/api/session")
    assert audited(staffed.hall.staff) == [
        ("test", "account_made", "lin"),
        ("lin", "signed_in", "lin"),
        ("lin", "sign_in_failed", "lin"),
        ("", "sign_in_failed", ""),
        ("lin", "signed_out", "lin"),
    ]


def test_pairing_is_off_unless_switched_on(staffed: House) -> None:
    answer = staffed.client.request("GET", "/pair", params={"token": staffed.staff_token})
    assert (answer.status_code, answer.json()["code"]) == (403, "pairing_off")


def test_limits_come_from_the_configuration(staffed: House) -> None:
    limits = staffed.hall.settings.staff.limits
    assert (limits.idle, limits.absolute) == (timedelta(minutes=30), timedelta(hours=12))
