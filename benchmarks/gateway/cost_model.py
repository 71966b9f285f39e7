"""`python -m benchmarks.gateway.cost_model`: what the CPU of a request depends on.

Made-up operations of many sizes are answered by compiled plans, without sockets.
From these figures the constants of a linear model follow by least squares:

    CPU = per request + per fetch + per look-up + per entity + per object + per kB

A *look-up* is one `_entities` field, an *entity* an object that a look-up starts from
(equal ones are sent once, and count each), an *object* one of the replies' JSON, a
*kB* 1,000 bytes of replies and answer. Each operation, and then others that had no part in it, is compared with what the model
says: `ratio` is measured over modelled.
"""

import asyncio
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import orjson

from benchmarks.gateway.answers import DATA, Answers
from benchmarks.group import Group, run_group
from benchmarks.report import Report
from gateway.composition.compose import compose
from gateway.composition.source import Composed, SubgraphSource
from gateway.executor.compiled.program import Program, compile_plan
from gateway.executor.compiled.run import CompiledRun
from gateway.executor.exchanges import Exchanges
from gateway.executor.execution import Call, Ports
from gateway.executor.hop import PlainHop
from gateway.executor.run import run
from gateway.executor.transport import Incoming, Outgoing
from gateway.executor.tree import objects_at
from gateway.operation.normalise import read_operation
from gateway.planner.make import make_plan
from gateway.planner.plan import Plan
from gateway.supergraph.model import Supergraph
from gateway.supergraph.read import read_supergraph

SECONDS: Final = 30.0
FIELDS: Final = 6
"""Subgraphs that each have one field of `Item`."""
SIZES: Final = ((1, 50), (10, 50), (10, 1000), (100, 50), (100, 400), (400, 50))
"""Items in a list, and bytes of text in each."""
LINK: Final = (
    'extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", '
    'import: ["@key"])\n'
)
CONSTANTS: Final = ("request", "fetch", "look-up", "entity", "object", "kB")


@dataclass(frozen=True, slots=True)
class Workload:
    """An operation, and what subgraphs say to it."""

    name: str
    supergraph: Supergraph
    operation: str
    answer: Any
    """From subgraph and body to the reply's body."""


@dataclass(slots=True)
class Memory:
    """A transport that says again what was said once, and counts."""

    answer: Any
    kept: dict[tuple[str, bytes], Incoming] = field(default_factory=dict)

    async def post(self, outgoing: Outgoing) -> Incoming:
        """Answer from memory."""
        key = outgoing.agency, outgoing.body
        if key not in self.kept:
            self.kept[key] = Incoming(200, {}, self.answer(*key))
        return self.kept[key]

    async def close(self) -> None:
        """Nothing is open."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One workload's figures."""

    name: str
    features: tuple[float, ...]
    """In the order of `CONSTANTS`."""
    microseconds: float


def add_options(parser: ArgumentParser) -> None:
    """How much to measure."""
    parser.add_argument("--rounds", type=int, default=7, help="the fastest counts")


def measure(options: Namespace) -> Report:
    """Fit the model, and hold every workload to it."""
    fitted = [asyncio.run(_measured(one, options.rounds)) for one in _made_up()]
    others = [asyncio.run(_measured(one, options.rounds)) for one in _others()]
    constants = _fit(fitted)
    rows: dict[str, Mapping[str, float | str]] = {
        f"per {name}": {"cpu_us": value}
        for name, value in zip(CONSTANTS, constants, strict=True)
    }
    for one in [*fitted, *others]:
        modelled = float(np.dot(constants, one.features))
        rows[one.name] = {
            "cpu_us": one.microseconds,
            "model_us": modelled,
            "ratio": one.microseconds / modelled,
        }
    return Report(
        "Gateway: a compiled run without HTTP, and what a linear model says of it",
        rows,
        ("The last two workloads had no part in the fit.",),
    )


def _fit(measured: list[Measured]) -> list[float]:
    """Return the constants that fit best, errors counted relative to the size."""
    wanted = np.array([one.microseconds for one in measured])
    features = np.array([one.features for one in measured])
    found, *_ = np.linalg.lstsq(
        features / wanted[:, None], np.ones(len(measured)), rcond=None
    )
    return [float(one) for one in found]


