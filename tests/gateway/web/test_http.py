"""GraphQL over HTTP: media types, methods, statuses, and the other endpoints."""

import asyncio
import json

import pytest
import pytest_asyncio
from prometheus_client.parser import text_string_to_metric_families

from gateway.service import Gateway
from tests.support.benchmark import benchmark
from tests.support.federations import federation

pytestmark = pytest.mark.asyncio(loop_scope="module")

NEW = "application/graphql-response+json"
OLD = "application/json"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def client():
    async with federation(*benchmark()) as running:
        yield running


async def post(client, data, accept=None, content_type=OLD, path="/graphql"):
    headers = {"Content-Type": content_type}
    if accept is not None:
        headers["Accept"] = accept
    async with client.http.post(
        client.url + path, data=data, headers=headers, skip_auto_headers=["Accept"]
    ) as reply:
        await reply.read()
        return reply


async def get(client, params=None, accept=None, path="/graphql"):
    headers = {} if accept is None else {"Accept": accept}
    async with client.http.get(
        client.url + path, params=params, headers=headers
    ) as got:
        await got.read()
        return got


ASK = b'{"query": "{ __typename }"}'


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (None, OLD),
        ("*/*", OLD),
        ("application/*", OLD),
        (OLD, OLD),
        (NEW, NEW),
        (f"{NEW}, {OLD};q=0.9", NEW),
        (f"{OLD}, {NEW};q=0.5", OLD),
        (f"{NEW};charset=utf-8", NEW),
        (f"text/html, {NEW};q=bad, {OLD}", OLD),
    ],
)
async def test_the_answers_media_type(client, accept, expected):
    reply = await post(client, ASK, accept)
    assert reply.status == 200
    assert reply.content_type == expected
    assert reply.charset == "utf-8"
    assert reply.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("accept", ["text/plain", "image/png", f"{OLD};q=0"])
async def test_a_caller_that_reads_neither(client, accept):
    assert (await post(client, ASK, accept)).status == 406


@pytest.mark.parametrize(
    "content_type",
    [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/graphql",
        "application/json; charset=utf-16",
    ],
)
async def test_a_form_or_text_is_not_taken(client, content_type):
    """What a cross-site page can send without asking first."""
    reply = await post(client, ASK, NEW, content_type)
    assert reply.status == 415
    body = await reply.json(content_type=None)
    assert body["errors"][0]["extensions"]["code"] == "UNSUPPORTED_MEDIA_TYPE"


@pytest.mark.parametrize("content_type", ["application/json; charset=utf-8", OLD])
async def test_json_is_taken(client, content_type):
    assert (await post(client, ASK, NEW, content_type)).status == 200


@pytest.mark.parametrize("accept", [OLD, NEW])
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b'"x"',
        b"{}",
        b'{"query": 1}',
        b'{"query": "{a}", "variables": []}',
        b'{"query": "{a}", "variables": "x"}',
        b'{"query": "{a}", "operationName": 1}',
        b'{"query": "{a}", "extensions": []}',
        b'{"qeury": "{a}"}',
        b'{"documentId": 1}',
        b'{"documentId": ""}',
        b'{"extensions": {"persistedQuery": 1}}',
        b'{"extensions": {"persistedQuery": {"version": 2, "sha256Hash": "a"}}}',
        b'{"extensions": {"persistedQuery": {"version": 1}}}',
    ],
)
async def test_a_body_that_is_no_graphql_request(client, body, accept):
    reply = await post(client, body, accept)
    assert reply.status == 400
    answer = await reply.json(content_type=None)
    assert answer["errors"][0]["extensions"]["code"] == "SYNTAX_ERROR"
    assert "data" not in answer


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("{", "SYNTAX_ERROR"),
        ("{ nope }", "UNKNOWN_FIELD"),
        ("{ user }", "VALIDATION_FAILED"),
    ],
)
async def test_a_document_that_can_not_be_served(client, query, code):
    body = json.dumps({"query": query}).encode()
    new, old = await post(client, body, NEW), await post(client, body, OLD)
    assert (new.status, old.status) == (400, 200)
    for reply in (new, old):
        answer = await reply.json(content_type=None)
        assert answer["errors"][0]["extensions"]["code"] == code
        assert "data" not in answer


async def test_null_parameters_count_as_absent(client):
    body = b'{"query": "{ __typename }", "variables": null, "operationName": null, "extensions": null}'
    assert (await post(client, body, NEW)).status == 200


async def test_the_named_operation_runs(client):
    body = b'{"query": "query a { x: __typename } query b { y: __typename }", "operationName": "b"}'
    reply = await post(client, body, NEW)
    assert (await reply.json(content_type=None))["data"] == {"y": "Query"}


async def test_a_query_by_get(client):
    params = {
        "query": "query ($id: ID!) { user(id: $id) { name } }",
        "variables": '{"id": "2"}',
    }
    reply = await get(client, params, NEW)
    assert (await reply.json(content_type=None))["data"] == {
        "user": {"name": "Dotan Simha"}
    }


