"""Laws of @defer over random worlds, operations and places where parts are put off.

All that is delivered, put together, is the answer without @defer, in both formats;
nothing is delivered twice; the main part is fetched as if the rest were not asked for.
"""

import asyncio
import time
from random import Random  # noqa: TID251 - seeded by Hypothesis

import orjson
from hypothesis import given
from hypothesis import strategies as st

from gateway.composition.compose import compose
from gateway.composition.source import Composed, SubgraphSource
from gateway.errors import UnreachableError
from gateway.executor.deferred import DeferredRun
from gateway.executor.execution import Call, Ports
from gateway.executor.hop import PlainHop
from gateway.executor.transport import Incoming
from gateway.operation.normalise import normalise
from gateway.operation.parse import parse_document
from gateway.operation.parts import main_of, settle
from gateway.planner.make import make_plan
from gateway.supergraph.read import read_supergraph
from tests.properties.test_planner_answers import answer
from tests.support.askers import Asker
from tests.support.deferring import merged_patches, merged_whole, put_off
from tests.support.effort import seeds
from tests.support.random_worlds import LINK, InMemory, World

VARIABLES = "$a: Boolean!, $b: Boolean!"


class Failing:
    """A transport that fails now and then, in every way that one can."""

    def __init__(self, world, random):
        self._whole = InMemory(world)
        self._random = random

    async def post(self, outgoing):
        match self._random.random():
            case chance if chance < 0.15:
                raise UnreachableError(outgoing.agency)
            case chance if chance < 0.3:
                return Incoming(200, {}, b'{"data":null,"errors":[{"message":"no"}]}')
            case chance if chance < 0.4:
                return Incoming(200, {}, b'{"data":')
            case chance if chance < 0.7 and b"_entities" in outgoing.body:
                return self._spoilt(await self._whole.post(outgoing))
        return await self._whole.post(outgoing)

    def _spoilt(self, incoming):
        answer = orjson.loads(incoming.body)
        errors = []
        for key, items in answer["data"].items():
            for position in range(len(items)):
                if self._random.random() < 0.5:
                    items[position] = None
                    path = [key, position]
                    errors.append({"message": "gone", "path": path})
        return Incoming(200, {}, orjson.dumps(answer | {"errors": errors}))

    async def close(self):
        """Close nothing."""


def deliveries_of(plan, transport, subgraphs, variables):
    call = Call(variables, variables, {}, PlainHop(), time.monotonic() + 1000)
    ports = Ports(transport, dict.fromkeys(subgraphs, ""), time.monotonic, 1000)

    async def collect():
        run = DeferredRun(plan, call, ports)
        return [one async for one in run.deliveries()]

    return asyncio.run(collect())


def problems_of(deliveries):
    opening, *rest = deliveries
    yield from opening.problems
    for later in rest:
        for piece in later.pieces:
            yield from piece.problems


def a_question(random):
    """Draw a world and a question about it; None where they don't compose."""
    world = World(random)
    composed = compose(
        [
            SubgraphSource(one, f"http://{one}", LINK + world.sdl(one))
            for one in world.subgraphs
        ]
    )
    if not world.roots or not isinstance(composed, Composed):
        return None
    supergraph = read_supergraph(composed.supergraph_sdl)
    schema = supergraph.public_schema
    asker = Asker(random, schema, guards_objects=not world.object_at)
    plain = f"query({VARIABLES}) {{ {asker.selections(schema.query_type, 3)} }}"
    return world, supergraph, plain, put_off(plain, random, conditions=("a", "b"))


@seeds(40)
@given(st.integers(0, 2**32), st.booleans(), st.booleans())
def test_all_that_is_delivered_is_the_answer(seed, first, second):
    random = Random(seed)  # noqa: S311 - no secret is drawn
    drawn = a_question(random)
    if drawn is None:
        return
    world, supergraph, _, source = drawn
    document = parse_document(source)
    variables = {"a": first, "b": second}
    operation = settle(normalise(supergraph, document), variables, defers=True)
    plan = make_plan(supergraph, operation)

    at_once = settle(normalise(supergraph, document), variables, defers=False)
    expected = answer(make_plan(supergraph, at_once), world, variables)
    found = deliveries_of(plan, InMemory(world), world.subgraphs, variables)
    assert not list(problems_of(found))
    assert merged_patches(found) == expected, source
    assert merged_whole(found) == expected, source

    alone = make_plan(supergraph, main_of(operation))
    main = [one for one in plan.fetches if one.part == 0]
    assert sorted(one.subgraph for one in main) == sorted(
        one.subgraph for one in alone.fetches
    )


@seeds(40)
@given(st.integers(0, 2**32), st.booleans(), st.booleans())
def test_whatever_fails_the_rest_arrives_and_is_explained(seed, first, second):
    random = Random(seed)  # noqa: S311 - no secret is drawn
    drawn = a_question(random)
    if drawn is None:
        return
    world, supergraph, _, source = drawn
    variables = {"a": first, "b": second}
    whole = normalise(supergraph, parse_document(source))
    plan = make_plan(supergraph, settle(whole, variables, defers=True))
    failing = Failing(world, random)
    found = deliveries_of(plan, failing, world.subgraphs, variables)
    arrived = merged_patches(found)
    at_once = settle(whole, variables, defers=False)
    expected = answer(make_plan(supergraph, at_once), world, variables)
    explained = {one.path or one.pattern for one in problems_of(found)}
    if arrived != expected:
        assert explained, source
    assert_part_of(arrived, expected, source)
    for later in found[1:]:
        for piece in later.pieces:
            at = piece.expected.path
            assert all(one.path is None or one.path[: len(at)] == at
                       for one in piece.problems)  # fmt: skip


def assert_part_of(arrived, expected, source):
    """What arrived is what would have, with nulls and gaps."""
    if arrived is None:
        return
    if isinstance(arrived, dict):
        for key, value in arrived.items():
            assert_part_of(value, expected[key], source)
    elif isinstance(arrived, list):
        for one, other in zip(arrived, expected, strict=True):
            assert_part_of(one, other, source)
    else:
        assert arrived == expected, source
