"""The people a demonstration calls by their role. They live at the first indexes of every town."""

from enum import StrEnum

from server_stub.records import Channel, Heating, Kind, Method, Outcome, Supply
from server_stub.traits import Habit, Traits


class Role(StrEnum):
    """Old members keep their place: their numbers are on cards people have made for demonstrations."""

    CLASS_ONE = "class_one"
    CLASS_THREE_IN_ARREARS = "class_three_in_arrears"
    ORDINARY = "ordinary"
    DEBIT_IN_TRANSIT = "debit_in_transit"
    ELDERLY = "elderly"
    KEY_ACCOUNT = "key_account"
    CERTIFIED_SPECIAL = "certified_special"
    FIRM = "firm"
    IN_GRACE = "in_grace"
    DISABLED = "disabled"
    NIGHT_USER = "night_user"
    COMPLAINER = "complainer"
    TWO_FLATS = "two_flats"
    SECOND_FLAT = "second_flat"
    MOVED_HOUSE = "moved_house"
    NEW_CUSTOMER = "new_customer"


CAST: dict[Role, Traits] = {
    Role.CLASS_ONE: Traits(age=41, influence=True),
    Role.CLASS_THREE_IN_ARREARS: Traits(age=36, habit=Habit.STOPPED, open_bills=3, kwh_per_month=240),
    Role.ORDINARY: Traits(
        age=29, habit=Habit.ALTERNATING, method=Method.ONLINE, favourite=Channel.APP, kwh_per_month=160
    ),
    Role.DEBIT_IN_TRANSIT: Traits(
        age=52, habit=Habit.DEBIT, method=Method.DEBIT, favourite=Channel.SELF_SERVICE, in_transit=True
    ),
    Role.ELDERLY: Traits(age=78, kwh_per_month=90, heating=Heating.COAL, by_period=False),
    Role.KEY_ACCOUNT: Traits(
        age=45,
        kind=Kind.KEY_ACCOUNT,
        method=Method.ONLINE,
        favourite=Channel.PHONE,
        kwh_per_month=180_000,
        meters=2,
        supply=Supply.INDUSTRY_HIGH_VOLTAGE,
        power_factor=820,
        load_factor=350,
        peak_share=520,
        valley_share=210,
        time_of_use=True,
    ),
    Role.CERTIFIED_SPECIAL: Traits(
        age=57, method=Method.ONLINE, favourite=Channel.APP, certified_special=True, by_period=False
    ),
    Role.FIRM: Traits(
        age=48,
        kind=Kind.FIRM,
        habit=Habit.DEBIT,
        method=Method.DEBIT,
        favourite=Channel.APP,
        kwh_per_month=3_600,
        supply=Supply.LARGE,
        power_factor=930,
        peak_share=560,
        valley_share=150,
        time_of_use=True,
    ),
    Role.IN_GRACE: Traits(age=34, open_bills=1, due_days_ago=3, favourite=Channel.APP, method=Method.ONLINE),
    Role.DISABLED: Traits(age=50, disability=True, favourite=Channel.PHONE, kwh_per_month=120),
    Role.NIGHT_USER: Traits(
        age=38,
        method=Method.ONLINE,
        favourite=Channel.APP,
        kwh_per_month=420,
        peak_share=240,
        valley_share=620,
        heating=Heating.ELECTRIC,
    ),
    Role.COMPLAINER: Traits(age=47, favourite=Channel.PHONE, complained=(20, Outcome.JUSTIFIED), sensitive=True),
    Role.TWO_FLATS: Traits(age=55, habit=Habit.FORGETFUL, kwh_per_month=210),
    Role.SECOND_FLAT: Traits(
        age=55,
        habit=Habit.FAILING_DEBIT,
        method=Method.DEBIT,
        kwh_per_month=80,
        second_contract=True,
        separate_passbook=True,
    ),
    Role.MOVED_HOUSE: Traits(age=31, moved_in=5, method=Method.ONLINE, favourite=Channel.APP, kwh_per_month=150),
    Role.NEW_CUSTOMER: Traits(age=26, months=2, method=Method.ONLINE, favourite=Channel.APP, kwh_per_month=110),
}

INDEX_OF: dict[Role, int] = {role: index for index, role in enumerate(CAST)}
_IN_ORDER = tuple(CAST.values())


def traits_at(index: int) -> Traits | None:
    """The fixed traits of the cast member at ``index``; None for everybody else."""
    return _IN_ORDER[index] if index < len(_IN_ORDER) else None
