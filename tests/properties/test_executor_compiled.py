"""Compiled code answers as the interpreted run does, and sends the same.

Over random plans, data and faults: the same `data` byte for byte, the same problems,
counts and sources; the same requests, none of them twice. Without faults a plan that
compiles never gives up.
"""

import asyncio
import time
from random import Random  # noqa: TID251 - seeded by Hypothesis

import orjson
from graphql import parse, validate
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from gateway.composition.compose import compose
from gateway.composition.source import Composed, SubgraphSource
from gateway.executor.exchanges import Exchanges
from gateway.executor.execute import execute, interpret
from gateway.executor.execution import Call, Ports
from gateway.executor.hop import PlainHop
from gateway.executor.prepared import HOT, Prepared
from gateway.operation.normalise import normalise
from gateway.operation.parse import parse_document
from gateway.planner.make import make_plan
from gateway.supergraph.read import read_supergraph
from tests.support.faults import InProcess, Spoiling
from tests.support.federations import composed, read
from tests.support.operations import VARIABLES, operations
from tests.support.posts_world import world
from tests.support.random_worlds import LINK, InMemory, World

POSTS = read(composed(world()))
FIXED = InProcess(world())
FAULTS = st.sampled_from([0.0, 0.0, 0.15, 0.4])
QUIET = [HealthCheck.too_slow, HealthCheck.filter_too_much]


@settings(max_examples=80, deadline=None, suppress_health_check=QUIET)
@given(query=operations(POSTS.public_schema), seed=st.integers(0, 2**32), share=FAULTS)
def test_over_one_world(query, seed, share):
    assume(not validate(POSTS.public_schema, parse(query)))
    check(POSTS, query, FIXED, seed, share)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=QUIET,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # a world can't be shrunk
)
@given(data=st.data(), seed=st.integers(0, 2**32), share=FAULTS)
def test_over_random_worlds(data, seed, share):
    random = Random(seed)  # noqa: S311 - no secret is drawn
    made = World(random)
    result = compose(
        [
            SubgraphSource(one, f"http://{one}", LINK + made.sdl(one))
            for one in made.subgraphs
        ]
    )
    assume(made.roots and isinstance(result, Composed))
    supergraph = read_supergraph(result.supergraph_sdl)
    for _ in range(3):
        query = data.draw(operations(supergraph.public_schema))
        if not validate(supergraph.public_schema, parse(query)):
            check(supergraph, query, InMemory(made), seed, share)


def check(supergraph, query, transport, seed, share):
    operation = normalise(supergraph, parse_document(query))
    prepared = Prepared(make_plan(supergraph, operation), supergraph)
    asyncio.run(compare(prepared, transport, seed, share))


async def compare(prepared, transport, seed, share):
    def spoiling():
        return Spoiling(transport, seed, share)

    plain, first = spoiling(), spoiling()
    expected = await interpret(prepared.plan, exchanges(plain))
    for _ in range(HOT):  # counted, not run: one that gives up would rest now
        prepared.hot(VARIABLES)
    await prepared.compiled()
    answer = await execute(prepared, call(), ports(first))
    assert said(answer) == said(expected)
    assert sorted(map(repr, first.sent)) == sorted(map(repr, plain.sent))
    if not share and prepared.hot(VARIABLES).program:
        assert answer.encoded is not None


def said(executed):
    done = executed.execution
    return (
        orjson.dumps(executed.decoded()),
        sorted(
            (str(one.cause), one.pattern, repr(one.path), one.agency)
            for one in executed.problems
        ),
        done.entities,
        done.sources,
        sorted((one.agency, one.outcome) for one in done.timings),
    )


def call():
    return Call(VARIABLES, VARIABLES, {}, PlainHop(), time.monotonic() + 1000)


def ports(transport):
    return Ports(transport, AnyUrl(), time.monotonic, 1000)


def exchanges(transport):
    return Exchanges(call(), ports(transport))


class AnyUrl(dict):
    def __missing__(self, name):
        return f"http://{name}"