@pytest.mark.parametrize(
    "params", [{"query": "{a}", "variables": "{"}, {"variables": "{}"}, {}]
)
async def test_a_get_that_is_no_graphql_request(client, params):
    assert (await get(client, params, NEW)).status == 400


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
async def test_other_methods(client, method):
    async with client.http.request(method, f"{client.url}/graphql") as reply:
        assert reply.status == 405


async def test_a_browser_gets_graphiql_from_this_gateway_alone(client):
    accept = "text/html,application/xhtml+xml,*/*;q=0.8"
    page = await get(client, accept=accept)
    assert page.content_type == "text/html"
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "connect-src 'self'" in policy
    text = await page.text()
    assert "//" not in text.replace("<!doctype html>", "")
    sources = [part.split('"')[0] for part in text.split('src="')[1:]]
    sources += [part.split('"')[0] for part in text.split('stylesheet" href="')[1:]]
    assert len(sources) == 6
    for one in sources:
        async with client.http.get(f"{client.url}/{one}") as reply:
            assert reply.status == 200


async def test_the_licences_of_graphiql_and_react_are_served_beside_them(client):
    for name in ("LICENSE.graphiql.txt", "LICENSE.react.txt"):
        async with client.http.get(f"{client.url}/graphiql/{name}") as reply:
            assert "MIT License" in await reply.text()


async def test_the_public_schema(client):
    reply = await get(client, path="/schema.graphql")
    text = await reply.text()
    assert "type Product" in text
    assert "join__" not in text


async def test_health_says_what_is_served(client):
    answer = await (await get(client, path="/health")).json()
    assert answer["status"] == "ok"
    assert answer["mode"] == "open"
    assert len(answer["supergraph"]) == 64


def counts(text):
    return {
        (one.name, *sorted(one.labels.values())): one.value
        for family in text_string_to_metric_families(text)
        for one in family.samples
    }


async def test_metrics_count_requests_and_fetches(client):
    before = counts(await (await get(client, path="/metrics")).text())
    await client.ask("{ me { name } }")
    await client.ask("{ nope }")
    after = counts(await (await get(client, path="/metrics")).text())

    def grew(*name):
        return after[name] - before.get(name, 0)

    assert grew("tautan_gateway_requests_total", "OK") == 1
    assert grew("tautan_gateway_requests_total", "VALIDATION_FAILED") == 1
    assert grew("tautan_gateway_fetches_total", "accounts", "ok") == 1


async def test_introspection(client):
    answer = await client.ask(
        """query { __schema { queryType { name } } me { name }
           t: __type(name: "Product") { fields { name } } }"""
    )
    assert answer["data"]["__schema"] == {"queryType": {"name": "Query"}}
    assert answer["data"]["me"] == {"name": "Uri Goldshtein"}
    assert {"name": "upc"} in answer["data"]["t"]["fields"]


async def test_the_plan_when_asked_for(client):
    answer = await client.ask("{ me { name } }", Tautan_Explain="plan")
    assert "accounts" in answer["extensions"]["plan"]
    silent = await client.ask("{ me { name } }")
    assert "plan" not in silent["extensions"]


async def test_variables_reach_the_subgraph_as_sent(client):
    query = "query ($n: Int = 2) { topProducts(first: $n) { upc } }"
    assert len((await client.ask(query))["data"]["topProducts"]) == 2
    given = await client.ask(query, {"n": 1, "unknown": 5})
    assert len(given["data"]["topProducts"]) == 1


async def test_a_variable_that_is_missing(client):
    query = "query ($id: ID!) { user(id: $id) { name } }"
    answer = await client.ask(query, {})
    assert answer["errors"][0]["extensions"]["code"] == "VALIDATION_FAILED"
    assert "$id" in answer["errors"][0]["message"]


async def test_a_broken_connection_while_sending_does_no_harm(client):
    host, port = client.url.removeprefix("http://").split(":")
    _, writer = await asyncio.open_connection(host, int(port))
    writer.write(
        b"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        b"Content-Length: 100\r\n\r\n{"
    )
    await writer.drain()
    writer.close()
    await writer.wait_closed()
    assert (await post(client, ASK, NEW)).status == 200


async def test_an_unexpected_exception_is_an_internal_error(
    client, monkeypatch, capsys
):
    async def broken(*_):
        raise RuntimeError("Budi Santoso")

    monkeypatch.setattr(Gateway, "answer", broken)
    reply = await post(client, ASK, NEW)
    assert reply.status == 500
    answer = await reply.json(content_type=None)
    assert answer["errors"][0]["extensions"]["code"] == "INTERNAL_ERROR"
    assert "Budi" not in str(answer)
    logged = capsys.readouterr().err
    assert "RuntimeError" in logged
    assert "Budi" not in logged
