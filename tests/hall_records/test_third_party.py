"""A third party is asked only where it is switched on, with a consent that holds; every question is on record."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from kiosk.database import writing
from kiosk.hall.records import consents
from kiosk.hall.records.consents import Consent, NoConsent
from kiosk.hall.records.schema import consents as table
from kiosk.hall.staff.audit import page
from kiosk.hall.standing_settings import ThirdPartyCreditSettings
from kiosk.hall.third_party import NotAsked, ThirdPartyReport, ask
from tests.hall_api.conftest import House
from tests.hall_records.conftest import LIN, NOW, SOMEBODY, SOMEBODY_ELSE, TODAY


class Bank:
    """Remembers with which consent it was asked."""

    def __init__(self, answers: bool = True) -> None:
        self.answers = answers
        self.asked: list[Consent] = []

    def ask(self, customer: str, consent: Consent) -> ThirdPartyReport | None:
        self.asked.append(consent)
        return ThirdPartyReport("bank", TODAY, "nothing known") if self.answers else None


def switch_on(house: House) -> None:
    on = ThirdPartyCreditSettings(sources=("bank",))
    object.__setattr__(house.hall, "settings", house.hall.settings.model_copy(update={"third_party_credit": on}))


def consent(house: House) -> Consent:
    ours, until = (house.hall.engine, house.hall.settings.id), TODAY + timedelta(days=30)
    given = consents.give(*ours, SOMEBODY, "bank", "instalments", "form 7", TODAY, until, "lin", NOW)
    assert isinstance(given, Consent)
    return given


def question(house: House, bank: Bank, person: str = SOMEBODY) -> ThirdPartyReport | NotAsked:
    return ask(house.hall, {"bank": bank}, "bank", "3300012345", person, LIN)


def asked_on_record(house: House) -> list[str]:
    rows = page(house.hall.engine, house.hall.settings.id, None, 50)
    return [row.subject for row in rows if row.event == "third_party_asked"]


def test_as_shipped_nobody_is_asked(house: House) -> None:
    consent(house)
    bank = Bank()
    assert question(house, bank) is NotAsked.SWITCHED_OFF
    assert bank.asked == []


def test_without_an_adapter_or_a_consent_nobody_is_asked(house: House) -> None:
    switch_on(house)
    bank = Bank()
    assert question(house, bank) is NotAsked.NO_CONSENT
    given = consent(house)
    assert question(house, bank, SOMEBODY_ELSE) is NotAsked.NO_CONSENT
    assert ask(house.hall, {}, "bank", "3300012345", SOMEBODY, LIN) is NotAsked.NO_ADAPTER
    consents.withdraw(house.hall.engine, house.hall.settings.id, given.id, TODAY, "lin", NOW)
    assert question(house, bank) is NotAsked.NO_CONSENT
    assert bank.asked == []
    assert asked_on_record(house) == []


@pytest.mark.parametrize("basis", ["", "  "])
def test_a_consent_on_no_legal_basis_opens_nothing(house: House, basis: str) -> None:
    """Nobody can record one; but a database may be older than that rule, or written by other hands."""
    switch_on(house)
    ours, until = (house.hall.engine, house.hall.settings.id), TODAY + timedelta(days=30)
    refused = consents.give(*ours, SOMEBODY, "bank", "instalments", basis, TODAY, until, "lin", NOW)
    assert refused is NoConsent.NO_BASIS
    given, bank = consent(house), Bank()
    with writing(house.hall.engine) as connection:
        connection.execute(update(table).where(table.c.id == given.id).values(legal_basis=basis))
    assert question(house, bank) is NotAsked.NO_CONSENT
    assert (bank.asked, asked_on_record(house)) == ([], [])


@pytest.mark.parametrize(("from_day", "to_day"), [(-60, -1), (1, 30)])
def test_a_consent_that_has_ended_or_not_begun_opens_nothing(house: House, from_day: int, to_day: int) -> None:
    switch_on(house)
    given, bank = consent(house), Bank()
    first, last = (TODAY + timedelta(days=days) for days in (from_day, to_day))
    with writing(house.hall.engine) as connection:
        connection.execute(update(table).where(table.c.id == given.id).values(given_on=first, until=last))
    assert question(house, bank) is NotAsked.NO_CONSENT
    assert bank.asked == []


def test_with_all_three_it_is_asked_and_on_record(house: House) -> None:
    switch_on(house)
    given = consent(house)
    bank = Bank()
    answer = question(house, bank)
    assert isinstance(answer, ThirdPartyReport)
    assert "nothing known" not in repr(answer)
    assert bank.asked == [given]
    assert question(house, Bank(answers=False)) is NotAsked.AWAY
    assert asked_on_record(house) == [str(given.id)] * 2
