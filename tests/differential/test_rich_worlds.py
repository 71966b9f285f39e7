"""Random federations with every directive: the answer is that of one schema.

Each world is a random schema, split over subgraphs in a random way that composition
takes, with data, some of whose fields fail. Operations have aliases, fragments,
conditions, arguments and variables. Whatever the split, the gateway's answer equals
what one schema over the same data gives, interpreted and compiled; no subgraph is
asked for what it does not resolve, or without what it requires.
"""

import asyncio
import time
from collections import Counter
from random import Random  # noqa: TID251 - seeded by Hypothesis

from graphql import parse, validate
from hypothesis import example, given
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
from tests.support.askers import RichAsker
from tests.support.effort import seeds
from tests.support.rich_worlds import LABEL, RichTransport, RichWorld

GIVEN = (
    {"a": True, "b": True, "m": 5, "k": "RED"},
    {"a": False, "b": True, "n": 3, "g": {"more": [4], "inner": {"kind": "BLUE"}}},
)
FEATURES = {
    "key id", "key code", "key id code", "key place { id }",
    "key place { id zip } code", "override", "override with label", "shareable",
    "list of lists", "enum", "enum as input", "input object", "inaccessible", "re-entry", "union, partly shared",
    "provides", "requires", "requires with arguments", "requires through object",
    "requires through fragments", "renamed roots", "mutation", "error",
}  # fmt: skip


def composed(world):
    result = compose(
        [
            SubgraphSource(one, f"http://{one}", world.sdl(one))
            for one in world.subgraphs
        ]
    )
    return result if isinstance(result, Composed) else None


@example(192)  # a compiled run gives up after it listed objects in another order
@seeds(40)
@given(st.integers(0, 2**32))
def test_the_answer_is_that_of_one_schema(seed):
    random = Random(seed)  # noqa: S311 - no secret is drawn
    world = RichWorld(random)
    found = composed(world)
    if found is None:
        return
    supergraph = read_supergraph(found.supergraph_sdl)
    for number in range(4):
        world.label = random.random() < 0.5
        source = draw_operation(random, supergraph.public_schema, number)
        if not validate(supergraph.public_schema, parse(source)):
            check(world, supergraph, source)


def draw_operation(random, schema, number):
    changes = number == 3 and schema.mutation_type is not None
    asker = RichAsker(random, schema, guards_objects=True)
    if changes:
        return asker.operation("mutation", schema.mutation_type, 1)
    return asker.operation("query", schema.query_type, 2 + number // 3)


def check(world, supergraph, source):
    operation = normalise(supergraph, parse_document(source))
    active = frozenset([LABEL] if world.label else [])
    prepared = Prepared(make_plan(supergraph, operation, active), supergraph)
    for variables in GIVEN:
        world.log.clear()
        whole = world.answer(supergraph.public_schema, source, variables)
        for answer in asyncio.run(answers(world, prepared, variables)):
            assert answer.decoded() == whole.data, source
            assert bool(answer.problems) == bool(whole.errors), source


async def answers(world, prepared, variables):
    """Return the interpreted and the compiled answer."""
    call = Call(
        variables, {"n": 2, **variables}, {}, PlainHop(), time.monotonic() + 1000
    )
    ports = Ports(
        RichTransport(world), dict.fromkeys(world.subgraphs, ""), time.monotonic, 1000
    )
    world.log.clear()
    found = [await interpret(prepared.plan, Exchanges(call, ports))]
    for _ in range(HOT):  # counted, not run: one that gives up would rest now
        prepared.hot(call.effective)
    await prepared.compiled()
    world.log.clear()
    return [*found, await execute(prepared, call, ports)]


def test_worlds_have_everything_and_fit_together():
    seen, fit = Counter(), 0
    for seed in range(150):
        world = RichWorld(Random(seed))  # noqa: S311 - no secret is drawn
        seen.update(name for name, number in world.seen.items() if number)
        fit += seed < 20 and composed(world) is not None
    assert {name for name in FEATURES if seen[name] < 5} == set()
    assert seen.keys() == FEATURES
    assert fit >= 15
