"""One federation of four stacks over real sockets, composed from what they say of
themselves: strawberry twice, graphql-core with hand-written federation fields, and
@apollo/subgraph on Node. `tautan gateway` is the process that users run; Apollo's and
Hive's gateways, over the supergraph that we compose, give the same answers.
"""

import asyncio
import json
import sys
from functools import partial
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio
import strawberry
from graphql import (
    build_client_schema,
    build_schema,
    get_introspection_query,
    graphql_sync,
    lexicographic_sort_schema,
    print_type,
)
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route
from strawberry.asgi import GraphQL

from benchmarks.gateway.processes import free_port, two_cores
from benchmarks.gateway.processes import serving as served
from benchmarks.gateway.systems import SYSTEMS, Site
from gateway.composition.source import SubgraphSource
from gateway.web.composed import composed
from gateway.web.sources import SERVICE_QUERY
from tests.support.subgraphs import serving

pytestmark = [
    pytest.mark.external,
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.xdist_group("stacks"),
]

# --- accounts: strawberry ---


@strawberry.federation.type(keys=["id"])
class User:
    id: strawberry.ID
    name: str = strawberry.federation.field(shareable=True)

    @classmethod
    def resolve_reference(cls, id: strawberry.ID):  # noqa: A002 - a key's name
        return next((one for one in USERS if one.id == id), None)


USERS = [User(id="u1", name="Ayu"), User(id="u2", name="Bima")]


@strawberry.type
class Accounts:
    @strawberry.field
    def users(self) -> list[User]:
        return USERS

    @strawberry.field
    def user(self, id: strawberry.ID) -> User | None:  # noqa: A002 - as callers say
        return User.resolve_reference(id)


# --- ratings: strawberry, with an interface object ---


@strawberry.federation.interface_object(keys=["id"])
class Media:
    id: strawberry.ID

    @strawberry.field
    def rating(self) -> int:
        return {"b1": 5, "f1": 3}[self.id]

    @classmethod
    def resolve_reference(cls, id: strawberry.ID):  # noqa: A002 - a key's name
        return Media(id=id)


@strawberry.type
class Ratings:
    @strawberry.field
    def best(self) -> Media:
        return Media(id="b1")


# --- catalogue: graphql-core, federation by hand ---

CATALOGUE = """
extend schema @link(url: "https://specs.apollo.dev/federation/v2.3",
  import: ["@key", "@shareable"])

type Query { media: [Media!]! }
interface Media @key(fields: "id") { id: ID! title: String! }
type Book implements Media @key(fields: "id") @key(fields: "isbn shelf { row }") {
  id: ID! title: String! isbn: ID! shelf: Shelf! grams: Int
}
type Film implements Media @key(fields: "id") { id: ID! title: String! minutes: Int! }
type Shelf @shareable { row: Int! }
"""
BY_HAND = """
directive @link(url: String!, import: [String]) on SCHEMA
directive @key(fields: String!) repeatable on OBJECT | INTERFACE
directive @shareable on OBJECT
scalar _Any
union _Entity = Book | Film
type _Service { sdl: String! }
extend type Query {
  _service: _Service!
  _entities(representations: [_Any!]!): [_Entity]!
}
"""
SHELF = {"row": 4}
MEDIA = [
    {"__typename": "Book", "id": "b1", "title": "Laut", "isbn": "b1", "shelf": SHELF,
     "grams": 300},
    {"__typename": "Film", "id": "f1", "title": "Pagi", "minutes": 90},
]  # fmt: skip


class Catalogue:
    """The root value: graphql-core calls its methods."""

    media = MEDIA
    _service = {"sdl": CATALOGUE}  # noqa: RUF012 - nobody changes it

    def _entities(self, _info, representations):
        return [self.found(one) for one in representations]

    @staticmethod
    def found(sent):
        keys = [key for key in ("id", "isbn", "shelf") if key in sent]
        assert keys in (["id"], ["isbn", "shelf"]), sent
        return next(
            one for one in MEDIA if all(one.get(key) == sent[key] for key in keys)
        )


