"""@defer over HTTP: formats, errors, and what is asked of subgraphs."""

import json

import pytest
import pytest_asyncio

from tests.support.federations import (
    composed,
    federation,
    open_gateway,
    running,
    serving_gateway,
)
from tests.support.posts_world import world

pytestmark = pytest.mark.asyncio(loop_scope="module")

CURRENT = "multipart/mixed;incrementalSpec=v0.2, application/json"
OF_2022 = "multipart/mixed;deferSpec=20220824, application/json"
BOTH = pytest.mark.parametrize("accept", [CURRENT, OF_2022, "multipart/mixed"])


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def client():
    async with federation(*world()) as running:
        yield running


async def payloads(client, query, accept, variables=None):
    """Ask, and read the parts of a multipart answer."""
    body = {"query": query, "variables": variables or {}}
    async with client.http.post(
        f"{client.url}/graphql", json=body, headers={"Accept": accept}
    ) as reply:
        assert reply.status == 200
        assert reply.content_type == "multipart/mixed", await reply.text()
        assert reply.headers["Cache-Control"] == "no-store"
        return read_parts(await reply.read()), reply.headers["Content-Type"]


def read_parts(body):
    """Read a multipart body with the boundary `-`, to its closing boundary."""
    preamble, *parts = body.split(b"\r\n---")
    assert preamble == b""
    assert parts.pop() == b"--\r\n"
    found = []
    for part in parts:
        head, _, content = part.partition(b"\r\n\r\n")
        assert head == b"\r\nContent-Type: application/json; charset=utf-8"
        found.append(json.loads(content))
    return found


QUERY = """{
  user(id: "1") {
    name
    friend { id ... @defer(label: "later") { name posts { title } } }
  }
}"""


async def test_the_current_format(client):
    found, kind = await payloads(client, QUERY, CURRENT)
    assert kind == 'multipart/mixed; boundary="-"; incrementalSpec=v0.2'
    first, last = found
    assert first["data"] == {"user": {"name": "user 1", "friend": {"id": "2"}}}
    assert first["pending"] == [
        {"id": "0", "path": ["user", "friend"], "label": "later"}
    ]
    assert first["hasNext"] is True
    assert first["extensions"]["requestId"]
    assert last["incremental"] == [
        {"id": "0", "data": {"name": "user 2", "posts": [{"title": "post p3"}]}}
    ]
    assert last["completed"] == [{"id": "0"}]
    assert last["hasNext"] is False


async def test_the_format_of_2022(client):
    found, kind = await payloads(client, QUERY, OF_2022)
    assert kind == 'multipart/mixed; boundary="-"; deferSpec=20220824'
    first, last = found
    assert "pending" not in first
    assert last["incremental"] == [
        {
            "data": {"name": "user 2", "posts": [{"title": "post p3"}]},
            "path": ["user", "friend"],
            "label": "later",
        }
    ]
    assert "completed" not in last
    assert last["hasNext"] is False


async def test_what_was_delivered_comes_once_in_the_current_format(client):
    query = """{ user(id: "1") {
        friend { name }
        ... @defer { friend { name email } }
    } }"""
    current, _ = await payloads(client, query, CURRENT)
    assert current[1]["incremental"] == [
        {"id": "0", "subPath": ["friend"], "data": {"email": "2@x"}}
    ]
    old, _ = await payloads(client, query, OF_2022)
    assert old[1]["incremental"][0]["data"] == {
        "friend": {"name": "user 2", "email": "2@x"}
    }


async def test_every_object_of_a_list_gets_a_piece(client):
    query = "{ users { id ... @defer { posts { id } } } }"
    first, last = (await payloads(client, query, CURRENT))[0]
    assert [one["path"] for one in first["pending"]] == [
        ["users", 0],
        ["users", 1],
        ["users", 2],
    ]
    assert [one["data"] for one in last["incremental"]] == [
        {"posts": [{"id": "p1"}, {"id": "p2"}]},
        {"posts": [{"id": "p3"}]},
        {"posts": [{"id": "p4"}]},
    ]


async def test_a_part_inside_a_part_is_announced_with_it(client):
    query = """{ user(id: "1") { id
        ... @defer(label: "a") { posts { id ... @defer(label: "b") { score } } }
    } }"""
    first, second, third = (await payloads(client, query, CURRENT))[0]
    assert [one["label"] for one in first["pending"]] == ["a"]
    assert [one["path"] for one in second["pending"]] == [
        ["user", "posts", 0],
        ["user", "posts", 1],
    ]
    assert second["hasNext"] is True
    assert [one["data"] for one in third["incremental"]] == [
        {"score": 11},
        {"score": 12},
    ]


@pytest.mark.parametrize("accept", [CURRENT, OF_2022])
@pytest.mark.parametrize(("off", "count"), [(True, 2), (False, 1)])
async def test_a_variable_decides(client, accept, off, count):
    query = """query ($off: Boolean!) {
        user(id: "1") { id ... @defer(if: $off) { name } }
    }"""
    if off:
        found, _ = await payloads(client, query, accept, {"off": True})
        assert len(found) == count
    else:
        answer = await client.ask(query, {"off": False}, Accept=accept)
        assert answer["data"] == {"user": {"id": "1", "name": "user 1"}}


