"""Signed up on the spot: the bonus follows what the clerk said last, however often and by how many at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

from kiosk.domain.customer import CustomerFacts, CustomerKind, PaymentMethod
from kiosk.domain.strategy import Completion, StrategyState
from kiosk.hall.records import completions, ledgers, signing
from kiosk.portrait.bonus import BonusEntry, BonusEntryKind, left_fen
from tests.hall_records.conftest import NOW, SOMEBODY, TODAY, Kept

DONE, REFUSED = StrategyState.DONE, StrategyState.REFUSED
DEBIT, PREPAY = "debit-advice", "prepay-advice"
SIGNING = {DEBIT: PaymentMethod.DEBIT, PREPAY: PaymentMethod.PREPAID}
FEN = 1_000


def home(
    method: PaymentMethod = PaymentMethod.COUNTER, kind: CustomerKind = CustomerKind.HOUSEHOLD
) -> CustomerFacts:
    return CustomerFacts("3300012345", kind, "王芳", None, date(2020, 1, 1), method)


def end(
    kept: Kept,
    strategy: str = DEBIT,
    state: StrategyState = DONE,
    visit: str = "v1",
    who: tuple[CustomerFacts, ...] = (home(),),
    fen: int = FEN,
) -> BonusEntry | None:
    completion = Completion(strategy, visit, state, TODAY, by="lin")
    return signing.complete(*kept.at, SOMEBODY, completion, "pay", NOW, who, SIGNING, fen)


def kinds(kept: Kept) -> list[str]:
    return [one.kind.value for one in ledgers.bonus_entries(*kept.at, SOMEBODY)]


def left(kept: Kept) -> int:
    return left_fen(ledgers.bonus_entries(*kept.at, SOMEBODY))


def test_done_grants_it_once(kept: Kept) -> None:
    first = end(kept)
    assert first == BonusEntry(BonusEntryKind.GRANTED, "v1/1", TODAY, FEN)
    assert end(kept) == first
    assert end(kept, visit="v2") is None, "had before"
    assert (kinds(kept), left(kept)) == (["granted"], FEN)
    assert [one.state for one in completions.completions_of(*kept.at, SOMEBODY)] == [DONE, DONE]


def test_refused_grants_nothing(kept: Kept) -> None:
    assert end(kept, state=REFUSED) is None
    assert kinds(kept) == []


def test_changed_back_and_forth_it_follows_the_last_word(kept: Kept) -> None:
    end(kept)
    end(kept, state=REFUSED)
    assert (kinds(kept), left(kept)) == (["granted", "undone"], 0)
    end(kept, state=REFUSED)
    assert len(kinds(kept)) == 2
    assert end(kept) == BonusEntry(BonusEntryKind.GRANTED, "v1/2", TODAY, FEN)
    assert (kinds(kept), left(kept)) == (["granted", "undone", "granted"], FEN)


def test_after_it_was_undone_another_visit_can_earn_it(kept: Kept) -> None:
    end(kept)
    end(kept, state=REFUSED)
    assert end(kept, visit="v2") == BonusEntry(BonusEntryKind.GRANTED, "v2/1", TODAY, FEN)


def test_two_signed_in_one_visit_earn_one_and_it_stays_while_either_is_done(kept: Kept) -> None:
    end(kept)
    end(kept, PREPAY)
    end(kept, state=REFUSED)
    assert (kinds(kept), left(kept)) == (["granted"], FEN)
    end(kept, PREPAY, REFUSED)
    assert (kinds(kept), left(kept)) == (["granted", "undone"], 0)


def test_firms_those_who_have_it_already_and_nobody_known_have_none(kept: Kept) -> None:
    firm, debit = home(kind=CustomerKind.FIRM), home(PaymentMethod.DEBIT)
    assert end(kept, who=(firm, debit)) is None
    assert end(kept, who=()) is None
    assert end(kept, fen=0) is None
    assert kinds(kept) == []
    assert end(kept, who=(firm, home())) is not None, "one household among the contracts is enough"


def test_many_at_once_make_one_bonus(kept: Kept) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: end(kept, visit=f"v{n % 4}"), range(16)))
    assert (kinds(kept), left(kept)) == (["granted"], FEN)


def test_the_panel_goes_by_what_was_before_the_visit(kept: Kept) -> None:
    end(kept)
    entries = ledgers.bonus_entries(*kept.at, SOMEBODY)
    assert signing.before(entries, "v1") == ()
    assert signing.before(entries, "v2") == entries
