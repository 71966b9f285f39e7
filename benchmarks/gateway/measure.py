"""The group `gateway`: what a request costs a gateway of one process.

start the subgraphs → start each gateway → compare its first answer → ask operations it
never saw → warm up → rounds, the gateways in turn → figures.

Each gateway has one core to itself; subgraphs and load share the other, and
`others_busy` says how much of it they took: near 1 it is they who set the pace, and
`rps` is too low. CPU is that of the gateway's process tree.
"""

import math
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import uvloop

from benchmarks.gateway.processes import (
    Running,
    free_port,
    on_core,
    serving,
    started,
    two_cores,
)
from benchmarks.gateway.subject import Amount, Subject, subject_of, supergraph_at
from benchmarks.gateway.systems import OURS, ROOT, SYSTEMS, VARIANTS, Site, System
from benchmarks.group import Group
from benchmarks.node_packages import NoPeer
from benchmarks.report import Report, Rows

TEMPLATE_URL: Final = "http://127.0.0.1:4200"
"""Where the supergraph of the public benchmark expects its subgraphs."""
METHOD: Final = (
    (
        "cpu_ms: CPU of the gateway's process tree per right answer; cold_ms: the same for "
        "operations never seen before, one after the other, their answers included."
    ),
    (
        "A gateway has one core, in one process; subgraphs (remembered bytes) and load "
        "have the other. They filled it to others_busy. Nothing is answered from another "
        "request under way."
    ),
    (
        "The first answer equals the expected one, later ones have its length. Gateways "
        "take turns, round by round."
    ),
)
BUSY: Final = 0.9
"""From here on it is not the gateway alone that sets the pace."""


def add_options(parser: ArgumentParser) -> None:
    """How much to measure."""
    parser.add_argument("--connections", type=int, default=50)
    parser.add_argument("--warm-up", type=float, default=3.0, help="seconds")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=4.0, help="of a round")
    parser.add_argument(
        "--requests", type=int, help="of a round, instead of seconds: for flat memory"
    )
    parser.add_argument("--cold", type=int, default=20, help="operations never seen")
    parser.add_argument(
        "--systems",
        nargs="+",
        choices=[*SYSTEMS, *VARIANTS],
        default=list(SYSTEMS),
        metavar="SYSTEM",
        help=f"of {', '.join([*SYSTEMS, *VARIANTS])}",
    )


def measure(options: Namespace) -> Report:
    """Measure the systems that can be run here."""
    known = {**SYSTEMS, **VARIANTS}
    ready, notes = _prepared([known[name] for name in options.systems])
    core, other = two_cores()
    with on_core(other), TemporaryDirectory() as folder:
        rows = uvloop.run(_measure(ready, options, core, Path(folder)))
    return Report(
        f"Gateway: the public federation benchmark, {options.connections} connections",
        rows,
        (*METHOD, *notes, *_paced(rows)),
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


def _paced(rows: Rows) -> list[str]:
    return [
        f"{name}: subgraphs and load filled their core, so rps and times are theirs"
        for name, row in rows.items()
        if float(row["others_busy"] or 0) > BUSY
    ]


async def _measure(
    systems: Sequence[System], options: Namespace, core: int, folder: Path
) -> Rows:
    _, other = two_cores()
    async with AsyncExitStack() as stack:
        subgraphs = await stack.enter_async_context(
            started([sys.executable, "-m", "benchmarks.gateway.subgraphs"], ROOT, other)
        )
        supergraph = supergraph_at(folder, TEMPLATE_URL, subgraphs.url)
        subjects = []
        for system in systems:
            site = Site(supergraph, subgraphs.url, free_port(), folder)
            running = await stack.enter_async_context(_serving(system, site, core))
            subjects.append(await subject_of(system, running, subgraphs, options.cold))
        await _rounds(subjects, options)
        return _beside_ours(subjects)


def _serving(
    system: System, site: Site, core: int
) -> AbstractAsyncContextManager[Running]:
    command = system.command(site)
    return serving(command, system.folder, core, site.port, system.environment)


async def _rounds(subjects: Sequence[Subject], options: Namespace) -> None:
    """Warm up, then measure in turn, so that a busy minute falls on all."""
    for one in subjects:
        await one.warm_up(Amount(options.connections, options.warm_up))
    amount = Amount(options.connections, options.seconds)
    if options.requests is not None:
        amount = Amount(options.connections, math.inf, options.requests)
    for _ in range(options.rounds):
        for one in subjects:
            await one.round(amount)


def _beside_ours(subjects: Sequence[Subject]) -> Rows:
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
