"""Counters and times for Prometheus; labels are names, never values."""

from collections.abc import Iterable
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from gateway.executor.execution import Timing

CONTENT_TYPE: Final = CONTENT_TYPE_LATEST
BUCKETS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Metrics:
    """What one gateway process counts."""

    def __init__(self) -> None:
        """Begin at nought, in a registry of its own."""
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "tautan_gateway_requests",
            "Requests by how they ended.",
            ("outcome",),
            registry=self._registry,
        )
        self._seconds = Histogram(
            "tautan_gateway_request_seconds",
            "Time from reading a request to its answer.",
            buckets=BUCKETS,
            registry=self._registry,
        )
        self._fetches = Counter(
            "tautan_gateway_fetches",
            "Requests to subgraphs by how they ended.",
            ("agency", "outcome"),
            registry=self._registry,
        )
        self._fetch_seconds = Histogram(
            "tautan_gateway_fetch_seconds",
            "Time of one request to a subgraph.",
            ("agency",),
            buckets=BUCKETS,
            registry=self._registry,
        )

        self._reloads = Counter(
            "tautan_gateway_reloads",
            "Exchanges of supergraph and agreements by how they ended.",
            ("outcome",),
            registry=self._registry,
        )

    def reload(self, outcome: str) -> None:
        """Count one attempt to serve something newer: `ok` or `refused`."""
        self._reloads.labels(outcome).inc()

    def request(self, outcome: str, seconds: float) -> None:
        """Count one request."""
        self._requests.labels(outcome).inc()
        self._seconds.observe(seconds)

    def fetches(self, timings: Iterable[Timing]) -> None:
        """Count the fetches of one request."""
        for timing in timings:
            self._fetches.labels(timing.agency, timing.outcome).inc()
            self._fetch_seconds.labels(timing.agency).observe(timing.seconds)

    def text(self) -> bytes:
        """Return everything in Prometheus' text format."""
        return generate_latest(self._registry)
