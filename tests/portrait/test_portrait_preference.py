"""Which channel a customer prefers."""

from datetime import date

from kiosk.domain.customer import Channel, Contact, Purpose
from kiosk.domain.portrait import Preference
from kiosk.portrait.preference import preference_of, preferences_of

TODAY = date(2026, 11, 22)


def contacts(*channels: Channel, on: date = TODAY) -> list[Contact]:
    return [Contact(on, Purpose.QUERY, channel) for channel in channels]


APP, COUNTER, MACHINE, PHONE = Channel.APP, Channel.COUNTER, Channel.SELF_SERVICE, Channel.PHONE


def test_no_contacts_no_preference() -> None:
    assert preference_of([], TODAY) is None


def test_two_contacts_are_not_a_habit() -> None:
    assert preference_of(contacts(APP, APP), TODAY) is None


def test_three_of_a_kind_are() -> None:
    assert preference_of(contacts(APP, APP, APP), TODAY) is APP


def test_exactly_half_is_enough() -> None:
    """Six contacts: (4 + 1) / (6 + 4) is one half; with one more of another kind it is less."""
    six = contacts(APP, APP, APP, APP, COUNTER, PHONE)
    assert preference_of(six, TODAY) is APP
    assert preference_of([*six, *contacts(MACHINE)], TODAY) is None


def test_evenly_spread_contacts_show_none() -> None:
    assert preference_of(contacts(APP, COUNTER, MACHINE, PHONE) * 5, TODAY) is None


def test_newer_contacts_weigh_more() -> None:
    used_to_come = contacts(COUNTER, COUNTER, COUNTER, COUNTER, on=date(2025, 5, 4))  # 18 months: one eighth each
    assert preference_of(used_to_come + contacts(MACHINE, MACHINE, MACHINE, MACHINE), TODAY) is MACHINE
    assert preference_of(contacts(COUNTER, COUNTER, COUNTER, COUNTER) + contacts(*[MACHINE] * 4), TODAY) is None


def test_what_lies_ahead_or_more_than_36_months_back_is_not_seen() -> None:
    ahead = contacts(APP, APP, APP, on=date(2026, 11, 23))
    long_ago = contacts(APP, APP, APP, on=date(2023, 11, 30))
    within = contacts(APP, APP, APP, on=date(2023, 12, 1))
    assert preference_of(ahead, TODAY) is None
    assert preference_of(long_ago, TODAY) is None
    assert preference_of(within, TODAY) is None  # seen, but weighing next to nothing
    assert preference_of(long_ago * 50, TODAY) is None
    assert preference_of(within * 100, TODAY) is APP


def test_the_order_of_contacts_does_not_matter() -> None:
    some = contacts(APP, COUNTER, APP, PHONE, APP, APP)
    assert preference_of(some, TODAY) is preference_of(some[::-1], TODAY) is APP


# --- by purpose ---


def test_each_purpose_has_its_own_preference() -> None:
    pays = [Contact(TODAY, Purpose.PAYMENT, APP)] * 6
    complains = [Contact(TODAY, Purpose.COMPLAINT, PHONE)] * 2
    found = preferences_of([*pays, *complains], TODAY)
    assert found.as_of == TODAY
    assert found.of(Purpose.PAYMENT) == Preference(APP, 700, 6)
    assert found.of(Purpose.COMPLAINT) == Preference(None, 500, 2)
    assert found.of(Purpose.NOTICE) == found.of(Purpose.QUERY) == Preference()


def test_the_share_fades_with_its_contacts() -> None:
    """Four contacts a year old weigh a quarter each: (1 + 1) / (1 + 4)."""
    old = contacts(APP, APP, APP, APP, on=date(2025, 11, 2))
    assert preferences_of(old, TODAY).of(Purpose.QUERY) == Preference(None, 400, 4)


def test_reasons_name_purpose_channel_share_and_contacts() -> None:
    [reason] = preferences_of(contacts(APP, APP, APP), TODAY).reasons
    assert (reason.code, reason.detail) == ("prefers", "purpose=query channel=app per_mille=571 contacts=3")
    [none] = preferences_of(contacts(APP), TODAY).reasons
    assert (none.code, none.detail) == ("no_preference", "purpose=query channel=none per_mille=400 contacts=1")
