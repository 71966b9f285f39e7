"""Limits of one request over HTTP: the last that passes, the first that does not."""

import asyncio
import json
from dataclasses import replace
from unittest import mock

import pytest
import pytest_asyncio

from gateway.errors import RequestError
from gateway.web.values_size import check_size
from tests.support.benchmark import benchmark
from tests.support.federations import composed, open_gateway, running, serving_gateway

MAX_BODY = 2_000
ME = "{ users { name } }"
NEW = "application/graphql-response+json"


@pytest_asyncio.fixture
async def gateway():
    subgraphs = benchmark()
    async with running(subgraphs):
        yield open_gateway(
            composed(subgraphs), {one.name: one.url for one in subgraphs}
        )


async def ask(gateway, body, accept=NEW, **options):
    async with (
        serving_gateway(gateway, max_body_bytes=MAX_BODY, **options) as client,
        client.http.post(
            f"{client.url}/graphql",
            data=body,
            headers={"Content-Type": "application/json", "Accept": accept},
        ) as reply,
    ):
        answer = await reply.json(content_type=None)
        refused = answer.get("errors")
        return reply.status, refused and refused[0]["extensions"]["code"], answer


@pytest.fixture
def question():
    return json.dumps({"query": ME}).encode()


async def test_the_body(gateway, question):
    fits = question + b" " * (MAX_BODY - len(question))
    assert (await ask(gateway, fits))[:2] == (200, None)
    assert (await ask(gateway, fits + b" "))[:2] == (413, "BODY_TOO_LARGE")


async def test_the_query_string(gateway):
    async with (
        serving_gateway(gateway, max_body_bytes=200) as client,
        client.http.get(f"{client.url}/graphql?query={{__typename}}{'&' * 300}") as got,
    ):
        assert got.status == 413


async def test_the_whole_answer(gateway, question):
    *_, answer = await ask(gateway, question)
    del answer["extensions"]
    size = len(json.dumps(answer, separators=(",", ":")))
    status, code, refused = await ask(gateway, question, max_answer_bytes=size - 1)
    assert (status, code) == (400, "ANSWER_TOO_LARGE")
    assert "data" not in refused
    assert refused["errors"][0]["extensions"]["requestId"]
    assert (await ask(gateway, question, max_answer_bytes=size + 500))[0] == 200


async def test_variables(gateway):
    body = json.dumps({"query": ME, "variables": {"a": [1, 2, {"b": 3}]}}).encode()
    fits = {"max_variable_depth": 3, "max_variable_values": 5}
    assert (await ask(gateway, body, **fits))[:2] == (200, None)
    for one, most in fits.items():
        status, code, _ = await ask(gateway, body, **{**fits, one: most - 1})
        assert (status, code) == (413, "VARIABLES_TOO_LARGE")


async def test_variables_nested_beyond_reason_are_no_json(gateway):
    nested = "[" * 900 + "]" * 900
    body = f'{{"query": "{ME}", "variables": {{"a": {nested}}}}}'.encode()
    assert (await ask(gateway, body))[1] == "VARIABLES_TOO_LARGE"
    deeper = body.replace(b"[[", b"[[" * 2, 1)
    assert (await ask(gateway, deeper))[1] == "SYNTAX_ERROR"


@pytest.mark.parametrize("nothing", [None, 1, "x", {}, []])
def test_what_holds_nothing_is_small(nothing):
    check_size(nothing, max_depth=1, max_values=0)


def test_depth_counts_the_outermost_object():
    with pytest.raises(RequestError):
        check_size({}, max_depth=0, max_values=0)


async def test_several_queries_in_one_body(gateway):
    body = json.dumps([{"query": ME}, {"query": ME}]).encode()
    assert (await ask(gateway, body))[:2] == (400, "BATCH_NOT_SUPPORTED")


async def test_an_error_names_the_limit():
    query = "{" + " ".join(f"a{n}: __typename" for n in range(40)) + "}"
    small = open_gateway(composed(benchmark()))
    small.library._limits = type(small.library._limits)(aliases=39)
    status, code, answer = await ask(small, json.dumps({"query": query}).encode())
    assert (status, code) == (400, "OPERATION_TOO_LARGE")
    assert answer["errors"][0]["extensions"]["limit"] == "aliases"
    old = await ask(small, json.dumps({"query": query}).encode(), "application/json")
    assert old[:2] == (200, "OPERATION_TOO_LARGE")


async def test_a_body_that_does_not_arrive(gateway):
    async with serving_gateway(gateway, body_seconds=0.05) as client:
        host, port = client.url.removeprefix("http://").split(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(
            b"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            b"Content-Length: 100\r\n\r\n{"
        )
        status = await asyncio.wait_for(reader.readline(), 10)
        writer.close()
    assert b" 408 " in status


async def test_the_time_for_planning(gateway):
    """The deadline passes while the operation is planned."""

    async def never(_operation):
        await asyncio.Event().wait()

    library = mock.Mock(wraps=gateway.library, prepare=never)
    late = replace(gateway, library=library, deadline_seconds=0.2)
    status, code, _ = await ask(late, json.dumps({"query": ME}).encode())
    assert (status, code) == (504, "DEADLINE_EXCEEDED")
