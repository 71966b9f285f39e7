"""`python -m benchmarks.gateway.pieces`: where the CPU of one request goes.

The gateway's own code in this process, without sockets: subgraphs answer from
memory. What the whole benchmark measures beyond `answer` is HTTP on both sides.
"""

import asyncio
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial

import orjson
from graphql import parse

from benchmarks.gateway.answers import DATA, Answers
from benchmarks.group import Group, run_group
from benchmarks.report import Report
from gateway.executor.compiled.program import compile_plan
from gateway.executor.compiled.run import CompiledRun
from gateway.executor.exchanges import Exchanges
from gateway.executor.execution import Call, Ports
from gateway.executor.hop import PlainHop
from gateway.executor.library import Library
from gateway.executor.prepared import HOT
from gateway.executor.projection import Projector
from gateway.executor.run import run
from gateway.executor.transport import Incoming, Outgoing
from gateway.operation.limits import Limits
from gateway.planner.make import make_plan
from gateway.policy.journal import NoJournal
from gateway.policy.open_access import OpenAccess
from gateway.policy.question import Question
from gateway.service import Gateway
from gateway.supergraph.model import Supergraph
from gateway.supergraph.read import read_supergraph
from protocol.classification import read_classification
from protocol.statements import new_jti

REPEATS = 20
SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Canned:
    """A transport that answers from memory."""

    answers: Answers = field(default_factory=Answers)
    kept: dict[tuple[str, bytes], Incoming] = field(default_factory=dict)

    async def post(self, outgoing: Outgoing) -> Incoming:
        """The answer, executed the first time alone."""
        key = outgoing.agency, outgoing.body
        if key not in self.kept:
            body = self.answers.answer(outgoing.agency, outgoing.body)
            headers = {"content-type": "application/json"}
            self.kept[key] = Incoming(200, headers, body)
        return self.kept[key]

    async def close(self) -> None:
        """Nothing is open."""


def add_options(parser: ArgumentParser) -> None:
    """How much to measure."""
    parser.add_argument("--rounds", type=int, default=5, help="the fastest counts")


def measure(options: Namespace) -> Report:
    """Milliseconds of CPU per request, by piece."""
    return asyncio.run(_measure(options.rounds))


async def _measure(rounds: int) -> Report:
    gateway = _open_gateway()
    question = _question()
    answer = await gateway.answer(question)
    ports, plan = gateway.ports, answer.plan
    program = compile_plan(plan, gateway.library.supergraph, {})
    execution = await run(plan, _call(), ports)
    reading = await gateway.library.read(question.document, None)

    async def project() -> None:
        Projector({}).project(plan.projection, execution.data)

    async def encode() -> None:
        orjson.dumps({"data": answer.data})

    async def look_up() -> None:
        gateway.library.prepared(reading.operation)

    async def compile_() -> None:
        compile_plan(plan, gateway.library.supergraph, {})

    for _ in range(HOT):
        await gateway.answer(question)
    await answer.prepared.compiled()
    pieces: dict[str, Callable[[], Awaitable[object]]] = {
        "answer, whole": lambda: gateway.answer(question),
        "find the remembered plan": look_up,
        "compiled: fetch, merge, encode": lambda: CompiledRun(
            program, Exchanges(_call(), ports)
        ).run(),
        "interpreted: fetch and merge": lambda: run(plan, _call(), ports),
        "interpreted: project": project,
        "interpreted: encode": encode,
        "compile, once": compile_,
    }
    rows = {
        name: {"cpu_ms": await _fastest(piece, rounds)}
        for name, piece in pieces.items()
    }
    return Report("Gateway: pieces of one request, without HTTP", rows)


async def _fastest(piece: Callable[[], Awaitable[object]], rounds: int) -> float:
    best = float("inf")
    for _ in range(rounds):
        began = time.process_time()
        for _ in range(REPEATS):
            await piece()
        best = min(best, (time.process_time() - began) / REPEATS * 1e3)
    return best


def _open_gateway() -> Gateway:
    sdl = (DATA / "supergraph.graphql").read_text("utf-8")
    supergraph = read_supergraph(sdl)
    limits = Limits(tokens=10_000, depth=100, fields=10_000)
    return Gateway(
        library=Library(supergraph, partial(make_plan, supergraph), limits),
        access=OpenAccess.for_supergraph(
            read_classification(parse(sdl), None), new_jti
        ),
        journal=NoJournal(),
        ports=_ports(supergraph),
        hop_for=lambda _visit, _question: PlainHop(),
        deadline_seconds=SECONDS,
    )


def _ports(supergraph: Supergraph) -> Ports:
    return Ports(
        transport=Canned(),
        urls={name: one.url for name, one in supergraph.subgraphs.items()},
        clock=time.monotonic,
        subgraph_seconds=SECONDS,
    )


def _question() -> Question:
    return Question(
        document=(DATA / "query.graphql").read_text("utf-8"),
        variables={},
        operation_name=None,
        token="",
        statement="",
        accept_language="",
        queries_only=False,
    )


def _call() -> Call:
    return Call(
        variables={},
        effective={},
        headers={},
        hop=PlainHop(),
        deadline=time.monotonic() + SECONDS,
    )


GROUP = Group(
    "gateway.pieces", "Where the CPU of one request goes.", add_options, measure
)

if __name__ == "__main__":
    run_group(GROUP)
