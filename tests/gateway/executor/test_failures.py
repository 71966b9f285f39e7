"""When a subgraph fails: the rest arrives, and errors say who and where."""

import asyncio

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from gateway.executor.thin_transport import ThinTransport
from gateway.policy.question import Question
from tests.support.federations import composed, open_gateway, serving_gateway
from tests.support.memory import MemoryTransport
from tests.support.subgraphs import Subgraph, app_of, serving

LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.0", import: ["@key", "@external", "@requires", "@shareable"])\n'


def people():
    rows = [{"__typename": "Person", "id": str(n)} for n in (1, 2, 1)]
    return Subgraph(
        "people",
        LINK
        + """
        type Query { people: [Person!]! one: Person }
        type Person @key(fields: "id") { id: ID! }""",
        {"Query.people": lambda *_: rows, "Query.one": lambda *_: rows[0]},
        {"Person": lambda one: one},
    )


def names(broken=()):
    def name(one):
        if one["id"] in broken:
            return ValueError(f"no {one['id']}")
        return {"id": one["id"], "name": f"n{one['id']}", "must": f"m{one['id']}"}

    return Subgraph(
        "names",
        LINK + 'type Person @key(fields: "id") { id: ID! name: String must: String! }',
        {},
        {"Person": name},
    )


def replying(reply):
    async def answer(_request):
        return await reply() if asyncio.iscoroutinefunction(reply) else reply()

    return Starlette(routes=[Route("/graphql", answer, methods=["POST"])])


async def ask(query, other, **options):
    first = people()
    async with serving(app_of(first)) as one, serving(other) as two:
        urls = {"people": f"{one}/graphql", "names": f"{two}/graphql"}
        gateway = open_gateway(composed([first, names()]), urls, **options)
        async with serving_gateway(gateway) as client:
            return await client.ask(query)


async def slow():
    await asyncio.sleep(5)
    return PlainTextResponse("{}", media_type="application/json")


async def trickling():
    async def body():
        yield b'{"data": '
        await asyncio.sleep(5)
        yield b"{}}"

    return StreamingResponse(body(), media_type="application/json")


def json_reply(text, status=200):
    return lambda: Response(text, status, media_type="application/json")


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (lambda: PlainTextResponse("hello"), "AGENCY_GARBLED"),
        (lambda: PlainTextResponse("bad gateway", 502), "AGENCY_UNREACHABLE"),
        (
            lambda: Response(status_code=302, headers={"location": "/x"}),
            "AGENCY_GARBLED",
        ),
        (slow, "AGENCY_TIMEOUT"),
        (trickling, "AGENCY_TIMEOUT"),
    ],
)
async def test_each_way_to_fail_has_its_code(reply, code):
    answer = await ask("{ people { id name } }", replying(reply), subgraph_seconds=0.2)
    assert_names_are_missing(answer["data"])
    (error,) = answer["errors"]
    assert error["extensions"]["code"] == code
    assert error["extensions"]["agency"] == "names"
    assert error["extensions"]["path"] == "people.name"
    assert "path" not in error


def assert_names_are_missing(data):
    assert data == {
        "people": [
            {"id": "1", "name": None},
            {"id": "2", "name": None},
            {"id": "1", "name": None},
        ]
    }


PEOPLE = {"data": {"people": [{"id": "1"}, {"id": "2"}, {"id": "1"}]}}


@pytest.mark.parametrize(
    "reply",
    [
        b"{",
        b"[]",
        b'"data"',
        b'{"data": null}',
        b'{"data": []}',
        b'{"data": {}, "errors": "none"}',
        b'{"errors": [{"text": "x"}]}',
        b'{"errors": [1]}',
        b'{"data": {"_entities": {}}}',
        b'{"data": {"_entities": []}}',
        b'{"data": {"_entities": [1, 2]}}',
        b'{"data": {"_entities": null}}',
        b'{"data": {"other": "x"}}',
    ],
)
async def test_what_is_no_answer_is_garbled(reply):
    replies = {"people": lambda _: PEOPLE, "names": lambda _: reply}
    gateway = open_gateway(
        composed([people(), names()]), transport=MemoryTransport(replies)
    )
    answer = await gateway.answer(Question("{ people { id name } }"))
    assert_names_are_missing(answer.data)
    (problem,) = answer.problems
    assert problem.cause.code == "AGENCY_GARBLED"
    assert problem.agency == "names"
    assert problem.dotted == "people.name"


async def test_an_answer_that_is_too_large():
    big = json_reply('{"data": "' + "x" * 2000 + '"}')
    answer = await ask(
        "{ people { name } }", replying(big), transport=ThinTransport(max_bytes=1000)
    )
    assert answer["errors"][0]["extensions"]["code"] == "AGENCY_GARBLED"


async def test_a_subgraph_that_is_not_there():
    first = people()
    async with serving(app_of(first)) as one:
        urls = {"people": f"{one}/graphql", "names": "http://127.0.0.1:9/graphql"}
        gateway = open_gateway(composed([first, names()]), urls)
        async with serving_gateway(gateway) as client:
            answer = await client.ask("{ one { id name } people { id } }")
    assert answer["data"]["one"] == {"id": "1", "name": None}
    assert len(answer["data"]["people"]) == 3
    (error,) = answer["errors"]
    assert error["path"] == ["one", "name"]
    assert error["extensions"]["code"] == "AGENCY_UNREACHABLE"


async def test_the_whole_request_has_a_deadline():
    answer = await ask(
        "{ people { id name } }",
        replying(slow),
        subgraph_seconds=5.0,
        deadline_seconds=0.3,
    )
    assert answer["errors"][0]["extensions"]["code"] == "AGENCY_TIMEOUT"


async def test_an_entity_error_is_reported_at_every_place_it_feeds():
    answer = await ask("{ people { id name } }", app_of(names(broken={"1"})))
    assert [one["name"] for one in answer["data"]["people"]] == [None, "n2", None]
    assert [one["path"] for one in answer["errors"]] == [["people", 0], ["people", 2]]
    assert answer["errors"][0]["message"] == "no 1"
    extensions = answer["errors"][0]["extensions"]
    assert {name: extensions[name] for name in ("code", "agency", "path")} == {
        "code": "AGENCY_ERROR",
        "agency": "names",
        "path": "people",
    }


async def test_a_non_null_field_that_failed_empties_its_parent_once():
    answer = await ask("{ one { id must } }", app_of(names(broken={"1"})))
    assert answer["data"] == {"one": None}
    assert len(answer["errors"]) == 1


async def test_equal_entities_are_sent_once():
    second = names()
    await ask("{ people { id name } }", app_of(second))
    sent = second.seen[0]["variables"]["representations"]
    assert [one["id"] for one in sent] == ["1", "2"]
