"""An override has a reason, a name and an end; the newest of one element counts; both ends are audited."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from kiosk.hall.records import overrides
from kiosk.hall.records.overrides import NotOverridden, Override, OverrideElement
from tests.hall_records.conftest import NOW, SOMEBODY, SOMEBODY_ELSE, Kept

CLASS, LANE, TREAT_AS = OverrideElement
TOMORROW = NOW + timedelta(days=1)


def ask(kept: Kept, element: OverrideElement = CLASS, value: str = "1", **more: Any) -> Override | NotOverridden:
    given: dict[str, Any] = {"reason": "the bank was at fault", "until": TOMORROW, "by": "zhao", "now": NOW} | more
    return overrides.make(*kept.at, SOMEBODY, element, value, **given, lanes=("vip", "general"))


def made(kept: Kept, element: OverrideElement = CLASS, value: str = "1", **more: Any) -> Override:
    one = ask(kept, element, value, **more)
    assert isinstance(one, Override)
    return one


def values(kept: Kept, now: datetime = NOW, person: str = SOMEBODY) -> list[str]:
    return [one.value for one in overrides.in_force(*kept.at, person, now)]


def test_the_newest_of_each_element_is_in_force_for_its_person(kept: Kept) -> None:
    made(kept, CLASS, "2")
    made(kept, CLASS, "1", now=NOW + timedelta(minutes=1))
    made(kept, LANE, "vip")
    later = NOW + timedelta(minutes=2)
    assert values(kept, later) == ["1", "vip"]
    assert values(kept, later, SOMEBODY_ELSE) == []
    assert len(overrides.of_person(*kept.at, SOMEBODY)) == 3


def test_it_ends_when_it_was_said_to(kept: Kept) -> None:
    made(kept)
    assert values(kept, TOMORROW - timedelta(seconds=1)) == ["1"]
    assert values(kept, TOMORROW) == []
    assert len(overrides.of_hall(*kept.at, NOW)) == 1
    assert overrides.of_hall(*kept.at, TOMORROW) == ()


def test_or_before_with_a_name(kept: Kept) -> None:
    one = made(kept)
    ended = overrides.end(*kept.at, one.id, "guo", NOW + timedelta(hours=1))
    assert isinstance(ended, Override)
    assert (ended.ended_by, ended.ended_at) == ("guo", NOW + timedelta(hours=1))
    assert values(kept, NOW + timedelta(hours=1)) == []
    assert overrides.end(*kept.at, one.id, "guo", NOW + timedelta(hours=2)) is NotOverridden.OVER
    assert overrides.end(*kept.at, uuid4(), "guo", NOW) is NotOverridden.NO_SUCH_OVERRIDE
    assert kept.audited() == [("zhao", "override_made", str(one.id)), ("guo", "override_ended", str(one.id))]


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"reason": "  "}, NotOverridden.NO_REASON),
        ({"reason": "x" * 501}, NotOverridden.NO_REASON),
        ({"until": NOW}, NotOverridden.BAD_END),
        ({"until": NOW + timedelta(days=367)}, NotOverridden.BAD_END),
        ({"value": "4"}, NotOverridden.BAD_VALUE),
        ({"element": LANE, "value": "roof"}, NotOverridden.BAD_VALUE),
        ({"element": TREAT_AS, "value": "suspect"}, NotOverridden.BAD_VALUE),
    ],
)
def test_what_is_not_an_override(kept: Kept, wrong: dict[str, Any], why: NotOverridden) -> None:
    assert ask(kept, **wrong) is why
    assert overrides.of_person(*kept.at, SOMEBODY) == ()
    assert kept.audited() == []
