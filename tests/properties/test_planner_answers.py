"""Laws of the planner over random worlds.

Whatever the split over subgraphs, running the plan gives what one schema over the
same data gives; a plan is the same bytes every time; no subgraph is sent a document
that is invalid for it, asked for what it does not resolve, or given a requirement
that is missing or wrong.
"""

import asyncio
import time
from dataclasses import dataclass
from random import Random  # noqa: TID251 - seeded by Hypothesis

from graphql import (
    GraphQLField,
    GraphQLNamedType,
    GraphQLSchema,
    GraphQLUnionType,
    get_named_type,
    is_abstract_type,
    is_composite_type,
)
from hypothesis import Phase, given, settings
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
from tests.support.random_worlds import LINK, InMemory, World

VARIABLES = "$a: Boolean!, $b: Boolean!"
GUARDS = ["@include(if: $a)", "@skip(if: $b)", "@include(if: $b)"]


@dataclass
class Asker:
    """Asks random questions."""

    random: Random
    schema: GraphQLSchema
    guards_objects: bool
    """Whether objects stand under conditions too, or leaves alone."""

    def selections(self, type_: GraphQLNamedType, depth: int) -> str:
        """Return the inside of a random selection set."""
        random = self.random
        found = ["__typename"] if random.random() < 0.3 else []
        if not isinstance(type_, GraphQLUnionType):
            names = sorted(type_.fields)
            for name in random.sample(names, random.randint(1, len(names))):
                found += self.selection(name, type_.fields[name], depth)
        if is_abstract_type(type_):
            for one in self.schema.get_possible_types(type_):
                if random.random() < 0.7:
                    inner = self.selections(one, depth)
                    guard = self.guard(leaf=False)
                    found.append(f"... on {one.name}{guard} {{ {inner} }}")
        return " ".join(found) or "__typename"

    def selection(self, name: str, field: GraphQLField, depth: int) -> list[str]:
        """Return a field, or nothing where objects have no more place."""
        target = get_named_type(field.type)
        given, alias = "", ""
        if field.args and depth % 2:
            number = self.random.randint(1, 2)
            given, alias = f"(x: {number})", f"{name}_{number}: "
        elif self.random.random() < 0.1:
            alias = f"al_{name}_{target}: "
        if not is_composite_type(target):
            return [f"{alias}{name}{given}{self.guard(leaf=True)}"]
        if depth == 0:
            return []
        inner = self.selections(target, depth - 1)
        return [f"{alias}{name}{self.guard(leaf=False)} {{ {inner} }}"]

    def guard(self, *, leaf: bool) -> str:
        """Return a condition, sometimes."""
        if self.random.random() < 0.15 and (leaf or self.guards_objects):
            return f" {self.random.choice(GUARDS)}"
        return ""


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


@settings(
    max_examples=60,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # a seed can't be shrunk
)
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
