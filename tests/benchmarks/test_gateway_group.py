import asyncio
import json
from argparse import Namespace

import pytest

from benchmarks.gateway.answers import DATA, SDL, Answers
from benchmarks.gateway.load import Target, load
from benchmarks.gateway.measure import GROUP
from benchmarks.gateway.pieces import GROUP as PIECES
from benchmarks.gateway.processes import started, two_cores
from benchmarks.gateway.systems import OURS
from benchmarks.group import defaults


def asked(subgraph, query, **variables):
    body = json.dumps({"query": query, "variables": variables}).encode()
    return json.loads(Answers().answer(subgraph, body))


def test_our_gateway_gives_the_expected_answer_and_has_all_figures():
    options = defaults(GROUP)
    options.systems = [OURS]
    options.connections, options.rounds = 2, 1
    options.warm_up, options.seconds = 0.1, 0.5
    rows = GROUP.measure(options).rows
    assert rows.keys() == {OURS}
    wanted = {"cpu_ms", "rps", "p50_ms", "p99_ms", "rss_mb", "fetches"}
    assert wanted <= rows[OURS].keys()
    assert rows[OURS]["wrong"] == 0
    assert rows[OURS]["fetches"] > 0


def test_subgraphs_answer_entities_by_key():
    query = "query ($r: [_Any!]!) { _entities(representations: $r) { ...P } }"
    query += " fragment P on Product { inStock }"
    found = asked(
        "inventory", query, r=[{"__typename": "Product", "upc": upc} for upc in "12"]
    )
    assert found == {"data": {"_entities": [{"inStock": True}, {"inStock": False}]}}


def test_every_subgraph_of_the_supergraph_is_there():
    text = (DATA / "supergraph.graphql").read_text("utf-8")
    assert all(f'name: "{name}"' in text for name in SDL)


@pytest.mark.parametrize(
    ("status", "size", "right"),
    [(200, 1000, True), (200, 900, False), (500, 1000, False)],
)
def test_answers_of_another_status_or_length_are_wrong(status, size, right):
    assert Target("127.0.0.1", 1, b"", 1000).accepts(status, size) is right


async def test_a_system_that_prints_no_url_is_named(tmp_path):
    with pytest.raises(RuntimeError, match="true didn't start"):
        async with started(["true"], tmp_path, two_cores()[0]):
            pytest.fail("it has no URL")


def test_the_pieces_of_a_request_are_measured():
    rows = PIECES.measure(Namespace(rounds=1)).rows
    assert rows["answer, whole"]["cpu_ms"] > rows["project"]["cpu_ms"] > 0
    assert {"find the remembered plan", "fetch and merge", "encode"} <= rows.keys()


async def test_a_connection_that_is_closed_counts_as_a_wrong_answer():
    async def close(_reader, writer):
        writer.close()

    server = await asyncio.start_server(close, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        target = Target("127.0.0.1", port, b"GET / HTTP/1.1\r\n\r\n", 1)
        tally = await load(target, 3, 0.2)
    assert (tally.wrong, tally.seconds) == (3, [])
