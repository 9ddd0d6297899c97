"""Days of grace a hall grants hold wherever it judges: at the kiosk, at the panel, in what would improve it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from kiosk.domain.customer import Bill, CustomerFacts
from kiosk.domain.portrait import RiskClass
from kiosk.hall.person import person
from kiosk.wire import PresentedPowerCard
from tests.hall_api.conftest import House, customer, power_card
from tests.hall_portraits.test_panel_api import at_window, elements, look, strategies


def three_days_late() -> CustomerFacts:
    good = customer()
    return replace(good, bills=(*good.bills, Bill("B99", date(2026, 11, 1), date(2026, 11, 20), 10_000, 150)))


def test_within_the_grace_there_is_a_quick_way_out_and_nobody_is_late(new_house: Callable[..., House]) -> None:
    house = new_house(grace_days=5)
    at_window(house, three_days_late())
    view = look(house)
    assert "quick-clearing" in strategies(view)
    assert "clear-arrears" not in strategies(view)
    assert elements(view)["credit"]["value"] == "A"
    assert look(house, "/improvements")["improvements"] == [], "there is nothing to improve"


def test_without_grace_the_same_bill_is_overdue(house: House) -> None:
    at_window(house, three_days_late())
    view = look(house)
    assert "quick-clearing" not in strategies(view)
    assert elements(view)["risk"]["about"]["yuan"] == "100"
    assert look(house, "/improvements")["improvements"][0]["action"] == "pay_open_bills"


def test_who_is_sent_where_goes_by_the_grace(house: House) -> None:
    card = PresentedPowerCard.model_validate(power_card("000000000001"))
    key, today = house.hall.secrets.person_key, date(2026, 11, 23)
    strict, mild = (person(card, (three_days_late(),), today, key, days).facts for days in (0, 5))
    assert (strict.arrears_fen, mild.arrears_fen) == (10_000, 0)
    assert mild.risk_class is RiskClass.ONE
