"""What the pages are sent with: no inline script or style, no address outside, texts complete."""

import json
import re
from pathlib import Path

import pytest
import requests

from kiosk.domain.ticket import Mark
from kiosk.hall.reveal import NoName
from kiosk.tickets.actions import OF_A_GUIDE, Action
from kiosk.tickets.order import Turn
from kiosk.tickets.values import Why
from tests.hall_pages.scripted_hall import CONFIG, NAME, Script, ScriptedHall

STATIC = Path(__file__).parents[2] / "kiosk" / "hall" / "pages" / "static"
PAGES = ["/display", "/console", "/console/3"]


class Client:
    def __init__(self, hall: ScriptedHall) -> None:
        self._hall = hall

    def get(self, path: str, headers: dict[str, str] | None = None) -> requests.Response:
        answer = requests.get(f"{self._hall.url}{path}", headers=headers, timeout=5)
        answer.encoding = "utf-8"
        return answer


@pytest.fixture
def client(hall: ScriptedHall) -> Client:
    return Client(hall)


def settings(html: str) -> dict[str, object]:
    found = re.search(r'<script type="application/json" id="settings">(.*?)</script>', html, re.DOTALL)
    assert found
    parsed: dict[str, object] = json.loads(found[1])
    return parsed


@pytest.mark.parametrize("path", PAGES)
def test_policy_allows_only_our_own_files(client: Client, path: str) -> None:
    answer = client.get(path)
    policy = answer.headers["Content-Security-Policy"]
    assert answer.status_code == 200
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", PAGES)
def test_no_inline_script_or_style(client: Client, path: str) -> None:
    html = client.get(path).text
    scripts = re.findall(r"<script([^>]*)>(.*?)</script>", html, re.DOTALL)
    assert all("application/json" in attributes or not body for attributes, body in scripts)
    assert not re.search(r"<style|\sstyle=|\son\w+=", html)


def test_no_page_or_file_names_another_host(client: Client) -> None:
    sources = [client.get(path).text for path in PAGES] + [file.read_text() for file in STATIC.iterdir()]
    addresses = {address for source in sources for address in re.findall(r"https?://[^\s\"'<>]+", source)}
    assert addresses <= {"http://www.w3.org/2000/svg"}  # the name of a language, never fetched


def test_every_state_of_the_display_has_words(client: Client) -> None:
    texts = settings(client.get("/display").text)["texts"]
    assert isinstance(texts, dict)
    for kind in ("connecting", "refused", "closed", "nobody", "watch", "not_updated"):
        assert {kind, f"{kind}_hint"} <= set(texts["zh"])


def test_whatever_the_hall_refuses_or_decides_the_console_has_words_for(client: Client) -> None:
    texts = settings(client.get("/console/3").text)["texts"]
    assert isinstance(texts, dict)
    ours = {"sign_in", "token_needed", "forbidden", "not_yours", "unreachable", "hall", "malformed"}
    known = {f"refused.{code}" for code in {*Why, NoName.NOT_IDENTIFIED, NoName.BACK_OFFICE_AWAY} | ours}
    known |= {f"turn.{turn}" for turn in Turn} | {f"undo.{action}" for action in set(Action) - OF_A_GUIDE}
    known |= {f"mark.{mark}" for mark in Mark}
    assert known <= set(texts["en"])


def test_whatever_the_console_offers_has_words_and_its_key_is_explained(client: Client) -> None:
    texts = settings(client.get("/console/3").text)["texts"]
    assert isinstance(texts, dict)
    source = (STATIC / "console_actions.js").read_text()
    keys = set(re.findall(r'^  (?:Key\w|Slash|F1): "(\w+)"', source, re.MULTILINE))
    possible = set(re.findall(r"^  (\w+): (?:somebody|ours|\()", source, re.MULTILINE))
    assert len(keys) > 10
    assert len(possible) > 15
    assert {f"key.{action}" for action in keys} <= set(texts["en"])
    assert {f"do.{action}" for action in possible - {"line"}} <= set(texts["en"])


def test_ready_answers_keep_the_order_of_the_file(client: Client) -> None:
    texts = settings(client.get("/console/3").text)["texts"]
    assert isinstance(texts, dict)
    assert [key for key in texts["zh"] if key.startswith("pause_for.")][:2] == ["pause_for.meal", "pause_for.break"]


def test_every_reason_of_the_rules_has_words_for_staff(client: Client) -> None:
    texts = settings(client.get("/console/3").text)["texts"]
    assert isinstance(texts, dict)
    reasons = set(re.findall(r'^reason = "(\w+)"', (CONFIG / "routing.toml").read_text(), re.MULTILINE))
    assert reasons
    assert {f"reason.{code}" for code in reasons} <= set(texts["zh"])


def test_an_unknown_window_is_told_and_the_real_ones_offered(client: Client) -> None:
    answer = client.get("/console/99")
    assert answer.status_code == 404
    assert 'href="/console/4"' in answer.text
    assert "没有这个窗口" in answer.text


def test_settings_cannot_end_their_own_script_element() -> None:
    name = {"zh": "</script><script>alert(1)</script>", "en": "Hall"}
    hall = ScriptedHall(Script(name=name))
    html = Client(hall).get("/display").text
    hall.stop()
    assert "alert(1)</script>" not in html
    assert settings(html)["hall"] == name


def test_static_files_are_asked_about_before_they_are_used_again(client: Client) -> None:
    answer = client.get("/static/display.js")
    assert answer.headers["Content-Type"].startswith(("text/javascript", "application/javascript"))
    assert answer.headers["Cache-Control"] == "no-cache"
    again = client.get("/static/display.js", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_the_hall_is_named(client: Client) -> None:
    assert NAME["zh"] in client.get("/display").text
