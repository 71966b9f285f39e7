"""Counters and times for Prometheus; labels are names, never values.

Counting is an addition to plain numbers; they become samples only when someone
looks.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sized
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Final, TypeVar

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector

from gateway.executor.execution import Timing

CONTENT_TYPE: Final = CONTENT_TYPE_LATEST
BUCKETS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


@dataclass(slots=True)
class Times:
    """How long something took, counted by buckets."""

    counts: list[int] = field(default_factory=lambda: [0] * (len(BUCKETS) + 1))
    """Per bucket alone; the last is for what is longer than all."""
    total: float = 0.0
    """Seconds."""

    def add(self, seconds: float) -> None:
        """Count one."""
        self.counts[bisect_left(BUCKETS, seconds)] += 1
        self.total += seconds

    def buckets(self) -> list[tuple[str, float]]:
        """Return per upper bound how many were not longer."""
        bounds = [*map(str, BUCKETS), "+Inf"]
        return list(zip(bounds, map(float, accumulate(self.counts)), strict=True))


class Metrics(Collector):
    """What one gateway process counts."""

    def __init__(self) -> None:
        """Begin at nought, in a registry of its own."""
        self._registry = CollectorRegistry()
        self._registry.register(self)
        self._requests: Counter[str] = Counter()
        self._seconds = Times()
        self._fetches: Counter[tuple[str, str]] = Counter()
        self._fetch_seconds: dict[str, Times] = {}
        self._reloads: Counter[str] = Counter()
        self._subscriptions: Sized = ()

    def watch(self, subscriptions: Sized) -> None:
        """Show how many subscriptions are open.

        Args:
            subscriptions: those that are, whenever it is looked at.
        """
        self._subscriptions = subscriptions

    def reload(self, outcome: str) -> None:
        """Count one attempt to serve something newer: `ok` or `refused`."""
        self._reloads[outcome] += 1

    def request(self, outcome: str, seconds: float) -> None:
        """Count one request."""
        self._requests[outcome] += 1
        self._seconds.add(seconds)

    def fetches(self, timings: Iterable[Timing]) -> None:
        """Count the fetches of one request."""
        for agency, seconds, outcome in timings:
            self._fetches[agency, outcome] += 1
            times = self._fetch_seconds.get(agency)
            if times is None:
                times = self._fetch_seconds[agency] = Times()
            times.add(seconds)

    def text(self) -> bytes:
        """Return everything in Prometheus' text format."""
        return generate_latest(self._registry)

    def collect(self) -> Iterator[Metric]:
        """Yield what was counted, as the client library's registry asks for it."""
        yield _counted(
            "tautan_gateway_requests",
            "Requests by how they ended.",
            ("outcome",),
            {(outcome,): count for outcome, count in self._requests.items()},
        )
        yield _timed(
            "tautan_gateway_request_seconds",
            "Time from reading a request to its answer.",
            (),
            {(): self._seconds},
        )
        yield _counted(
            "tautan_gateway_fetches",
            "Requests to subgraphs by how they ended.",
            ("agency", "outcome"),
            self._fetches,
        )
        yield _timed(
            "tautan_gateway_fetch_seconds",
            "Time of one request to a subgraph.",
            ("agency",),
            {(agency,): times for agency, times in self._fetch_seconds.items()},
        )
        yield _counted(
            "tautan_gateway_reloads",
            "Exchanges of supergraph and agreements by how they ended.",
            ("outcome",),
            {(outcome,): count for outcome, count in self._reloads.items()},
        )
        yield GaugeMetricFamily(
            "tautan_gateway_subscriptions",
            "Subscriptions that are open.",
            value=len(self._subscriptions),
        )


Labels = TypeVar("Labels", bound=tuple[str, ...])


def _counted(
    name: str,
    what: str,
    labels: tuple[str, ...],
    counts: Mapping[Labels, int],
) -> Metric:
    family = CounterMetricFamily(name, what, labels=labels)
    for values, count in sorted(counts.items()):
        family.add_metric(values, count)
    return family


def _timed(
    name: str,
    what: str,
    labels: tuple[str, ...],
    times: Mapping[Labels, Times],
) -> Metric:
    family = HistogramMetricFamily(name, what, labels=labels)
    for values, one in sorted(times.items()):
        family.add_metric(values, one.buckets(), one.total)
    return family
