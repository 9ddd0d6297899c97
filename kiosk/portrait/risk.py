"""Tariff risk: how much money is at risk now, from points over the last twelve closed months.

Credit asks about character over years, risk about money today; both are kept. Points add up (more is worse);
below 20 is class one, from 50 on class three. The class a customer *holds* changes slowly: see ``classes``.
"""

from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

from kiosk.domain.customer import PaymentMethod
from kiosk.domain.portrait import Reason, RiskClass
from kiosk.portrait.ledger import AgedLine

WINDOW_MONTHS = 12
FEWEST_BILLS = 3
CLASS_TWO_FROM = 20
CLASS_THREE_FROM = 50
MOST_POINTS = 100

# (upper bounds of the bins, points); the last points are for everything above the last bound
LATE_BILLS = ((0, 1, 3, 6), (0, 5, 12, 20, 30))
WORST_DAYS = ((0, 7, 30, 90), (0, 4, 10, 20, 30))
OPEN_HALVES = ((0, 1, 2, 4), (0, 6, 12, 20, 30))  # open overdue in halves of a mean monthly bill, rounded up
DUNNINGS = ((0, 2, 6), (0, 2, 5, 10))
STEADY_METHODS = {PaymentMethod.DEBIT, PaymentMethod.PREPAID}
FAILED_DEBITS_LIMIT = 3
WORSENING_BY = 2
GUARANTEE_BILLS = 2


class Features(NamedTuple):
    """What the points are given for. Money in fen; the mean monthly bill is ``billed_fen / bills``."""

    late_bills: int = 0
    worst_days: int = 0
    open_fen: int = 0
    billed_fen: int = 0
    bills: int = 0
    dunnings: int = 0
    method: PaymentMethod = PaymentMethod.COUNTER
    failed_debits: int = 0
    late_in_last_3: int = 0
    late_in_3_before: int = 0
    guarantee_fen: int = 0
    counted_bills: int = FEWEST_BILLS

    @property
    def rated(self) -> bool:
        return self.counted_bills >= FEWEST_BILLS


def points_of(features: Features) -> int:
    """R, from 0 to 100."""
    return max(0, min(MOST_POINTS, sum(points for _, _, points in _lines(features))))


def reasons_of(features: Features) -> tuple[Reason, ...]:
    """One reason for each feature that gave points (positive is worse). They sum to exactly ``points_of``."""
    lines = [(code, detail, points) for code, detail, points in _lines(features) if points]
    beyond = points_of(features) - sum(points for _, _, points in lines)
    if beyond:
        lines.append(("kept_within_scale", f"scale=0..{MOST_POINTS}", beyond))
    return tuple(Reason(*line) for line in lines)


def class_of(points: int) -> RiskClass:
    """The class by points alone."""
    if points < CLASS_TWO_FROM:
        return RiskClass.ONE
    return RiskClass.TWO if points < CLASS_THREE_FROM else RiskClass.THREE


def features_of(closed: Sequence[AgedLine], day: int, method: PaymentMethod, guarantee_fen: int = 0) -> Features:
    """The features as they stood at the end of ``day`` (an ordinal), from the lines closed by then.

    Lateness, dunnings and failed debits are those of counted bills of the last twelve closed months; open money and
    its age are taken from all, so that an older debt is not forgotten.
    """
    counted = [aged for aged in closed if aged.line.counted]
    still_open = [line for _, line in counted if line.covered > day]
    recent = [aged for aged in counted if aged.age < WINDOW_MONTHS]
    late = [aged for aged in recent if aged.line.covered > aged.line.due]
    late_ages = [age for age, _ in late]
    billed = [line.amount_fen for _, line in recent or counted]
    return Features(
        late_bills=len(late),
        worst_days=max([0, *[line.days_late(day) for line in (*[line for _, line in late], *still_open)]]),
        open_fen=sum([line.open_by(day) for line in still_open]),
        billed_fen=sum(billed),
        bills=len(billed),
        dunnings=sum([line.dunnings_by(day) for _, line in recent if line.dunned]),
        method=method,
        failed_debits=sum([line.failures_by(day) for _, line in recent if line.failed_debits]),
        late_in_last_3=len([age for age in late_ages if age < 3]),
        late_in_3_before=len([age for age in late_ages if 3 <= age < 6]),
        guarantee_fen=guarantee_fen,
        counted_bills=len(counted),
    )


def _lines(f: Features) -> list[tuple[str, str, int]]:
    """(code, detail, points) of every feature, those of no points included."""
    worsening = f.late_in_last_3 - f.late_in_3_before >= WORSENING_BY
    steady = f.method in STEADY_METHODS and not f.failed_debits
    guaranteed = f.bills > 0 and f.guarantee_fen * f.bills >= GUARANTEE_BILLS * f.billed_fen
    return [
        ("late_bills", f"bills={f.late_bills}", _binned(LATE_BILLS, f.late_bills)),
        ("worst_lateness", f"days={f.worst_days}", _binned(WORST_DAYS, f.worst_days)),
        ("open_overdue", f"fen={f.open_fen}", _binned(OPEN_HALVES, _open_halves(f))),
        ("dunnings", f"dunnings={f.dunnings}", _binned(DUNNINGS, f.dunnings)),
        ("steady_method", f"method={f.method}", -10 if steady else 0),
        ("failed_debits", f"failed={f.failed_debits}", 5 if f.failed_debits >= FAILED_DEBITS_LIMIT else 0),
        ("worsening", f"late={f.late_in_last_3} before={f.late_in_3_before}", 5 if worsening else 0),
        ("guarantee", f"fen={f.guarantee_fen}", -15 if guaranteed else 0),
    ]


def _open_halves(f: Features) -> int:
    """Open overdue in halves of a mean monthly bill, rounded up: the bins' bounds without a fraction."""
    if not f.open_fen:
        return 0
    return -(-2 * f.open_fen * f.bills // f.billed_fen) if f.billed_fen else OPEN_HALVES[0][-1] + 1


def _binned(bins: tuple[tuple[int, ...], tuple[int, ...]], value: int) -> int:
    bounds, points = bins
    return points[bisect_left(bounds, value)]
