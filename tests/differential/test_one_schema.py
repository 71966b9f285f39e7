"""The gateway's answer equals that of one schema over the same data."""

import json

import pytest
import pytest_asyncio
from graphql import graphql_sync, parse, validate
from hypothesis import HealthCheck, assume, given, settings

from tests.support.effort import examples
from tests.support.federations import composed, federation, read
from tests.support.operations import VARIABLES, operations
from tests.support.posts_world import whole, world

pytestmark = pytest.mark.asyncio(loop_scope="module")

PATIENCE = 120.0
"""Seconds; a machine with other work is no finding."""
SCHEMA = read(composed(world())).public_schema


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def client():
    patient = {"subgraph_seconds": PATIENCE, "deadline_seconds": PATIENCE}
    async with federation(*world(), **patient) as running:
        yield running


def expected(query):
    return graphql_sync(
        SCHEMA,
        query,
        variable_values=VARIABLES,
        field_resolver=whole,
        type_resolver=lambda value, *_: value["__typename"],
    )


HANDWRITTEN = [
    "{ users { id name email } }",
    "{ users { name posts { title author { name favourite { __typename } } } } }",
    "{ posts { score } }",
    "{ posts { title: score kind about { ... on Book { stars pages } } } }",
    "{ media { ... on Item { title } ... on Film { stars } } }",
    "{ items { __typename title ... on Book { stars } ... on Film { minutes } } }",
    '{ a: user(id: "1") { friend { friend { posts(first: 1) { score } } } } b: user(id: "9") { id } }',
    "{ users { id: email name: id } }",
    "{ users { favourite { ... on Book { id: title } ... on Film { id: title } } } }",
    "{ posts { author { posts(first: 1) { id author { email } } } } }",
]


@pytest.mark.parametrize("query", HANDWRITTEN)
async def test_handwritten_operations(client, query):
    alone = expected(query)
    assert not alone.errors
    answer = await client.ask(query)
    assert answer.get("errors") is None
    assert answer["data"] == alone.data


@settings(
    max_examples=examples(100),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
@given(query=operations(SCHEMA))
async def test_any_operation(client, query):
    assume(not validate(SCHEMA, parse(query)))
    alone = expected(query)
    assert not alone.errors
    answer = await client.ask(query, VARIABLES)
    assert answer.get("errors") is None, query
    assert answer["data"] == alone.data, query
    if "@" not in query:
        assert json.dumps(answer["data"]) == json.dumps(alone.data), query  # in order
