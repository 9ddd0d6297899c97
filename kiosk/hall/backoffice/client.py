"""Finds the customer behind a card: cache, circuit, tries, and an answer that is checked before it is believed."""

import logging
import random
import time
from collections.abc import Callable
from typing import Literal, TypeAlias

from kiosk.hall.backoffice.answers import Nonsense, read_customers, says_unknown, says_up
from kiosk.hall.backoffice.cache import Cache
from kiosk.hall.backoffice.circuit import Circuit
from kiosk.hall.backoffice.exchange import Answer, Exchange
from kiosk.hall.backoffice.hashing import IdKey
from kiosk.hall.backoffice.outcomes import Away, AwayReason, Found, NotFound, Outcome
from kiosk.hall.backoffice.queries import Query, queries_for
from kiosk.hall.backoffice.settings import BackOfficeSettings
from kiosk.wire import Presented

log = logging.getLogger(__name__)

State: TypeAlias = Literal["up", "away"]

FIRST_PAUSE_S = 0.1  # before the second try; doubled for each further one, less a random half
LEAST_TIME_S = 0.05  # a try with less time left is not worth making

_WORTH_ANOTHER_TRY = frozenset(AwayReason) - {AwayReason.REFUSED, AwayReason.RESTING}


class BackOffice:
    """Safe to use from several threads. ``clock`` and ``pause`` are seconds on a clock that never goes back."""

    def __init__(
        self,
        settings: BackOfficeSettings,
        token: str,
        id_key: IdKey,
        *,
        clock: Callable[[], float] = time.monotonic,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._settings = settings
        self._id_key = id_key
        self._clock = clock
        self._pause = pause
        self._exchange = Exchange(settings, token)
        self._circuit = Circuit(settings.circuit_failures, settings.circuit_open_s, clock)
        self._cache = Cache(settings.stale_s, settings.cache_customers, clock)

    @property
    def state(self) -> State:
        """Away while the circuit is open."""
        return "up" if self._circuit.is_closed else "away"

    def find(self, presented: Presented) -> Outcome:
        """Who holds this card. Never raises for the back office's troubles; takes at most about ``deadline_s``."""
        deadline = self._clock() + self._settings.deadline_s
        for query in queries_for(presented, self._id_key, self._settings.customer_number_digits):
            outcome = self._look_up(query, deadline)
            if isinstance(outcome, Found) and query.reversed:
                log.warning("meter *%s is known only with its bytes reversed", query.value[-4:])
            if not isinstance(outcome, NotFound):
                return outcome
        return NotFound()

    def probe(self) -> State:
        """Ask whether the back office is there, unless it is resting. For the background: ``state`` then recovers
        without a visitor having to wait for it."""
        if self._circuit.lets_pass():
            answer = self._exchange.get("/health", self._settings.deadline_s)
            self._note(isinstance(answer, Answer) and answer.status == 200 and says_up(answer.body))
        return self.state

    def close(self) -> None:
        self._exchange.close()

    def _look_up(self, query: Query, deadline: float) -> Outcome:
        kept = self._cache.get(query)
        if kept and kept[1] < self._settings.cache_s:
            return Found(*kept)
        outcome = self._ask(query, deadline)
        match outcome:
            case Found(facts):
                self._cache.put(query, facts)
            case NotFound():
                self._cache.forget(query)
            case Away(reason):
                log.info(
                    "the back office is away (%s), an older answer is %s", reason, "used" if kept else "missing"
                )
                return Found(*kept, stale=True) if kept else outcome
        return outcome

    def _ask(self, query: Query, deadline: float) -> Outcome:
        """Ask until there is an answer, no try or no time is left, or the circuit is open."""
        outcome: Outcome = Away(AwayReason.TIMEOUT)
        for attempt in range(self._settings.retries + 1):
            if attempt:
                self._pause(FIRST_PAUSE_S * 2 ** (attempt - 1) * random.uniform(0.5, 1))
            left_s = deadline - self._clock()
            if left_s < LEAST_TIME_S:
                break
            if not self._circuit.lets_pass():
                return outcome if attempt else Away(AwayReason.RESTING)
            outcome = _judged(query, self._exchange.get(query.path, left_s))
            self._note(not isinstance(outcome, Away))
            if not isinstance(outcome, Away):
                break
            log.warning("no answer from the back office: %s (try %d)", outcome.reason, attempt + 1)
            if outcome.reason not in _WORTH_ANOTHER_TRY:
                break
        return outcome

    def _note(self, answered: bool) -> None:
        if answered:
            self._circuit.succeeded()
        else:
            self._circuit.failed()


def _judged(query: Query, answer: Answer | AwayReason) -> Outcome:
    """What one exchange came to."""
    if isinstance(answer, AwayReason):
        return Away(answer)
    if answer.status == 404 and says_unknown(answer.body):
        return NotFound()
    if answer.status >= 500 or answer.status == 429:
        return Away(AwayReason.FAILED)
    if answer.status in {401, 403, 409, 422}:
        log.error("the back office refuses us (%d): check url, token and key version", answer.status)
        return Away(AwayReason.REFUSED)
    if answer.status != 200:
        return _disbelieved(f"status {answer.status}")
    try:
        customers = read_customers(answer.body)
    except Nonsense as wrong:
        return _disbelieved(str(wrong))
    if not all(map(query.is_answered_by, customers)):
        return _disbelieved("about somebody else")
    return Found(tuple(customer.facts() for customer in customers)) if customers else NotFound()


def _disbelieved(why: str) -> Away:
    log.warning("the back office answers nonsense: %s", why)
    return Away(AwayReason.NONSENSE)
