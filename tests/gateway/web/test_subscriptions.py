"""Subscriptions over server-sent events, each event answered over all subgraphs."""

import asyncio
import json
from dataclasses import replace

import pytest

from gateway.executor.subscription import EventLimits
from gateway.web.subscriptions import SubscriptionOptions
from tests.support.event_subgraphs import Scene, event, scene, subscribing
from tests.support.federations import serving_gateway

QUERY = "subscription { reviewed { stars product { upc name } } }"


def review(upc, name, stars=5):
    return {"reviewed": {"stars": stars, "product": {"upc": upc, "name": name}}}


async def test_each_event_is_answered_over_all_subgraphs():
    async with scene() as here, subscribing(here.client, QUERY) as told:
        assert told.reply.status == 200
        assert told.reply.content_type == "text/event-stream"
        here.news.tell("1", 4)
        here.news.tell("2")
        here.news.end()
        first = await told.next()
        assert first["data"] == review("1", "table", 4)
        assert "errors" not in first
        assert first["extensions"]["requestId"]
        assert (await told.next())["data"] == review("2", "chair")
        assert await told.next() == "complete"
        assert here.news.headers["accept"] == "text/event-stream"
        assert [len(one.seen) for one in here.subgraphs] == [1, 2]
        assert "name" not in here.subgraphs[0].seen[0]["query"]


async def test_arguments_and_variables_reach_the_subgraph():
    query = "subscription ($n: Int) { reviewed(stars: $n) { stars } }"
    async with scene() as here, subscribing(here.client, query, {"n": 3}) as told:
        here.news.tell("1", 3)
        assert (await told.next())["data"] == {"reviewed": {"stars": 3}}
        assert here.subgraphs[0].seen[0]["variables"] == {"n": 3}


async def test_an_error_of_one_event_leaves_the_stream():
    async with scene() as here, subscribing(here.client, QUERY) as told:
        here.news.tell("9")
        here.news.tell("1")
        broken = await told.next()
        assert broken["data"] == {"reviewed": {"stars": 5, "product": None}}
        assert broken["errors"][0]["path"] == ["reviewed", "product"]
        assert (await told.next())["data"] == review("1", "table")


async def test_an_event_with_errors_of_its_own():
    async with scene() as here, subscribing(here.client, QUERY) as told:
        here.news.say(event({"data": None, "errors": [{"message": "gone"}]}))
        answer = await told.next()
        assert answer["data"] == {"reviewed": None}
        assert answer["errors"][0]["message"] == "gone"


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (None, "EVENTS_CUT"),
        (b"event: next\ndata: {\n\n", "AGENCY_GARBLED"),
        (b"event: next\ndata: []\n\n", "AGENCY_GARBLED"),
        (b"data: " + b"x" * 30_000 + b"\n\n", "AGENCY_GARBLED"),
    ],
)
async def test_a_stream_that_breaks_is_ended_with_a_code(raw, code):
    options = SubscriptionOptions(limits=EventLimits(event_bytes=20_000))
    async with (
        scene(subscriptions=options) as here,
        subscribing(here.client, QUERY) as told,
    ):
        here.news.tell("1")
        if raw is None:
            here.news.cut()
        else:
            here.news.say(raw)
        assert (await told.next())["data"] == review("1", "table")
        last = await told.next()
        assert "data" not in last
        assert last["errors"][0]["extensions"]["code"] == code
        assert await told.next() == "complete"


async def test_other_events_and_comments_are_passed_over():
    async with scene() as here, subscribing(here.client, QUERY) as told:
        here.news.say(b":\n\n")
        here.news.say(b"event: ping\ndata: {}\n\n")
        here.news.tell("1")
        assert (await told.next())["data"] == review("1", "table")


async def test_who_leaves_is_left_by_the_gateway():
    async with scene() as here:
        async with subscribing(here.client, QUERY) as told:
            here.news.tell("1")
            await told.next()
            assert not here.news.left.is_set()
            told.reply.close()
        await asyncio.wait_for(_left(here), 5)


async def _left(here: Scene):
    while not here.news.left.is_set():
        here.news.say(b":\n\n")
        await asyncio.sleep(0.02)


