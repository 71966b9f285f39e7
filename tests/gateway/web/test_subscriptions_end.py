"""Subscriptions are ended, and say so, when the gateway stops or is exchanged."""

import asyncio
import signal
import sys

import aiohttp
import pytest
import yaml

from gateway.errors import RequestError
from gateway.web.app import create_app
from gateway.web.options import AppOptions
from gateway.web.serving import Serving
from gateway.web.subscriptions import Subscriptions
from tests.support.event_subgraphs import scene, subscribing
from tests.support.federations import Client
from tests.support.subgraphs import serving

QUERY = "subscription { reviewed { product { name } } }"
NAMED = {"reviewed": {"product": {"name": "table"}}}


async def test_an_exchange_ends_it():
    async with scene() as here:
        held = Serving(here.gateway)
        app = create_app(held, AppOptions(open_mode=True, max_body_bytes=10_000))
        async with serving(app) as url, aiohttp.ClientSession() as http:
            client = Client(url, http)
            async with subscribing(client, QUERY) as told:
                here.news.tell("1")
                assert (await told.next())["data"] == NAMED
                held.exchange(here.gateway)
                last = await told.next()
                code = last["errors"][0]["extensions"]["code"]
                assert code == "SUBSCRIPTION_ENDED"
                assert await told.next() == "complete"
            async with subscribing(client, QUERY) as told:
                here.news.tell("1")
                assert (await told.next())["data"] == NAMED


async def test_sigterm_ends_it_and_the_process(tmp_path):
    async with scene() as here:
        (tmp_path / "supergraph.graphql").write_text(here.sdl)
        settings = tmp_path / "gateway.yaml"
        settings.write_text(
            yaml.safe_dump(
                {
                    "mode": "open",
                    "port": 0,
                    "supergraph": "supergraph.graphql",
                    "urls": here.urls,
                    "subscriptions": {"beat_seconds": 0.05},
                }
            )
        )
        started = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "gateway", "--config", str(settings)),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        line = await asyncio.wait_for(started.stdout.readline(), 30)
        url = line.decode().strip().removesuffix("/graphql")
        async with (
            aiohttp.ClientSession() as http,
            subscribing(Client(url, http), QUERY) as told,
        ):
            assert await told.raw() == b":"
            here.news.tell("1")
            assert (await told.next())["data"] == NAMED
            started.send_signal(signal.SIGTERM)
            last = await told.next()
            code = last["errors"][0]["extensions"]["code"]
            assert code == "SUBSCRIPTION_ENDED"
            assert await told.next() == "complete"
        _, errors = await asyncio.wait_for(started.communicate(), 5)
        assert started.returncode == 0, errors.decode()


def test_a_process_that_stops_takes_no_more():
    held = Subscriptions(most=2)
    ended = held.enter()
    held.stop()
    assert ended.is_set()
    with pytest.raises(RequestError) as refused:
        held.enter()
    assert refused.value.code == "SUBSCRIPTION_ENDED"
    held.leave(ended)
    assert len(held) == 0
