"""With keys refused, the answer is that of one schema but for denied places."""

from dataclasses import dataclass, replace

import pytest
import pytest_asyncio
from graphql import graphql_sync, parse, validate
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from gateway.policy.access import Visit
from gateway.policy.narrow import Narrowing
from gateway.policy.question import Question
from gateway.supergraph.model import Kind
from protocol.verdicts import Granted, Refused
from tests.support.federations import composed, open_gateway, read, running
from tests.support.operations import VARIABLES, operations
from tests.support.posts_world import whole, world

pytestmark = pytest.mark.asyncio(loop_scope="module")

SUPERGRAPH = read(composed(world()))
SCHEMA = SUPERGRAPH.public_schema
OBJECTS = {one.name for one in SUPERGRAPH.types.values() if one.kind is Kind.OBJECT}
REFUSALS = st.sets(
    st.sampled_from(
        ["User.id", "User.email", "Post.id", "Post.kind", "Book.id", "Film.id"]
    ),
    min_size=1,
    max_size=3,
)


@dataclass(frozen=True)
class Refusing:
    """Refuses some coordinates to everyone."""

    refused: frozenset[str]

    def admit(self, _question):
        return Visit("request-1", None)

    def narrow(self, _visit, operation, variables):
        narrowing = Narrowing(SUPERGRAPH, self._decide, variables)
        return narrowing.run(operation, worklist=False)

    def conclude(self, _visit, _narrowed):
        """What is denied keeps nothing else back."""

    def _decide(self, coordinate):
        if coordinate in self.refused or coordinate.partition(".")[0] not in OBJECTS:
            return Refused("ELEMENT_NOT_GRANTED", None, None, None)
        return Granted("PKS-1", "elements")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def gateway():
    subgraphs = tuple(world())
    async with running(subgraphs):
        urls = {one.name: one.url for one in subgraphs}
        held = open_gateway(composed(subgraphs), urls)
        yield held
        await held.close()


def expected(query):
    return graphql_sync(
        SCHEMA,
        query,
        variable_values=VARIABLES,
        field_resolver=whole,
        type_resolver=lambda value, *_: value["__typename"],
    ).data


def lost(found, whole_, here=()):
    """Yield the places where an answer is null and the whole one is not."""
    if found is None and whole_ is not None:
        yield here
    elif isinstance(whole_, dict):
        assert found.keys() == whole_.keys()
        for key, value in whole_.items():
            yield from lost(found[key], value, (*here, key))
    elif isinstance(whole_, list):
        assert len(found) == len(whole_)
        for one, other in zip(found, whole_, strict=True):
            yield from lost(one, other, here)
    else:
        assert found == whole_


async def check(gateway, query, refused):
    guarded = replace(gateway, access=Refusing(frozenset(refused)))
    answer = await guarded.answer(Question(query, VARIABLES))
    assert answer.problems == ()
    denied = {one.pattern for one in answer.narrowed.denials if one.shown}
    missing = set(lost(answer.data, expected(query)))
    for place in missing:  # a null may have travelled up from a denied place
        assert any(one[: len(place)] == place for one in denied), (query, place)
    asked = {one for _, one in answer.plan.coordinates()}
    assert not asked & refused
    return answer


HANDWRITTEN = [
    ("{ users { name posts { title } } }", {"User.id"}, {"users.posts"}),
    ("{ posts { title author { name } } }", {"User.id"}, {"posts.author.name"}),
    ("{ items { title ... on Book { stars pages } } }", {"Book.id"}, {"items.stars"}),
    ("{ posts { title score } }", {"Post.kind"}, {"posts.score"}),
]


@pytest.mark.parametrize(("query", "refused", "denied"), HANDWRITTEN)
async def test_handwritten_operations(gateway, query, refused, denied):
    answer = await check(gateway, query, refused)
    assert {".".join(one.pattern) for one in answer.narrowed.denials} == denied


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
@given(query=operations(SCHEMA), refused=REFUSALS)
async def test_any_operation(gateway, query, refused):
    assume(not validate(SCHEMA, parse(query)))
    await check(gateway, query, refused)
