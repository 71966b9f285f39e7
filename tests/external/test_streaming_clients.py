"""Clients on Node read what comes bit by bit: graphql-sse, and Apollo's of two ages."""

import asyncio
import json

import pytest

from tests.support.event_subgraphs import scene
from tests.support.federations import federation
from tests.support.node import NODE
from tests.support.posts_world import world

pytestmark = [pytest.mark.external, pytest.mark.usefixtures("node_packages")]

QUERY = "{ users { id name ... @defer { posts { id title } } } }"
SUBSCRIPTION = "subscription { reviewed { stars product { upc name } } }"


async def read(reader, url, **given):
    started = await asyncio.create_subprocess_exec(
        *("node", "streams.mjs"),
        cwd=NODE,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    message = json.dumps({"reader": reader, "url": f"{url}/graphql", **given})
    out, errors = await asyncio.wait_for(started.communicate(message.encode()), 60)
    assert started.returncode == 0, errors.decode()
    return json.loads(out)


@pytest.mark.parametrize("reader", ["current", "of2022", "third"])
async def test_apollos_clients_put_deferred_parts_together(reader):
    async with federation(*world()) as client:
        found = await read(reader, client.url, query=QUERY)
        whole = await client.ask(QUERY)
    first, last = found[0], found[-1]
    states = [one.get("dataState") for one in found]
    partial = next(one for one in found if one.get("data", {}).get("users"))
    assert "posts" not in partial["data"]["users"][0], states
    assert first is not last
    assert bare(last["data"]) == whole["data"]


def bare(value):
    """Leave out what Apollo's clients ask for beside: `__typename`."""
    if isinstance(value, list):
        return [bare(one) for one in value]
    if isinstance(value, dict):
        return {key: bare(one) for key, one in value.items() if key != "__typename"}
    return value


def told(here):
    for upc in ("1", "2"):
        here.news.tell(upc)
    here.news.end()


EVENTS = [
    {"reviewed": {"stars": 5, "product": {"upc": "1", "name": "table"}}},
    {"reviewed": {"stars": 5, "product": {"upc": "2", "name": "chair"}}},
]


async def test_graphql_sse_reads_events_to_their_end():
    async with scene() as here:
        told(here)
        found = await read("sse", here.client.url, subscription=SUBSCRIPTION)
    assert found == EVENTS


async def test_apollos_client_reads_events_in_its_multipart_protocol():
    async with scene() as here:
        told(here)
        found = await read(
            "multipart", here.client.url, subscription=SUBSCRIPTION, events=2
        )
    assert bare([one["data"] for one in found]) == EVENTS
