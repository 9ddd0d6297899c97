"""Formulas of waiting lines, in any one unit of time: Erlang B and C, classes with priority, what is left to wait.

``servers`` people serve, each ``service`` customers a unit of time; ``arrivals`` come in one. Erlang's formulas are
in every book; the waits of classes are Cobham's (1954), the correction for times that are not exponential
Allen's and Cunneen's. All raise ValueError for a line that would grow for ever.
"""

from collections.abc import Iterable, Sequence
from itertools import accumulate, pairwise
from math import exp, lgamma, log, sqrt

EXACT = 1e-6
"""Share of the mean to which a quantile is computed."""


def erlang_b(servers: int, load: float) -> float:
    """The share of customers turned away when nobody can wait. ``load``: arrivals over service."""
    blocked = 1.0
    for server in range(1, servers + 1):
        blocked = load * blocked / (server + load * blocked)
    return blocked


def erlang_c(servers: int, load: float) -> float:
    """The chance of having to wait at all."""
    use = _use(servers, load)
    blocked = erlang_b(servers, load)
    return blocked / (1 - use * (1 - blocked))


def mean_wait(servers: int, arrivals: float, service: float) -> float:
    """Of all customers, those who need not wait among them, in the order of their coming."""
    return erlang_c(servers, arrivals / service) / (servers * service - arrivals)


def people_waiting(servers: int, arrivals: float, service: float) -> float:
    """On average (Little's law)."""
    return arrivals * mean_wait(servers, arrivals, service)


def chance_beyond(time: float, servers: int, arrivals: float, service: float) -> float:
    """The chance of waiting longer than ``time``."""
    return erlang_c(servers, arrivals / service) * exp(-(servers * service - arrivals) * time)


def class_waits(servers: int, arrivals: Sequence[float], service: float) -> tuple[float, ...]:
    """Mean waits by class, the most privileged first; nobody is interrupted for them, and all take equally long."""
    pace = servers * service
    first = erlang_c(servers, sum(arrivals) / service) / pace
    shares = [0.0, *accumulate(rate / pace for rate in arrivals)]
    return tuple(first / ((1 - before) * (1 - until)) for before, until in pairwise(shares))


def mixed_wait(wait: float, arrival_scv: float, service_scv: float) -> float:
    """A mean wait corrected for times that are not exponential: their squared coefficients of variation."""
    return wait * (arrival_scv + service_scv) / 2


def left_to_wait(ahead: float, pace: float, overtakers: Iterable[tuple[float, float]] = ()) -> tuple[float, float]:
    """Mean and standard deviation of the wait of somebody who meets ``ahead`` people in line, all counters busy.

    ``pace`` is what the counters finish together. ``overtakers``: rates of people who come later and go first, each
    with the time for which they may (a head start; infinity for strict priority). The place in line is a walk that
    falls at ``pace`` and rises with every overtaker, and one has to go down ``ahead`` + 1 steps. Overtakers who may
    go first throughout slow the walk down; of the others, those of their own time only stand in line as well.
    Exact for exponential service times when nobody's head start ends during the wait.
    """
    lasting = list(overtakers)
    passing, steps = 0.0, ahead + 1.0
    while True:
        fall = pace - sum(rate for rate, _ in lasting)
        mean = (steps + passing) / fall if fall > 0 else float("inf")
        ending = min(lasting, key=lambda one: one[1], default=None)
        if ending is None or ending[1] >= mean:
            break
        lasting.remove(ending)
        passing += ending[0] * ending[1]
    if fall <= 0:
        raise ValueError("more people overtake than are served")
    rising = sum(rate for rate, _ in lasting)
    return mean, sqrt((steps + passing) * (pace + rising) / fall**3 + passing / fall**2)


def quantile(share: float, mean: float, deviation: float) -> float:
    """The time within which ``share`` of such waits end: of the gamma distribution with this mean and deviation.

    That is exactly Erlang's when nobody overtakes, and close when somebody does.
    """
    if mean <= 0:
        return 0.0
    if deviation <= 0:
        return mean
    shape = (mean / deviation) ** 2
    low, high, x = 0.0, shape + 12 * sqrt(shape) + 12, shape
    while high - low > EXACT * shape:
        below, density = _gamma(shape, x)
        low, high = (x, high) if below < share else (low, x)
        step = x - (below - share) / density if density > 0 else low
        if abs(step - x) <= EXACT * shape:
            break
        x = step if low < step < high else (low + high) / 2  # Newton's step, or half the way
    return x * mean / shape


def _use(servers: int, load: float) -> float:
    if not 0 <= load < servers * (1 - 1e-9):  # rates in minutes add up to not quite what they are
        raise ValueError(f"{servers} servers cannot keep up with a load of {load:g}")
    return load / servers


def _gamma(shape: float, x: float) -> tuple[float, float]:
    """The gamma distribution: its share below ``x`` > 0, by the series of the incomplete function, and density."""
    term = total = 1 / shape
    step = shape
    while term > total * 1e-9:
        step += 1
        term *= x / step
        total += term
    density = exp((shape - 1) * log(x) - x - lgamma(shape))
    return min(1.0, total * density * x), density
