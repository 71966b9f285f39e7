"""What another site can make a browser send is refused; pages of allowed origins ask."""

import aiohttp
import pytest
import pytest_asyncio

from gateway.errors import RequestError
from gateway.web.cross_site import CrossSite
from tests.support.benchmark import benchmark
from tests.support.federations import composed, open_gateway, serving_gateway

APP = "https://app.example"


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"host": "gateway.example", "origin": "https://gateway.example"},
        {"sec-fetch-site": "same-origin"},
        {"sec-fetch-site": "none"},
        {"sec-fetch-site": "cross-site", "origin": APP},
        {"sec-fetch-site": "cross-site", "apollo-require-preflight": "1"},
        {"sec-fetch-site": "cross-site", "content-type": "application/json"},
    ],
)
def test_who_may_ask_by_get(headers):
    CrossSite((APP,)).check_get(headers)


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"host": "gateway.example", "origin": "https://elsewhere.example"},
        {"host": "gateway.example", "origin": "null"},
        {"sec-fetch-site": "cross-site", "content-type": "text/plain; charset=utf-8"},
        {"sec-fetch-site": "cross-site", "tautan-require-preflight": ""},
    ],
)
def test_who_may_not(headers):
    with pytest.raises(RequestError, match="CROSS_SITE_REFUSED"):
        CrossSite((APP,)).check_get(headers)


def test_a_proof_can_be_asked_of_everyone():
    strict = CrossSite(always=True)
    with pytest.raises(RequestError, match="CROSS_SITE_REFUSED"):
        strict.check_get({})
    strict.check_get({"tautan-require-preflight": "1"})


@pytest.mark.parametrize(
    ("host", "passes"),
    [
        ("gateway.internal", True),
        ("Gateway.Internal:4000", True),
        ("[::1]:4000", True),
        ("evil.example", False),
        ("gateway.internal.evil.example", False),
        ("[", False),
        ("", False),
    ],
)
def test_the_names_of_the_gateway(host, passes):
    known = CrossSite(hosts=frozenset({"gateway.internal", "::1"}))
    if passes:
        known.check_host({"host": host})
    else:
        with pytest.raises(RequestError, match="CROSS_SITE_REFUSED"):
            known.check_host({"host": host})
    CrossSite().check_host({"host": host})


async def test_a_post_to_another_name_is_refused():
    known = CrossSite(hosts=frozenset({"gateway.internal"}))
    gateway = open_gateway(composed(benchmark()))
    async with serving_gateway(gateway, cross_site=known) as client:
        body = {"query": "{ __typename }"}
        there = await reply_to(
            client, "POST", json=body, headers={"Host": "gateway.internal"}
        )
        elsewhere = await reply_to(client, "POST", json=body)
    assert (there.status, elsewhere.status) == (200, 403)


def test_all_origins():
    CrossSite(("*",)).check_get({"sec-fetch-site": "cross-site", "origin": "https://x"})


@pytest_asyncio.fixture
async def client():
    gateway = open_gateway(composed(benchmark()))
    async with serving_gateway(gateway, cross_site=CrossSite((APP,))) as client:
        yield client


async def reply_to(client, method, **options):
    async with client.http.request(method, f"{client.url}/graphql", **options) as reply:
        await reply.read()
        return reply


PREFLIGHT = {
    "Access-Control-Request-Method": "POST",
    "Access-Control-Request-Headers": "content-type, authorization",
}


async def test_a_page_of_an_allowed_origin_may_ask_and_read(client):
    asked = await reply_to(client, "OPTIONS", headers={"Origin": APP, **PREFLIGHT})
    assert asked.status == 200
    assert asked.headers["Access-Control-Allow-Origin"] == APP
    assert "Access-Control-Allow-Credentials" not in asked.headers
    answered = await reply_to(
        client, "POST", json={"query": "{ __typename }"}, headers={"Origin": APP}
    )
    assert answered.headers["Access-Control-Allow-Origin"] == APP


async def test_a_page_of_another_origin_may_not(client):
    headers = {"Origin": "https://evil.example", **PREFLIGHT}
    asked = await reply_to(client, "OPTIONS", headers=headers)
    assert asked.status == 400
    assert "Access-Control-Allow-Origin" not in asked.headers


async def test_without_origins_nothing_is_said_to_pages():
    async with (
        serving_gateway(open_gateway(composed(benchmark()))) as client,
        aiohttp.ClientSession(),
    ):
        asked = await reply_to(client, "OPTIONS", headers={"Origin": APP, **PREFLIGHT})
        assert asked.status == 204
        assert asked.headers["Allow"] == "GET, HEAD, POST, OPTIONS"
        assert "Access-Control-Allow-Origin" not in asked.headers


async def test_a_get_from_another_site_is_refused_over_http(client):
    headers = {"Sec-Fetch-Site": "cross-site"}
    params = {"query": "{ __typename }"}
    reply = await reply_to(client, "GET", params=params, headers=headers)
    assert reply.status == 403


async def test_head_says_what_get_would(client):
    params = {"query": "{ __typename }"}
    head = await reply_to(client, "HEAD", params=params)
    got = await reply_to(client, "GET", params=params)
    assert head.status == 200
    assert head.content_type == got.content_type
