"""Accounts as managers keep them."""

import pytest

from kiosk.hall.staff.members import Role
from tests.hall_api.conftest import House
from tests.hall_staff.conftest import NewBrowser, audited

NEW = {"login": "lin.yue", "name": "林月", "roles": ["counter"]}


def test_a_new_colleague_gets_a_password_to_change(staffed: House, new_browser: NewBrowser) -> None:
    boss = new_browser("zhao", Role.MANAGER)
    answer = boss.ask("POST", "/api/accounts", NEW)
    assert answer.status_code == 201
    password = answer.json()["password"]
    assert len(password) >= 14
    colleague = new_browser()
    assert colleague.sign_in("lin.yue", password).json()["must_change_password"]
    listed = boss.ask("GET", "/api/accounts")
    assert password not in listed.text
    assert "argon2" not in listed.text
    assert [account["login"] for account in listed.json()] == ["lin.yue", "zhao"]
    assert ("zhao", "account_made", "lin.yue") in audited(staffed.hall.staff)


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({}, 409, "login_taken"),
        ({"login": "token"}, 409, "login_taken"),
        ({"login": "pairing"}, 409, "login_taken"),
        ({"login": "Lin Yue"}, 422, "bad_login"),
        ({"login": "-lin"}, 422, "bad_login"),
        ({"login": "other", "roles": []}, 422, "malformed"),
        ({"login": "other", "roles": ["king"]}, 422, "malformed"),
    ],
)
def test_an_account_that_cannot_be(
    new_browser: NewBrowser, change: dict[str, object], status: int, code: str
) -> None:
    boss = new_browser("zhao", Role.MANAGER)
    assert boss.ask("POST", "/api/accounts", NEW).status_code == 201
    answer = boss.ask("POST", "/api/accounts", NEW | change)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


@pytest.mark.parametrize("deed", ["reset", "unlock", "deactivate", "activate"])
def test_nobody_is_there(new_browser: NewBrowser, deed: str) -> None:
    assert new_browser("zhao", Role.MANAGER).ask("POST", f"/api/accounts/nobody/{deed}").status_code == 404


def test_a_reset_ends_sessions_and_the_old_password(new_browser: NewBrowser) -> None:
    boss, clerk = new_browser("zhao", Role.MANAGER), new_browser("lin", Role.COUNTER)
    password = boss.ask("POST", "/api/accounts/lin/reset").json()["password"]
    assert clerk.me() is None
    assert clerk.sign_in("lin").status_code == 401
    assert clerk.sign_in("lin", password).json()["must_change_password"]


def test_a_closed_account_is_out_at_once_and_can_be_opened_again(new_browser: NewBrowser) -> None:
    boss, clerk = new_browser("zhao", Role.MANAGER), new_browser("lin", Role.COUNTER)
    assert boss.ask("POST", "/api/accounts/lin/deactivate").status_code == 204
    assert clerk.ask("GET", "/api/counters/1").status_code == 401
    assert boss.ask("POST", "/api/accounts/lin/activate").status_code == 204
    assert clerk.ask("GET", "/api/counters/1").status_code == 401, "the old session stays ended"
    assert clerk.sign_in("lin").status_code == 200


def test_a_hall_keeps_a_manager(new_browser: NewBrowser) -> None:
    boss = new_browser("zhao", Role.MANAGER)
    assert boss.ask("POST", "/api/accounts/zhao/deactivate").json()["code"] == "last_manager"
    assert boss.ask("POST", "/api/accounts/zhao/roles", {"roles": ["counter"]}).json()["code"] == "last_manager"
    second = new_browser("qian", Role.MANAGER)
    assert boss.ask("POST", "/api/accounts/zhao/roles", {"roles": ["counter"]}).status_code == 204
    assert second.ask("POST", "/api/accounts/qian/deactivate").json()["code"] == "last_manager"


def test_every_change_is_written_down_with_who_did_it(staffed: House, new_browser: NewBrowser) -> None:
    boss = new_browser("zhao", Role.MANAGER)
    new_browser("lin", Role.COUNTER)
    before = len(list(audited(staffed.hall.staff)))
    boss.ask("POST", "/api/accounts/lin/roles", {"roles": ["guide", "counter"]})
    for deed in ("reset", "deactivate", "activate"):
        boss.ask("POST", f"/api/accounts/lin/{deed}")
    assert list(audited(staffed.hall.staff))[before:] == [
        ("zhao", "roles_changed", "lin"),
        ("zhao", "password_reset", "lin"),
        ("zhao", "deactivated", "lin"),
        ("zhao", "activated", "lin"),
    ]


def test_an_auditor_reads_page_by_page(staffed: House, new_browser: NewBrowser) -> None:
    auditor = new_browser("sun", Role.AUDITOR)
    for _ in range(4):
        auditor.sign_in("sun")
    first = auditor.ask("GET", "/api/audit?limit=4").json()
    rest = auditor.ask("GET", f"/api/audit?limit=4&before={first['before']}").json()
    numbers = [row["number"] for row in first["rows"] + rest["rows"]]
    assert numbers == [6, 5, 4, 3, 2, 1]
    assert rest["before"] is None
    assert {"number", "at", "who", "event", "subject", "reason", "hash"} == set(first["rows"][0])


def test_an_auditor_checks_that_the_log_is_whole(staffed: House, new_browser: NewBrowser) -> None:
    auditor = new_browser("sun", Role.AUDITOR)
    first = auditor.ask("GET", "/api/audit/check").json()
    assert (first["rows"], first["broken"]) == (2, None)
    auditor.sign_in("sun")
    later = auditor.ask("GET", f"/api/audit/check?noted={first['last']}").json()
    assert (later["rows"], later["broken"]) == (3, None)
    stranger = first["last"][:-1] + ("0" if first["last"][-1] != "0" else "1")
    assert auditor.ask("GET", f"/api/audit/check?noted={stranger}").json()["broken"] == 2
    assert auditor.ask("GET", "/api/audit/check?noted=yesterday").status_code == 422
