"""Laws of @defer over random worlds, operations and places where parts are put off.

All that is delivered, put together, is the answer without @defer, in both formats;
nothing is delivered twice; the main part is fetched as if the rest were not asked for.
"""

import asyncio
import time
from random import Random  # noqa: TID251 - seeded by Hypothesis

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from gateway.composition.compose import compose
from gateway.composition.source import Composed, SubgraphSource
from gateway.executor.deferred import DeferredRun
from gateway.executor.execution import Call, Ports
from gateway.executor.hop import PlainHop
from gateway.operation.normalise import normalise
from gateway.operation.parse import parse_document
from gateway.operation.parts import main_of, settle
from gateway.planner.make import make_plan
from gateway.supergraph.read import read_supergraph
from tests.support.askers import Asker
from tests.support.deferring import merged_patches, merged_whole, put_off
from tests.support.random_worlds import LINK, InMemory, World

VARIABLES = "$a: Boolean!, $b: Boolean!"


def deliveries_of(plan, world, variables):
    call = Call(variables, variables, {}, PlainHop(), time.monotonic() + 1000)
    ports = Ports(
        InMemory(world), dict.fromkeys(world.subgraphs, ""), time.monotonic, 1000
    )

    async def collect():
        run = DeferredRun(plan, call, ports)
        found = [one async for one in run.deliveries()]
        assert not run.done.problems
        return found

    return asyncio.run(collect())


@settings(
    max_examples=40,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # a seed can't be shrunk
)
@given(st.integers(0, 2**32), st.booleans(), st.booleans())
def test_all_that_is_delivered_is_the_answer(seed, first, second):
    random = Random(seed)  # noqa: S311 - no secret is drawn
    world = World(random)
    composed = compose(
        [
            SubgraphSource(one, f"http://{one}", LINK + world.sdl(one))
            for one in world.subgraphs
        ]
    )
    if not world.roots or not isinstance(composed, Composed):
        return
    supergraph = read_supergraph(composed.supergraph_sdl)
    schema = supergraph.public_schema
    asker = Asker(random, schema, guards_objects=not world.object_at)
    plain = f"query({VARIABLES}) {{ {asker.selections(schema.query_type, 3)} }}"
    source = put_off(plain, random, conditions=("a", "b"))
    document = parse_document(source)
    variables = {"a": first, "b": second}
    operation = settle(normalise(supergraph, document), variables, defers=True)
    plan = make_plan(supergraph, operation)

    expected = world.answer(schema, plain, variables)
    assert not expected.errors
    found = deliveries_of(plan, world, variables)
    assert merged_patches(found) == expected.data, source
    assert merged_whole(found) == expected.data, source

    alone = make_plan(supergraph, main_of(operation))
    main = [one for one in plan.fetches if one.part == 0]
    assert sorted(one.subgraph for one in main) == sorted(
        one.subgraph for one in alone.fetches
    )