def catalogue():
    body = CATALOGUE[CATALOGUE.index("type Query") :]
    schema = build_schema(body + BY_HAND)

    async def answer(request):
        asked = await request.json()
        result = graphql_sync(
            schema,
            asked["query"],
            Catalogue(),
            variable_values=asked.get("variables"),
            type_resolver=lambda value, *_: value["__typename"],
        )
        return JSONResponse(result.formatted)

    return Starlette(routes=[Route("/graphql", answer, methods=["POST"])])


# --- the federation, and gateways over it ---

INTERFACE_QUERY = (
    "{ media { __typename title rating ... on Book { postage(fast: true) } "
    "... on Film { minutes } } }"
)
OBJECT_QUERY = "{ best { __typename title ... on Book { shelf { row } postage } } }"
NESTED_QUERY = "{ reviews { about { title rating postage } } }"
REQUIRED_QUERY = "{ users { signature reviews { id critic { signature } } } }"
UNABLE = {
    "@apollo/gateway": set(),
    "hive-gateway": {
        INTERFACE_QUERY,
        OBJECT_QUERY,
        NESTED_QUERY,
    },
    "hive-gateway, Rust planner": {REQUIRED_QUERY},
}
"""What a peer answers wrongly, from a supergraph that Apollo composed as well. A case
that it gets right some day fails here, so that the list only shrinks."""


