"""What Prometheus may count: tickets, calls, waits, displays, the back office. Lanes, never people.

Each process counts what it did itself; Prometheus adds the processes up.
"""

from collections.abc import Callable
from datetime import timedelta

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

WAIT_BUCKETS_S = (30, 60, 120, 300, 600, 900, 1200, 1800, 2700, 3600, 5400, 7200)
CONTENT_TYPE = CONTENT_TYPE_LATEST


class Metrics:
    """One hall's figures. ``displays`` and ``back_office`` are asked when somebody looks."""

    def __init__(self, displays: Callable[[], int], back_office: Callable[[], str]) -> None:
        self._registry = registry = CollectorRegistry()
        self._issued = Counter("hall_tickets_issued", "Tickets issued", ["lane"], registry=registry)
        self._called = Counter("hall_calls", "Tickets called to a window", ["lane"], registry=registry)
        self._waits = Histogram(
            "hall_wait_seconds",
            "From the issue of a ticket to its call",
            ["lane"],
            buckets=WAIT_BUCKETS_S,
            registry=registry,
        )
        Gauge("hall_displays", "Open event streams", registry=registry).set_function(displays)
        Gauge("hall_back_office_up", "1: it answers", registry=registry).set_function(
            lambda: float(back_office() == "up")
        )
        ProcessCollector(registry=registry)

    def issued(self, lane: str) -> None:
        self._issued.labels(lane).inc()

    def called(self, lane: str, waited: timedelta) -> None:
        self._called.labels(lane).inc()
        self._waits.labels(lane).observe(max(0.0, waited.total_seconds()))

    def page(self) -> bytes:
        """Everything, as ``CONTENT_TYPE`` says."""
        return generate_latest(self._registry)
