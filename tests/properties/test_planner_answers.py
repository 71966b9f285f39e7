"""Laws of the planner over random worlds.

Whatever the split over subgraphs, running the plan gives what one schema over the
same data gives; a plan is the same bytes every time; no subgraph is sent a document
that is invalid for it, asked for what it does not resolve, or given a requirement
that is missing or wrong.
"""

import asyncio
import time
from random import Random  # noqa: TID251 - seeded by Hypothesis

from hypothesis import given
from hypothesis import strategies as st

from gateway.composition.compose import compose
from gateway.composition.source import Composed, SubgraphSource
from gateway.executor.execution import Call, Ports
from gateway.executor.hop import PlainHop
from gateway.executor.projection import Projector
from gateway.executor.run import run
from gateway.operation.normalise import normalise
from gateway.operation.parse import parse_document
from gateway.planner.make import make_plan
from gateway.planner.text import print_plan
from gateway.supergraph.read import read_supergraph
from tests.support.askers import VARIABLES, Asker
from tests.support.effort import seeds
from tests.support.random_worlds import LINK, InMemory, World


def answer(plan, world, variables):
    call = Call(variables, variables, {}, PlainHop(), time.monotonic() + 1000)
    ports = Ports(
        InMemory(world), dict.fromkeys(world.subgraphs, ""), time.monotonic, 1000
    )
    done = asyncio.run(run(plan, call, ports))
    projector = Projector(variables)
    data = projector.project(plan.projection, done.data)
    assert not done.problems
    assert not projector.problems
    return data


@seeds(60)
@given(st.integers(0, 2**32), st.booleans(), st.booleans())
def test_a_plan_answers_as_one_schema_would(seed, first, second):
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
    query = schema.query_type
    # without an interface object every object knows its type, on any condition
    asker = Asker(random, schema, guards_objects=not world.object_at)
    source = f"query({VARIABLES}) {{ {asker.selections(query, 3)} }}"
    operation = normalise(supergraph, parse_document(source))
    plan = make_plan(supergraph, operation)
    assert print_plan(plan) == print_plan(make_plan(supergraph, operation))
    variables = {"a": first, "b": second}
    expected = world.answer(schema, source, variables)
    assert not expected.errors
    assert answer(plan, world, variables) == expected.data
