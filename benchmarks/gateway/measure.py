"""The group `gateway`: what a request costs a gateway of one process.

start the subgraphs → start each gateway → compare its first answer → warm up →
rounds, the gateways in turn → figures.

Each gateway has one core to itself; subgraphs and load share the other. CPU is that
of the gateway's process tree, from /proc.
"""

import asyncio
import json
import sys
import time
import urllib.request
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from typing import Final
from urllib.parse import urlsplit

import uvloop

from benchmarks.gateway.answers import DATA
from benchmarks.gateway.load import Tally, Target, load, post
from benchmarks.gateway.processes import Running, on_core, started, two_cores
from benchmarks.gateway.systems import OURS, SYSTEMS, System
from benchmarks.group import Group
from benchmarks.node_packages import NoPeer
from benchmarks.report import Figure, Report, Rows

TEMPLATE_URL: Final = "http://127.0.0.1:4200"
"""Where the supergraph of the public benchmark expects its subgraphs."""
ROOT: Final = Path(__file__).parents[2]


class WrongAnswer(Exception):
    """A gateway's answer is not the expected one: its speed means nothing."""


def add_options(parser: ArgumentParser) -> None:
    """How much to measure."""
    parser.add_argument("--connections", type=int, default=50)
    parser.add_argument("--warm-up", type=float, default=2.0, help="seconds")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=3.0, help="of a round")
    parser.add_argument(
        "--systems", nargs="+", choices=SYSTEMS, default=list(SYSTEMS), metavar="SYSTEM"
    )


def measure(options: Namespace) -> Report:
    """Measure the systems that can be run here."""
    ready, notes = _prepared([SYSTEMS[name] for name in options.systems])
    core, other = two_cores()
    with on_core(other), TemporaryDirectory() as folder:
        found = uvloop.run(_measure(ready, options, core, Path(folder)))
    return Report(
        f"Gateway: the public federation benchmark, {options.connections} connections",
        found,
        tuple(notes),
    )


def _prepared(systems: Sequence[System]) -> tuple[list[System], list[str]]:
    ready, notes = [], []
    for system in systems:
        try:
            system.prepare()
            ready.append(system)
        except NoPeer as reason:
            notes.append(f"{system.name} was not measured: {reason}")
    return ready, notes


@dataclass(slots=True)
class _Subject:
    """A gateway under measurement."""

    system: System
    running: Running
    target: Target
    fetches: int
    times: list[float] = field(default_factory=list)
    wrong: int = 0
    cpu_seconds: float = 0.0
    seconds: float = 0.0
    resident_mb: float = 0.0

    async def round(self, connections: int, seconds: float) -> None:
        """One round of load, added to the figures."""
        began, cpu = time.perf_counter(), self.running.cpu_seconds()
        tally: Tally = await load(self.target, connections, seconds)
        self.cpu_seconds += self.running.cpu_seconds() - cpu
        self.seconds += time.perf_counter() - began
        self.times += tally.seconds
        self.wrong += tally.wrong
        self.resident_mb = self.running.resident_mb()

    @property
    def cpu_ms(self) -> float:
        """Per right answer."""
        return self.cpu_seconds / max(1, len(self.times)) * 1e3

    def row(self) -> dict[str, Figure]:
        """The figures of all rounds."""
        percentiles = (
            quantiles(self.times, n=100) if len(self.times) > 1 else [0.0] * 99
        )
        return {
            "cpu_ms": self.cpu_ms,
            "rps": len(self.times) / self.seconds,
            "p50_ms": percentiles[49] * 1e3,
            "p99_ms": percentiles[98] * 1e3,
            "rss_mb": self.resident_mb,
            "fetches": self.fetches,
            "wrong": self.wrong,
        }


async def _measure(
    systems: Sequence[System], options: Namespace, core: int, folder: Path
) -> Rows:
    async with AsyncExitStack() as stack:
        _, other = two_cores()
        subgraphs = await stack.enter_async_context(
            started([sys.executable, "-m", "benchmarks.gateway.subgraphs"], ROOT, other)
        )
        supergraph = _supergraph(folder, subgraphs.url)
        subjects = []
        for system in systems:
            running = await stack.enter_async_context(
                started(system.command(supergraph), system.folder, core)
            )
            subjects.append(await _subject(system, running, subgraphs.url))
        await _rounds(subjects, options)
        return _beside_ours(subjects)


def _supergraph(folder: Path, url: str) -> Path:
    """The supergraph with the URLs of our subgraphs."""
    text = (DATA / "supergraph.graphql").read_text("utf-8")
    path = folder / "supergraph.graphql"
    path.write_text(text.replace(TEMPLATE_URL, url), "utf-8")
    return path


async def _subject(system: System, running: Running, subgraphs: str) -> _Subject:
    """A gateway whose first answer is right."""
    query = (DATA / "query.graphql").read_text("utf-8")
    request = json.dumps({"query": query}).encode()
    before = await asyncio.to_thread(_get, subgraphs)
    answer = await asyncio.to_thread(_get, running.url, request)
    fetches = int(await asyncio.to_thread(_get, subgraphs)) - int(before)
    expected = json.loads((DATA / "expected.json").read_text("utf-8"))
    if json.loads(answer).get("data") != expected["data"]:
        raise WrongAnswer(f"{system.name}: {answer[:500].decode()}")
    parts = urlsplit(running.url)
    target = Target(
        str(parts.hostname),
        int(parts.port or 0),
        post(running.url, request),
        len(answer),
    )
    return _Subject(system, running, target, fetches)


def _get(url: str, body: bytes | None = None) -> bytes:
    headers = {"content-type": "application/json", "accept": "application/json"}
    request = urllib.request.Request(url, body, headers)  # noqa: S310 -- our own URL
    with urllib.request.urlopen(request, timeout=30) as reply:  # noqa: S310 -- as above
        return bytes(reply.read())


async def _rounds(subjects: Sequence[_Subject], options: Namespace) -> None:
    """Warm up, then measure in turn, so that a busy minute falls on all."""
    for one in subjects:
        await load(one.target, options.connections, options.warm_up)
    for _ in range(options.rounds):
        for one in subjects:
            await one.round(options.connections, options.seconds)


def _beside_ours(subjects: Sequence[_Subject]) -> Rows:
    rows = {one.system.name: one.row() for one in subjects}
    ours = next((one for one in subjects if one.system.name == OURS), None)
    if ours is not None:
        for one in subjects:
            rows[one.system.name]["cpu_ratio"] = one.cpu_ms / ours.cpu_ms
    return rows


GROUP = Group(
    "gateway",
    "The public federation benchmark, ours beside gateways from npm.",
    add_options,
    measure,
)
