"""Mutations: never by GET, in order, never sent twice; and re-entry at the root."""

import pytest
import pytest_asyncio

from tests.support.federations import federation
from tests.support.subgraphs import Subgraph

pytestmark = pytest.mark.asyncio(loop_scope="module")

LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.0", import: ["@key", "@shareable"])\n'
DONE: list[str] = []


def did(name):
    def resolve(*_):
        DONE.append(name)
        return name

    return resolve


LEFT = Subgraph(
    "left",
    LINK
    + """
    type Query { left: String }
    type Mutation { one: String three: String again: Result }
    type Result { query: Query }""",
    {
        "Query.left": lambda *_: "left",
        "Mutation.one": did("one"),
        "Mutation.three": did("three"),
        "Mutation.again": lambda *_: {"query": {}},
        "Result.query": lambda *_: {},
    },
)
RIGHT = Subgraph(
    "right",
    LINK + "type Query { right: String broken: String } type Mutation { two: String }",
    {"Query.right": lambda *_: "right", "Mutation.two": did("two")},
)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def client():
    async with federation(LEFT, RIGHT) as running:
        yield running


async def test_a_mutation_by_get_changes_nothing(client):
    DONE.clear()
    url = f"{client.url}/graphql"
    params = {"query": "mutation { one }"}
    async with client.http.get(url, params=params) as reply:
        answer = await reply.json(content_type=None)
    assert reply.status == 405
    assert reply.headers["Allow"] == "POST"
    assert answer["errors"][0]["extensions"]["code"] == "METHOD_NOT_ALLOWED"
    assert DONE == []


async def test_mutations_run_one_after_the_other(client):
    DONE.clear()
    answer = await client.ask("mutation { three two one }")
    assert answer["data"] == {"three": "three", "two": "two", "one": "one"}
    assert DONE == ["three", "two", "one"]


async def test_a_field_that_returns_the_root_is_entered_everywhere(client):
    answer = await client.ask("mutation { again { query { left right } } }")
    assert answer["data"] == {"again": {"query": {"left": "left", "right": "right"}}}


async def test_an_error_below_such_a_field_has_its_whole_path(client):
    def broken(*_):
        raise ValueError("out of order")

    RIGHT.resolvers = {**RIGHT.resolvers, "Query.broken": broken}
    answer = await client.ask("mutation { again { query { left broken } } }")
    assert answer["data"] == {"again": {"query": {"left": "left", "broken": None}}}
    assert [one["path"] for one in answer["errors"]] == [["again", "query", "broken"]]
