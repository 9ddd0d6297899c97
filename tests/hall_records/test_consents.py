"""A consent needs a purpose and a legal basis, ends by itself, and can be withdrawn."""

from datetime import date, timedelta
from uuid import uuid4

from kiosk.hall.records import consents
from kiosk.hall.records.consents import Consent, NoConsent
from tests.hall_records.conftest import NOW, SOMEBODY, SOMEBODY_ELSE, TODAY, Kept

UNTIL = TODAY + timedelta(days=365)


def give(kept: Kept, basis: str = "PIPL art. 13(1)1, form 7", until: date = UNTIL) -> Consent | NoConsent:
    purpose = "advice on payment by instalments"
    return consents.give(*kept.at, SOMEBODY, "bank", purpose, basis, TODAY, until, "lin", NOW)


def given(kept: Kept) -> Consent:
    one = give(kept)
    assert isinstance(one, Consent)
    return one


def test_it_holds_for_its_person_source_and_days(kept: Kept) -> None:
    one = given(kept)
    assert consents.in_force(*kept.at, SOMEBODY, "bank", TODAY) == one
    assert consents.in_force(*kept.at, SOMEBODY, "bank", UNTIL) == one
    assert consents.in_force(*kept.at, SOMEBODY, "bank", UNTIL + timedelta(days=1)) is None
    assert consents.in_force(*kept.at, SOMEBODY, "bank", TODAY - timedelta(days=1)) is None
    assert consents.in_force(*kept.at, SOMEBODY, "water", TODAY) is None
    assert consents.in_force(*kept.at, SOMEBODY_ELSE, "bank", TODAY) is None


def test_withdrawn_it_holds_no_more_from_that_day(kept: Kept) -> None:
    one = given(kept)
    day = TODAY + timedelta(days=10)
    done = consents.withdraw(*kept.at, one.id, day, "lin", NOW)
    assert isinstance(done, Consent)
    assert consents.in_force(*kept.at, SOMEBODY, "bank", day) is None
    assert consents.in_force(*kept.at, SOMEBODY, "bank", day - timedelta(days=1)) == done
    assert consents.withdraw(*kept.at, one.id, day, "lin", NOW) is NoConsent.WITHDRAWN
    assert consents.withdraw(*kept.at, uuid4(), day, "lin", NOW) is NoConsent.NO_SUCH_CONSENT
    assert [event for _, event, _ in kept.audited()] == ["consent_recorded", "consent_withdrawn"]


def test_what_is_no_consent(kept: Kept) -> None:
    assert give(kept, basis=" ") is NoConsent.NO_BASIS
    assert give(kept, until=TODAY - timedelta(days=1)) is NoConsent.BAD_DATES
    assert give(kept, until=TODAY + timedelta(days=367)) is NoConsent.BAD_DATES
    nothing = consents.give(*kept.at, SOMEBODY, "bank", "", "PIPL art. 13", TODAY, UNTIL, "lin", NOW)
    assert nothing is NoConsent.NO_PURPOSE
    assert kept.audited() == []
