"""The page of a ticket on its holder's phone, and the pages for booking, as a browser gets them."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from httpx import Response

from kiosk.hall.hall import Hall
from kiosk.hall.pages.phone_page import preferred
from kiosk.hall.rate import Rate
from tests.hall_api.conftest import House

PUBLIC = "https://hall.example.cn/power"
ENGLISH = "en-GB,en;q=0.9"


@pytest.fixture
def public(house: House) -> House:
    """The same hall, reachable from outside."""
    phone = house.hall.settings.phone.model_copy(update={"public_url": PUBLIC})
    settings = house.hall.settings.model_copy(update={"phone": phone})
    object.__setattr__(house.hall, "settings", settings)
    return house


def slug_of(house: House, **changes: str) -> str:
    house.clock.on(seconds=1)
    page = str(house.issue(**changes)["ticket"]["page"])
    assert page.startswith(f"{PUBLIC}/t/")
    return page.rpartition("/")[2]


def get(house: House, path: str, status: int = 200, accepts: str = "zh-CN") -> Response:
    answer = house.client.request("GET", path, headers={"Accept-Language": accepts})
    assert answer.status_code == status, answer.text
    return answer


def shown(house: House, slug: str) -> str:
    return get(house, f"/t/{slug}").text


def test_without_a_public_address_a_ticket_has_no_page(house: House) -> None:
    assert house.issue()["ticket"]["page"] is None


def test_addresses_cannot_be_guessed_and_are_the_same_on_a_reprint(public: House) -> None:
    slugs = {slug_of(public) for _ in range(5)}
    assert len(slugs) == 5
    assert all(len(slug) >= 22 for slug in slugs)  # 128 bits are 22 signs
    ref = public.identify()["ref"]
    assert slug_of(public, visitor_ref=ref) == slug_of(public, visitor_ref=ref)


def test_a_repeated_request_gets_the_same_page(public: House) -> None:
    again = str(uuid4())
    assert slug_of(public, request_id=again) == slug_of(public, request_id=again)


def test_the_page_follows_the_ticket_through_its_life(public: House) -> None:
    first, second = slug_of(public), slug_of(public)
    page = shown(public, second)
    assert ">B002<" in page
    assert "前面还有 1 位" in page
    assert "1、2、3号窗口" in page
    assert "下一位就是您" in shown(public, first)
    public.staff("POST", "/api/counters/3/next")
    called = shown(public, first)
    assert 'data-state="called"' in called
    assert "请您现在到" in called
    assert "3号窗口" in called
    assert "下一位就是您" in shown(public, second)
    public.ask("POST", "/api/counters/3/finish", public.staff_token)
    assert "已经办完" in shown(public, first)


def test_it_says_nothing_about_the_person_or_their_business(public: House) -> None:
    page = shown(public, slug_of(public))
    assert "新装" not in page
    assert "regular" not in page


def test_it_speaks_the_language_of_the_phone_and_has_a_switch(public: House) -> None:
    slug = slug_of(public)
    english = get(public, f"/t/{slug}", accepts=ENGLISH)
    assert 'lang="en"' in english.text
    assert "You are next" in english.text
    assert f'href="/t/{slug}?lang=zh"' in english.text
    assert "下一位就是您" in get(public, f"/t/{slug}?lang=zh", accepts=ENGLISH).text


@pytest.mark.parametrize(
    ("accepts", "language"),
    [("", "zh"), ("fr", "zh"), ("de, en;q=0.3, zh;q=0.2", "en"), ("en;q=0.1,zh-TW", "zh"), ("en;q=x", "en")],
)
def test_of_the_languages_a_phone_accepts_the_dearest(accepts: str, language: str) -> None:
    assert preferred(accepts) == language


def test_it_is_not_for_search_engines_nor_for_caches(public: House) -> None:
    headers = get(public, f"/t/{slug_of(public)}").headers
    assert "noindex" in headers["X-Robots-Tag"]
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "script-src 'self'" in headers["Content-Security-Policy"]
    assert "set-cookie" not in headers


def test_the_next_business_day_it_is_gone(public: House) -> None:
    slug = slug_of(public)
    public.clock.now = datetime(2026, 11, 23, 20, 1, tzinfo=UTC)  # a minute past four in the morning in China
    assert "已经过期" in get(public, f"/t/{slug}", 410).text


def test_an_address_nobody_was_given_leads_nowhere_and_guessing_is_stopped(public: House) -> None:
    slug = slug_of(public)
    answers = [public.client.request("GET", f"/t/{uuid4()}") for _ in range(40)]
    assert {answer.status_code for answer in answers[:15]} == {404}
    assert answers[-1].status_code == 429
    assert answers[-1].headers["Retry-After"]
    get(public, f"/t/{slug}", 429)


def test_one_page_cannot_be_asked_for_all_the_time(public: House) -> None:
    slug, other = slug_of(public), slug_of(public)
    codes = {public.client.request("GET", f"/t/{slug}").status_code for _ in range(16)}
    assert codes == {200, 429}
    get(public, f"/t/{other}")


def test_a_rate_is_a_burst_and_a_refill() -> None:
    rate = Rate(burst=2, per_s=0.5, most=2)
    assert [rate.allows("a", now) for now in (0, 0, 0, 1, 2, 3)] == [True, True, False, False, True, False]
    assert rate.allows("b", 3)
    assert rate.allows("c", 3)  # only two are remembered: a starts anew
    assert [rate.allows("a", 3), rate.allows("a", 3)] == [True, True]


def booked(house: House) -> Response:
    """Through the pages, as a person does; the answer of the form."""
    times = get(house, "/book/new").text
    start = times.split("/book/new/")[1].split("?")[0]
    form = get(house, f"/book/new/{start}").text
    request = form.split('name="request" value="')[1].split('"')[0]
    return send(house, start, request=request, phone="13900000001")


def send(house: House, start: str, **fields: str) -> Response:
    return house.client.request("POST", f"/book/new/{start}?lang=zh", data=fields)


def test_booking_leads_from_page_to_page_to_a_voucher(house: House) -> None:
    offers = get(house, "/book").text
    assert 'href="/book/new?lang=zh"' in offers
    answer = booked(house)
    assert answer.status_code == 303
    voucher = get(house, answer.headers["location"]).text
    for said in ("10:00–10:30", "2号窗口", "王敏", "没有人", "<svg", "11月23日 周一"):
        assert said in voucher


def test_a_form_sent_twice_books_once(house: House) -> None:
    fields = {"request": str(uuid4()), "phone": "13900000001"}
    first, second = (send(house, "20261124T0900", **fields) for _ in range(2))
    assert first.headers["location"] == second.headers["location"]


def test_a_wrong_phone_number_is_said_and_the_form_kept(house: House) -> None:
    answer = send(house, "20261124T0900", request=str(uuid4()), phone="12", customer="0000000001")
    assert answer.status_code == 409
    assert "请检查手机号码" in answer.text
    assert 'value="0000000001"' in answer.text


@pytest.mark.parametrize("start", ["nonsense", "20261124T0907", "99991231T2359"])
def test_times_that_are_none(house: House, start: str) -> None:
    assert house.client.request("GET", f"/book/new/{start}").status_code in {303, 404}
    assert send(house, start, request=str(uuid4()), phone="13900000001").status_code in {303, 404}


@pytest.mark.parametrize("body", [b"", b"request=1", b"\xff\xfe=%zz", b"x" * 5000, b"&" * 50])
def test_forms_that_are_none(house: House, body: bytes) -> None:
    answer = house.client.request("POST", "/book/new/20261124T0900", content=body)
    assert answer.status_code == 404


def test_cancelling_asks_first(house: House) -> None:
    page = booked(house).headers["location"].partition("?")[0]
    assert "确定取消这个预约吗" in get(house, f"{page}?sure=ask").text
    answer = house.client.request("POST", f"{page}/cancel")
    assert answer.status_code == 303
    assert "预约已经取消" in get(house, page).text


def test_a_hall_without_appointments_says_so(house: House, make_hall: object) -> None:
    hall: Hall = house.hall
    object.__setattr__(hall, "services", hall.services.model_copy(update={"appointments": ()}))
    get(house, "/book", 404)
    get(replace(house), "/book/new", 404)
