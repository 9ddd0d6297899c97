"""The people a demonstration calls by their role. They live at the first indexes of every town."""

from enum import StrEnum

from server_stub.records import Channel, Kind, Method
from server_stub.traits import Habit, Traits


class Role(StrEnum):
    CLASS_ONE = "class_one"
    CLASS_THREE_IN_ARREARS = "class_three_in_arrears"
    ORDINARY = "ordinary"
    DEBIT_IN_TRANSIT = "debit_in_transit"
    ELDERLY = "elderly"
    KEY_ACCOUNT = "key_account"
    CERTIFIED_SPECIAL = "certified_special"
    FIRM = "firm"


CAST: dict[Role, Traits] = {
    Role.CLASS_ONE: Traits(age=41),
    Role.CLASS_THREE_IN_ARREARS: Traits(age=36, habit=Habit.STOPPED, open_bills=3, kwh_per_month=240),
    Role.ORDINARY: Traits(
        age=29, habit=Habit.ALTERNATING, method=Method.ONLINE, favourite=Channel.APP, kwh_per_month=160
    ),
    Role.DEBIT_IN_TRANSIT: Traits(
        age=52, habit=Habit.DEBIT, method=Method.DEBIT, favourite=Channel.SELF_SERVICE, in_transit=True
    ),
    Role.ELDERLY: Traits(age=78, kwh_per_month=90),
    Role.KEY_ACCOUNT: Traits(
        age=45,
        kind=Kind.KEY_ACCOUNT,
        method=Method.ONLINE,
        favourite=Channel.PHONE,
        kwh_per_month=180_000,
        meters=2,
    ),
    Role.CERTIFIED_SPECIAL: Traits(age=57, method=Method.ONLINE, favourite=Channel.APP, certified_special=True),
    Role.FIRM: Traits(
        age=48, kind=Kind.FIRM, habit=Habit.DEBIT, method=Method.DEBIT, favourite=Channel.APP, kwh_per_month=3_600
    ),
}

INDEX_OF: dict[Role, int] = {role: index for index, role in enumerate(CAST)}


def traits_at(index: int) -> Traits | None:
    """The fixed traits of the cast member at ``index``; None for everybody else."""
    return list(CAST.values())[index] if index < len(CAST) else None