async def _measured(workload: Workload, rounds: int) -> Measured:
    operation = read_operation(workload.supergraph, workload.operation)
    plan = make_plan(workload.supergraph, operation)
    program = compile_plan(plan, workload.supergraph, {})
    memory = Memory(workload.answer)
    ports = Ports(
        memory,
        dict.fromkeys(workload.supergraph.subgraphs, "http://memory"),
        time.monotonic,
        SECONDS,
    )
    answer = await CompiledRun(program, _exchanges(ports)).run()
    assert answer is not None, workload.name  # noqa: S101 - else nothing is measured
    replies = [one.body for one in memory.kept.values()]
    features = (
        1.0,
        float(len(memory.kept)),
        float(sum(len(step.lookups) for step in program.steps)),
        float(await _entities(plan, ports)),
        float(sum(one.count(b"{") for one in replies)),
        (sum(map(len, replies)) + len(answer)) / 1000,
    )
    best = await _fastest(program, ports, rounds)
    return Measured(workload.name, features, best)


async def _entities(plan: Plan, ports: Ports) -> int:
    """Return how many objects the look-ups start from, each counted for each."""
    call = _exchanges(ports).call
    data = (await run(plan, call, ports)).data
    paths = [
        path for fetch in plan.fetches for one in fetch.entities for path in one.paths
    ]
    return sum(len(objects_at(data, one)) for one in paths)


async def _fastest(program: Program, ports: Ports, rounds: int) -> float:
    best = float("inf")
    repeats = 20
    for _ in range(rounds):
        began = time.process_time()
        for _ in range(repeats):
            await CompiledRun(program, _exchanges(ports)).run()
        best = min(best, (time.process_time() - began) / repeats)
    return best * 1e6


def _exchanges(ports: Ports) -> Exchanges:
    call = Call({}, {}, {}, PlainHop(), time.monotonic() + SECONDS)
    return Exchanges(call, ports)


def _made_up() -> list[Workload]:
    supergraph = _items_supergraph()
    return [
        Workload(
            f"{items} items, {size} bytes each, {asked} fields",
            supergraph,
            "{ items { text " + " ".join(f"f{n}" for n in range(asked)) + " } }",
            _Items(items, size),
        )
        for items, size in SIZES
        for asked in (0, 1, FIELDS)
    ]


def _others() -> list[Workload]:
    public = read_supergraph((DATA / "supergraph.graphql").read_text("utf-8"))
    operation = (DATA / "query.graphql").read_text("utf-8")
    nested = "{ items { text same { f0 f1 same { text f2 same { f0 f3 } } } } }"
    return [
        Workload(
            "objects in objects", _items_supergraph(), nested, _Items(60, 80, deep=3)
        ),
        Workload("the public benchmark", public, operation, Answers().answer),
    ]


@dataclass(frozen=True, slots=True)
class _Items:
    """Answers for items that hold one another."""

    count: int
    size: int
    deep: int = 0

    def __call__(self, subgraph: str, body: bytes) -> bytes:
        if subgraph == "root":
            items = [self._item(n, self.deep) for n in range(self.count)]
            return orjson.dumps({"data": {"items": items}})
        asked = orjson.loads(body)["variables"]
        return orjson.dumps(
            {
                "data": {
                    name.replace("_r", "_e").replace("representations", "_entities"): [
                        {subgraph: int(one["id"])} for one in listed
                    ]
                    for name, listed in asked.items()
                }
            }
        )

    def _item(self, number: int, deep: int) -> dict[str, Any]:
        item: dict[str, Any] = {"id": str(number), "text": "x" * self.size}
        if deep:
            item["same"] = self._item((number * 7 + 1) % self.count, deep - 1)
        return item


def _items_supergraph() -> Supergraph:
    root = (
        'type Query { items: [Item] }\ntype Item @key(fields: "id") '
        "{ id: ID! text: String same: Item }"
    )
    parts = {"root": root} | {
        f"f{n}": f'type Item @key(fields: "id") {{ id: ID! f{n}: Int }}'
        for n in range(FIELDS)
    }
    composed = compose(
        [
            SubgraphSource(name, "http://memory", LINK + sdl)
            for name, sdl in parts.items()
        ]
    )
    assert isinstance(composed, Composed)  # noqa: S101 - written just above
    return read_supergraph(composed.supergraph_sdl)


GROUP = Group(
    "gateway.cost_model",
    "What the CPU of a request depends on.",
    add_options,
    measure,
)

if __name__ == "__main__":
    run_group(GROUP)
