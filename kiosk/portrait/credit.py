"""The credit score: marks accumulated month by month, newer ones weighing more.

The rule is a recursion, one step a month with a half-life of six months: ``A = w*A + mark``, ``B = w*B + 1`` for a
counted bill and plain decay for a month without one; the base is ``(4*80 + A) / (4 + B)``, as if everyone began
with four bills marked 80. So a newcomer starts at 80 without a special case and old evidence fades towards 80, not
towards 0. Here it stands in its closed form, in integers: exact, independent of order, the same in any engine.
"""

from collections.abc import Sequence
from datetime import date
from itertools import takewhile

from kiosk.domain.portrait import Credit, CreditGrade, Reason
from kiosk.portrait.ledger import LONG_OVERDUE_DAYS
from kiosk.portrait.marks import FULL, MonthlyMark
from kiosk.portrait.months import month_text
from kiosk.portrait.shares import apportioned

SCALE = 1 << 20
PRIOR_BILLS = 4
PRIOR_MARK = 80

# round(2^20 * 2^(-age/6)). A table, because powers worked out by an engine may round differently.
WEIGHTS = (
    *(1048576, 934175, 832255, 741455, 660561, 588493, 524288, 467088, 416128, 370728, 330281, 294247),
    *(262144, 233544, 208064, 185364, 165140, 147123, 131072, 116772, 104032, 92682, 82570, 73562),
    *(65536, 58386, 52016, 46341, 41285, 36781, 32768, 29193, 26008, 23170, 20643, 18390),
)

STREAK_STEP = 6  # one bonus point for each six bills in a row paid in time
BONUS_LIMIT = 5
OVERDUE_CAP = 89
LONG_OVERDUE_CAP = 59
NEWCOMER_CAP = 89
THEFT_CAP = 59

FLOORS = ((90, CreditGrade.A), (80, CreditGrade.B), (70, CreditGrade.C), (60, CreditGrade.D), (0, CreditGrade.E))


def grade_of(score: int) -> CreditGrade:
    """The grade of an integer score from 0 to 100. Round first, then grade: the bands have no gaps for integers."""
    return next(grade for floor, grade in FLOORS if score >= floor)


def fraction_of(marks: Sequence[MonthlyMark]) -> tuple[int, int]:
    """The exact base before rounding, as numerator and denominator."""
    numerator = PRIOR_BILLS * PRIOR_MARK * SCALE + sum(WEIGHTS[mark.age] * mark.points for mark in marks)
    return numerator, PRIOR_BILLS * SCALE + sum(WEIGHTS[mark.age] for mark in marks)


def base_of(marks: Sequence[MonthlyMark]) -> int:
    """The base, halves rounded up."""
    numerator, denominator = fraction_of(marks)
    return (2 * numerator + denominator) // (2 * denominator)


def streak_of(marks: Sequence[MonthlyMark]) -> int:
    """The newest run of bills paid in time; bills that do not count neither lengthen nor break it."""
    newest_first = sorted(marks, key=lambda mark: mark.age)
    return sum(1 for _ in takewhile(lambda mark: mark.days_late <= 0, newest_first))


def bonus_of(marks: Sequence[MonthlyMark]) -> int:
    return min(BONUS_LIMIT, streak_of(marks) // STREAK_STEP)


def credit_of(
    marks: Sequence[MonthlyMark],
    days_overdue: int = 0,
    theft: bool = False,
    newcomer: bool = False,
    as_of: date | None = None,
) -> Credit:
    """The score with its reckoning. The reasons' points sum to exactly ``score - 100``.

    ``days_overdue`` is that of the oldest open counted bill, ``theft`` a confirmed (never a suspected) one of the
    last 24 months, ``newcomer`` someone an office wants no higher than B yet; all three only cap the score.
    """
    base = base_of(marks)
    lost = losses(marks, len(marks), sum(WEIGHTS[mark.age] for mark in marks), FULL - base)
    return judged(base, bonus_of(marks), lost, len(marks), days_overdue, theft, newcomer, as_of)


def grade_for(marks: Sequence[MonthlyMark], days_overdue: int = 0, theft: bool = False) -> CreditGrade:
    """The grade of ``credit_of`` alone, without its reckoning."""
    return judged(base_of(marks), bonus_of(marks), (), len(marks), days_overdue, theft).grade


def judged(
    base: int,
    bonus: int,
    lost: Sequence[Reason],
    bills: int,
    days_overdue: int = 0,
    theft: bool = False,
    newcomer: bool = False,
    as_of: date | None = None,
) -> Credit:
    """The credit from its base and bonus; ``lost`` are the reasons why the base is not 100."""
    score = min(FULL, base + bonus)
    reasons = list(lost)
    if bonus:
        reasons.append(Reason("streak_bonus", f"bonus={bonus}", score - base))
    for code, detail, cap in _caps(days_overdue, theft, newcomer):
        if cap < min(FULL, base + bonus):
            reasons.append(Reason(code, detail, min(0, cap - score)))
            score = min(score, cap)
    return Credit(score, grade_of(score), base, bonus, tuple(reasons), bills, as_of)


def overdue_cap(days_overdue: int) -> int | None:
    """The best score someone can have while a counted bill is open for so many days; None when none is."""
    if days_overdue <= 0:
        return None
    return LONG_OVERDUE_CAP if days_overdue > LONG_OVERDUE_DAYS else OVERDUE_CAP


def _caps(days_overdue: int, theft: bool, newcomer: bool) -> list[tuple[str, str, int]]:
    caps = []
    if (cap := overdue_cap(days_overdue)) is not None:
        code = "overdue_cap" if cap == OVERDUE_CAP else "long_overdue_cap"
        caps.append((code, f"days={days_overdue} cap={cap}", cap))
    if theft:
        caps.append(("theft_cap", f"cap={THEFT_CAP}", THEFT_CAP))
    if newcomer:
        caps.append(("newcomer_cap", f"cap={NEWCOMER_CAP}", NEWCOMER_CAP))
    return caps


def losses(marks: Sequence[MonthlyMark], bills: int, weight: int, lost: int) -> list[Reason]:
    """Share ``lost`` whole points among the starting value and the late bills by largest remainder.

    Of ``marks`` only those below 100 matter; ``bills`` were counted, and ``weight`` is the sum of their weights.

    Each one's exact loss is weight * (100 - mark) / denominator. Everyone gets the whole part; the points left over
    go to the largest remainders, on a tie to the earlier one: starting value first, then newest bill first.
    """
    late = sorted((mark for mark in marks if mark.points < FULL), key=lambda mark: mark.age)
    exact = [PRIOR_BILLS * SCALE * (FULL - PRIOR_MARK)]
    exact += [WEIGHTS[mark.age] * (FULL - mark.points) for mark in late]
    shares = apportioned(exact, PRIOR_BILLS * SCALE + weight, lost)
    reasons = [Reason("short_history", f"bills={bills}", -shares[0])]
    reasons += [Reason("late_bill", _detail(mark), -share) for mark, share in zip(late, shares[1:], strict=True)]
    return sorted((reason for reason in reasons if reason.points), key=lambda reason: reason.points)


def _detail(mark: MonthlyMark) -> str:
    return (
        f"month={month_text(mark.month)} days={mark.days_late} "
        f"unpaid={mark.unpaid_percent}% dunnings={mark.dunnings}"
    )
