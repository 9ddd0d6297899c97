"""Who somebody is to the hall while the back office is away, by last night's portrait.

What routing asks beside it (a disability, a protected name, a key account) is in the table where the source of the
night tells it. Where it does not, such a person goes the ordinary way, unless the guide sees them.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from kiosk.hall.hall import Hall
from kiosk.hall.person import NOTHING_CHOSEN, Person
from kiosk.hall.portraits.last_night import NightPortrait
from kiosk.hall.portraits.subject import from_last_night
from kiosk.routing.facts import facts_for
from kiosk.wire import Presented


def person_of(hall: Hall, rows: Sequence[NightPortrait], presented: Presented, today: date) -> Person:
    """No name: the table has none. The key is the one the same person has when the back office answers."""
    subject = from_last_night(hall, rows, presented, today)
    whole = subject.whole
    facts = replace(
        facts_for(NOTHING_CHOSEN, today),
        identified=True,
        risk_class=whole.risk.risk_class,
        arrears_fen=whole.arrears.open_fen,
        days_overdue=whole.arrears.days_overdue,
        grade=whole.credit.grade,
        prefers=whole.prefers,
        age=subject.age,
        disability=bool(subject.marks.disability),
        key_account=bool(subject.marks.key_account),
        certified_special=bool(subject.marks.certified_special),
    )
    return Person(facts, subject.key, None)
