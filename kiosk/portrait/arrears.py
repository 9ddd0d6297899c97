"""What is open and past due. What is in dispute, and what is excused, stands apart and is held against nobody."""

from collections.abc import Iterable

from kiosk.domain.portrait import Arrears
from kiosk.portrait.ledger import LedgerLine


def arrears_of(ledger: Iterable[LedgerLine], day: int) -> Arrears:
    """Arrears at the end of ``day`` (an ordinal). ``days_overdue`` is that of the oldest open counted bill."""
    open_fen = disputed_fen = excused_fen = days_overdue = 0
    for line in ledger:
        if line.due >= day or line.covered <= day:
            continue
        rest = line.open_by(day)
        if line.counted:
            open_fen += rest
            days_overdue = max(days_overdue, day - line.due)
        elif line.disputed:
            disputed_fen += rest
        else:
            excused_fen += rest
    return Arrears(open_fen, days_overdue, disputed_fen, excused_fen)
