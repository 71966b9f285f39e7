"""One gateway under measurement: started, its first answer compared, then loaded."""

import asyncio
import json
import math
import re
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles
from typing import Final
from urllib.parse import urlsplit

from benchmarks.gateway.answers import DATA
from benchmarks.gateway.load import Target, load, post
from benchmarks.gateway.processes import Running
from benchmarks.gateway.systems import System
from benchmarks.report import Figure

QUERY: Final = (DATA / "query.graphql").read_text("utf-8")


class WrongAnswer(Exception):
    """A gateway's answer is not the expected one: its speed means nothing."""


@dataclass(frozen=True, slots=True)
class Amount:
    """How much is asked in one round."""

    connections: int
    seconds: float
    requests: float = math.inf


@dataclass(slots=True)
class Subject:
    """A gateway under measurement, with what was found so far."""

    system: System
    running: Running
    others: Running
    """The subgraphs; with this process they have the other core."""
    target: Target
    fetches: int
    cold_ms: float
    first_mb: float
    """Resident once it answered the first requests."""
    times: list[float] = field(default_factory=list)
    wrong: int = 0
    cpu_seconds: float = 0.0
    others_cpu_seconds: float = 0.0
    seconds: float = 0.0
    resident_mb: float = 0.0

    async def warm_up(self, amount: Amount) -> None:
        """Load it, and remember no more than its memory then."""
        await load(self.target, amount.connections, amount.seconds)
        self.first_mb = self.running.resident_mb()

    async def round(self, amount: Amount) -> None:
        """One round of load, added to the figures."""
        began, cpu, others = time.perf_counter(), *self._clocks()
        tally = await load(
            self.target, amount.connections, amount.seconds, amount.requests
        )
        cpu_after, others_after = self._clocks()
        self.seconds += time.perf_counter() - began
        self.cpu_seconds += cpu_after - cpu
        self.others_cpu_seconds += others_after - others
        self.times += tally.seconds
        self.wrong += tally.wrong
        self.resident_mb = self.running.resident_mb()

    @property
    def cpu_ms(self) -> float:
        """Per right answer."""
        return self.cpu_seconds / max(1, len(self.times)) * 1e3

    def row(self) -> dict[str, Figure]:
        """The figures of all rounds."""
        enough = len(self.times) > 1
        percentiles = quantiles(self.times, n=100) if enough else [0.0] * 99
        return {
            "cpu_ms": self.cpu_ms,
            "rps": len(self.times) / self.seconds,
            "p50_ms": percentiles[49] * 1e3,
            "p99_ms": percentiles[98] * 1e3,
            "rss_mb": self.resident_mb,
            "rss_growth_mb": self.resident_mb - self.first_mb,
            "fetches": self.fetches,
            "cold_ms": self.cold_ms,
            "wrong": self.wrong,
            "others_busy": self.others_cpu_seconds / self.seconds,
        }

    def _clocks(self) -> tuple[float, float]:
        others = self.others.cpu_seconds() + time.process_time()
        return self.running.cpu_seconds(), others


async def subject_of(
    system: System, running: Running, subgraphs: Running, cold: int
) -> Subject:
    """A gateway whose first answer is right.

    Args:
        system: What runs.
        running: Its process.
        subgraphs: What it asks; GET tells how often.
        cold: How many operations never seen before are asked, one after the other.

    Raises:
        WrongAnswer: It is another.
    """
    before = int(await _get(subgraphs.url))
    request = json.dumps({"query": QUERY}).encode()
    answer = await _get(running.url, request)
    fetches = int(await _get(subgraphs.url)) - before
    expected = json.loads((DATA / "expected.json").read_text("utf-8"))
    if json.loads(answer).get("data") != expected["data"]:
        raise WrongAnswer(f"{system.name}: {answer[:500].decode()}")
    parts = urlsplit(running.url)
    host, port = str(parts.hostname), int(parts.port or 0)
    target = Target(host, port, post(running.url, request), len(answer))
    cold_ms = await _cold_ms(system, running, cold)
    found = running.resident_mb()
    return Subject(system, running, subgraphs, target, fetches, cold_ms, found)


async def _cold_ms(system: System, running: Running, operations: int) -> float:
    """CPU per operation that the gateway has not seen before."""
    began = running.cpu_seconds()
    for number in range(operations):
        request = json.dumps({"query": renamed(QUERY, number)}).encode()
        answer = json.loads(await _get(running.url, request))
        if "errors" in answer or f"users{number}" not in answer["data"]:
            raise WrongAnswer(f"{system.name}: {json.dumps(answer)[:500]}")
    return (running.cpu_seconds() - began) / max(1, operations) * 1e3


def renamed(query: str, number: int) -> str:
    """The same operation with aliases of its own, at its roots and inside."""
    for name in ("users", "topProducts", "inStock", "author"):
        query = re.sub(rf"\b{name}\b", f"{name}{number}: {name}", query)
    return query


async def _get(url: str, body: bytes | None = None) -> bytes:
    return await asyncio.to_thread(_asked, url, body)


def _asked(url: str, body: bytes | None) -> bytes:
    headers = {"content-type": "application/json", "accept": "application/json"}
    request = urllib.request.Request(url, body, headers)  # noqa: S310 -- our own URL
    with urllib.request.urlopen(request, timeout=30) as reply:  # noqa: S310 -- as above
        return bytes(reply.read())


def supergraph_at(folder: Path, template_url: str, url: str) -> Path:
    """The supergraph with the URLs of our subgraphs."""
    text = (DATA / "supergraph.graphql").read_text("utf-8")
    path = folder / "supergraph.graphql"
    path.write_text(text.replace(template_url, url), "utf-8")
    return path