async def test_who_takes_no_parts_gets_the_whole(client):
    answer = await client.ask(QUERY)
    assert answer["data"]["user"]["friend"]["posts"] == [{"title": "post p3"}]
    assert "hasNext" not in answer


async def test_who_takes_another_format_gets_the_whole(client):
    accept = "multipart/mixed;deferSpec=19990101, application/json"
    assert "hasNext" not in await client.ask(QUERY, Accept=accept)


async def test_an_operation_without_parts_is_answered_plainly(client):
    answer = await client.ask("{ users { id } }", Accept=CURRENT)
    assert len(answer["data"]["users"]) == 3


@pytest.mark.parametrize(
    "query",
    [
        "subscription { x ... @defer { y } }",
        "{ users @stream { id } }",
        '{ user(id: "1") { ... @defer(label: "a") { id } ... @defer(label: "a") { id } } }',
    ],
)
async def test_what_can_not_be_is_refused(client, query):
    answer = await client.ask(query, Accept=CURRENT)
    assert "data" not in answer
    assert answer["errors"]


async def test_the_schema_is_asked_about_in_the_first_part(client):
    query = "{ __schema { queryType { name } } users { id ... @defer { name } } }"
    first, *_ = (await payloads(client, query, CURRENT))[0]
    assert first["data"]["__schema"] == {"queryType": {"name": "Query"}}


async def test_clients_learn_that_defer_is_known(client):
    answer = await client.ask("{ __schema { directives { name } } }")
    names = {one["name"] for one in answer["data"]["__schema"]["directives"]}
    assert "defer" in names
    assert "stream" not in names


@BOTH
async def test_a_part_that_fails_leaves_the_rest(accept):
    users, posts, media, ratings = world()
    posts.entities = {**posts.entities, "User": lambda _: ValueError("no posts")}
    async with federation(users, posts, media, ratings) as client:
        query = (
            '{ user(id: "1") { id ... @defer { posts { id } } ... @defer { name } } }'
        )
        first, *rest = (await payloads(client, query, accept))[0]
        assert "errors" not in first
        assert first["data"] == {"user": {"id": "1"}}
        text = json.dumps(rest)
        assert "no posts" in text
        assert "user 1" in text
        assert rest[-1]["hasNext"] is False
        failed = [
            one
            for each in rest
            for one in (*each.get("incremental", ()), *each.get("completed", ()))
            if "errors" in one
        ]
        assert len(failed) == 1
        assert failed[0]["errors"][0]["path"] == ["user"]


async def test_subgraphs_are_asked_without_defer():
    subgraphs = world()
    async with federation(*subgraphs) as client:
        await payloads(client, QUERY, CURRENT)
        asked = [body["query"] for one in subgraphs for body in one.seen]
        assert len(asked) > 2
        assert not [one for one in asked if "defer" in one]
        assert subgraphs[0].seen[0]["query"].count("name") == 1


@pytest.mark.parametrize("accept", [CURRENT, OF_2022])
@pytest.mark.parametrize(("bytes_", "parts"), [(10, 1), (400, 2)])
async def test_an_answer_that_grows_too_large(accept, bytes_, parts):
    subgraphs = world()
    async with running(subgraphs):
        urls = {one.name: one.url for one in subgraphs}
        gateway = open_gateway(composed(subgraphs), urls)
        async with serving_gateway(gateway, max_answer_bytes=bytes_) as client:
            query = "{ users { id ... @defer { name email } } }"
            found, _ = await payloads(client, query, accept)
    assert len(found) == parts
    assert found[-1]["hasNext"] is False
    assert "ANSWER_TOO_LARGE" in json.dumps(found[-1])
    assert "3@x" not in json.dumps(found)


async def test_head_and_get(client):
    async with client.http.head(
        f"{client.url}/graphql", params={"query": QUERY}, headers={"Accept": CURRENT}
    ) as reply:
        assert reply.status == 200
        assert reply.content_type == "application/json"
    async with client.http.get(
        f"{client.url}/graphql", params={"query": QUERY}, headers={"Accept": CURRENT}
    ) as reply:
        assert len(read_parts(await reply.read())) == 2


@pytest.mark.parametrize("accept", [CURRENT, OF_2022])
async def test_a_part_does_not_take_back_what_was_delivered(accept):
    """Its null would travel up to an object that the caller has already."""
    users, posts, media, ratings = world()
    posts.entities = {**posts.entities, "User": lambda _: ValueError("no posts")}
    async with federation(users, posts, media, ratings) as client:
        query = """{ user(id: "1") {
            friend { name } ... @defer(label: "x") { friend { posts { id } } }
        } }"""
        first, last = (await payloads(client, query, accept))[0]
    assert first["data"]["user"]["friend"] == {"name": "user 2"}
    assert last["hasNext"] is False
    if accept == CURRENT:
        (failed,) = last["completed"]
        assert "incremental" not in last
    else:
        (failed,) = last["incremental"]
        assert failed["data"] is None
        assert (failed["path"], failed["label"]) == (["user"], "x")
    assert failed["errors"][0]["message"] == "no posts"