async def test_the_stream_says_that_it_lives():
    options = SubscriptionOptions(beat_seconds=0.02)
    async with (
        scene(subscriptions=options) as here,
        subscribing(here.client, QUERY) as told,
    ):
        assert await told.raw() == b":"
        here.news.tell("1")
        assert (await told.next())["data"] == review("1", "table")


async def test_a_silent_subgraph_is_given_up():
    options = SubscriptionOptions(limits=EventLimits(silence_seconds=0.05))
    async with (
        scene(subscriptions=options) as here,
        subscribing(here.client, QUERY) as told,
    ):
        last = await told.next()
        assert last["errors"][0]["extensions"]["code"] == "AGENCY_TIMEOUT"
        assert await told.next() == "complete"


async def test_a_slow_subscriber_is_told_so():
    options = SubscriptionOptions(limits=EventLimits(waiting=3))
    async with (
        scene(subscriptions=options) as here,
        subscribing(here.client, QUERY) as told,
    ):
        await here.news.subscribed.wait()
        burst = event({"data": {"reviewed": {"stars": 1, "product": None}}}) * 50
        here.news.say(burst)
        codes = []
        while (one := await told.next()) != "complete":
            codes += [each["extensions"]["code"] for each in one.get("errors", ())]
        assert codes == ["SUBSCRIPTION_TOO_SLOW"]
        await asyncio.wait_for(_left(here), 5)


async def test_no_more_subscriptions_than_are_allowed():
    options = SubscriptionOptions(most=1)
    async with scene(subscriptions=options) as here:
        async with subscribing(here.client, QUERY) as told:
            here.news.tell("1")
            await told.next()
            async with subscribing(here.client, QUERY) as second:
                refused = await second.next()
                code = refused["errors"][0]["extensions"]["code"]
                assert code == "TOO_MANY_SUBSCRIPTIONS"
                assert await second.next() == "complete"
            async with here.client.http.get(f"{here.client.url}/metrics") as reply:
                assert "tautan_gateway_subscriptions 1.0\n" in await reply.text()
            here.news.end()
            assert await told.next() == "complete"
        async with subscribing(here.client, QUERY) as third:
            here.news.tell("2")
            assert (await third.next())["data"] == review("2", "chair")


async def test_without_a_stream_a_subscription_is_refused():
    async with scene() as here:
        for accept in ("application/json", "multipart/mixed, application/json"):
            answer = await here.client.ask(QUERY, Accept=accept)
            code = answer["errors"][0]["extensions"]["code"]
            assert code == "SUBSCRIPTION_NEEDS_STREAM"
        assert not here.subgraphs[0].seen


async def test_a_query_is_answered_as_one_event():
    query = '{ product(upc: "1") { upc } }'
    async with scene() as here, subscribing(here.client, query) as told:
        assert (await told.next())["data"] == {"product": None}
        assert await told.next() == "complete"


async def test_a_refusal_comes_as_an_event():
    async with scene() as here, subscribing(here.client, "{ nope }") as told:
        assert told.reply.status == 200
        refused = await told.next()
        assert "data" not in refused
        assert refused["errors"][0]["extensions"]["code"] == "UNKNOWN_FIELD"
        assert await told.next() == "complete"


async def test_a_subgraph_that_refuses():
    async with scene() as here:
        url = here.gateway.ports.urls["products"]
        ports = replace(here.gateway.ports, urls={"reviews": url, "products": url})
        gateway = replace(here.gateway, ports=ports)
        async with (
            serving_gateway(gateway) as client,
            subscribing(client, QUERY) as told,
        ):
            refused = await told.next()
            assert refused["errors"]
            assert await told.next() == "complete"


async def test_apollos_multipart_protocol():
    accept = "multipart/mixed;boundary=graphql;subscriptionSpec=1.0,application/json"
    async with scene() as here, subscribing(here.client, QUERY, accept=accept) as told:
        here.news.tell("1")
        here.news.cut()
        body = await told.reply.read()
        kind = told.reply.headers["Content-Type"]
        assert kind == 'multipart/mixed; boundary="-"; subscriptionSpec=1.0'
        _, *parts = body.split(b"\r\n---")
        assert parts.pop() == b"--\r\n"
        first, last = [json.loads(one.partition(b"\r\n\r\n")[2]) for one in parts]
        assert first["payload"]["data"] == review("1", "table")
        assert last["payload"] is None
        assert last["errors"][0]["extensions"]["code"] == "EVENTS_CUT"