async def started(*command, cwd=None):
    """Start a program; return it with the first line that it writes."""
    process = await asyncio.create_subprocess_exec(
        *command, cwd=cwd, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    line = await asyncio.wait_for(process.stdout.readline(), 60)
    return process, line.decode().strip()


async def stopped(process):
    process.terminate()
    await asyncio.wait_for(process.wait(), 30)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def listed(node_packages):
    """URL of each running subgraph, by name."""
    reviews, port = await started("node", "reviews.mjs", cwd=node_packages)
    accounts = GraphQL(strawberry.federation.Schema(query=Accounts))
    ratings = GraphQL(strawberry.federation.Schema(query=Ratings))
    async with (
        serving(accounts) as accounts_url,
        serving(ratings) as ratings_url,
        serving(catalogue()) as catalogue_url,
    ):
        yield {
            "accounts": accounts_url,
            "ratings": ratings_url,
            "catalogue": f"{catalogue_url}/graphql",
            "reviews": f"http://127.0.0.1:{port}/",
        }
    await stopped(reviews)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def http():
    async with aiohttp.ClientSession() as session:
        yield session


async def asked(http, url, query, **variables):
    body = {"query": query, "variables": variables}
    async with http.post(url, json=body) as reply:
        return await reply.json(content_type=None)


async def rightly(http, url, query, **variables):
    answer = await asked(http, url, query, **variables)
    assert "errors" not in answer, answer
    return answer["data"]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def ask(listed, http, tmp_path_factory):
    config = tmp_path_factory.mktemp("stacks") / "subgraphs.json"
    config.write_text(
        json.dumps([{"name": name, "url": url} for name, url in listed.items()])
    )
    tautan = str(Path(sys.executable).parent / "tautan")
    gateway, url = await started(
        tautan, "gateway", "--subgraphs", str(config), "--port", "0"
    )
    yield partial(rightly, http, url)
    await stopped(gateway)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def supergraph(listed, http):
    """What we compose of the running subgraphs."""
    told = {
        name: await rightly(http, url, SERVICE_QUERY) for name, url in listed.items()
    }
    return composed(
        SubgraphSource(name, listed[name], one["_service"]["sdl"])
        for name, one in told.items()
    )


@pytest.fixture(scope="module", params=UNABLE)
def peer(request):
    return request.param


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def ask_peer(peer, supergraph, http, tmp_path_factory):
    """Another gateway that serves our supergraph of the same subgraphs."""
    system = SYSTEMS[peer]
    system.prepare()
    folder = tmp_path_factory.mktemp("peer")
    file = folder / "supergraph.graphql"
    file.write_text(supergraph)
    site = Site(file, "", free_port(), folder)
    async with served(
        system.command(site), system.folder, two_cores()[0], site.port, {}
    ) as running:
        yield partial(asked, http, running.url)


CASES = [
    pytest.param(
        "{ reviews { text author { name } critic { name } } }",
        {"reviews": [
            {"text": "Long.", "author": {"name": "Ayu"}, "critic": {"name": "Bima"}},
            {"text": "Good.", "author": None, "critic": {"name": "Ayu"}},
        ]},
        id="provided by Node, or fetched by key from strawberry",
    ),
    pytest.param(
        REQUIRED_QUERY,
        {"users": [
            {"signature": "(Ayu)",
             "reviews": [{"id": "r1", "critic": {"signature": "(Bima)"}}]},
            {"signature": "(Bima)", "reviews": []},
        ]},
        id="Node requires a name of strawberry",
    ),
    pytest.param(
        INTERFACE_QUERY,
        {"media": [
            {"__typename": "Book", "title": "Laut", "rating": 5, "postage": 600},
            {"__typename": "Film", "title": "Pagi", "rating": 3, "minutes": 90},
        ]},
        id="an interface with a field of strawberry's interface object",
    ),
    pytest.param(
        OBJECT_QUERY,
        {"best": {"__typename": "Book", "title": "Laut", "shelf": {"row": 4},
                  "postage": 300}},
        id="an interface object learns its type from graphql-core",
    ),
    pytest.param(
        NESTED_QUERY,
        {"reviews": [
            {"about": {"title": "Laut", "rating": 5, "postage": 300}},
            {"about": None},
        ]},
        id="a nested key, then a requirement, then an interface object",
    ),
]  # fmt: skip

VARIABLE_QUERY = (
    "query($id: ID!, $fast: Boolean, $full: Boolean!) {"
    " one: user(id: $id) { name: signature reviews @include(if: $full) {"
    " about { p: postage(fast: $fast) q: postage } } }"
    ' none: user(id: "u9") { signature } }'
)
VARIABLES = {"id": "u1", "fast": True, "full": True}


@pytest.mark.parametrize(("query", "expected"), CASES)
async def test_the_answer_is_put_together(ask, query, expected):
    assert await ask(query) == expected


async def test_variables_conditions_and_aliases_reach_every_stack(ask):
    about = {"about": {"p": 600, "q": 300}}
    assert await ask(VARIABLE_QUERY, **VARIABLES) == {
        "one": {"name": "(Ayu)", "reviews": [about]},
        "none": None,
    }


@pytest.mark.parametrize(("query", "expected"), CASES)
async def test_a_peer_answers_the_same_from_our_supergraph(
    ask_peer, peer, query, expected
):
    answer = await ask_peer(query)
    assert (answer == {"data": expected}) is (query not in UNABLE[peer]), answer


async def test_a_peer_reads_variables_as_we_do(ask, ask_peer, peer):
    answer = await ask_peer(VARIABLE_QUERY, **VARIABLES)
    ours = {"data": await ask(VARIABLE_QUERY, **VARIABLES)}
    assert (answer == ours) is (VARIABLE_QUERY not in UNABLE[peer]), answer


async def test_a_peer_tells_the_same_schema(ask, ask_peer):
    query = get_introspection_query(descriptions=False)
    told = (await ask_peer(query))["data"]
    assert types_of(told) == types_of(await ask(query))


def types_of(introspected):
    """What a schema's own types are; gateways differ in their directives."""
    schema = lexicographic_sort_schema(build_client_schema(introspected))
    return {
        name: print_type(one)
        for name, one in schema.type_map.items()
        if not name.startswith("__")
    }
