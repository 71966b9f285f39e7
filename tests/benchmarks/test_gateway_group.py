import asyncio
import json
from argparse import Namespace

import pytest

from benchmarks.gateway.answers import DATA, SDL, Answers
from benchmarks.gateway.fetches import GROUP as FETCHES
from benchmarks.gateway.load import Target, load
from benchmarks.gateway.measure import GROUP, _paced, _prepared
from benchmarks.gateway.pieces import GROUP as PIECES
from benchmarks.gateway.processes import free_port, serving, started, two_cores
from benchmarks.gateway.subject import QUERY, renamed
from benchmarks.gateway.systems import OURS, System
from benchmarks.group import defaults
from benchmarks.node_packages import NoPeer
from gateway.composition.compose import compose
from gateway.composition.source import Composed, SubgraphSource


def asked(subgraph, query, **variables):
    body = json.dumps({"query": query, "variables": variables}).encode()
    return json.loads(Answers().answer(subgraph, body))


def test_our_gateway_gives_the_expected_answer_and_has_all_figures():
    options = defaults(GROUP)
    options.systems = [OURS]
    options.connections, options.rounds = 2, 1
    options.warm_up, options.seconds, options.cold = 0.1, 0.5, 2
    rows = GROUP.measure(options).rows
    assert rows.keys() == {OURS}
    wanted = {"cpu_ms", "rps", "p50_ms", "p99_ms", "rss_mb", "fetches"}
    assert wanted <= rows[OURS].keys()
    assert rows[OURS]["wrong"] == 0
    assert rows[OURS]["fetches"] > 0
    assert rows[OURS]["cold_ms"] > rows[OURS]["cpu_ms"] > 0
    assert rows[OURS]["cpu_ratio"] == 1


def test_a_number_of_requests_ends_a_round_too():
    options = defaults(GROUP)
    options.systems = ["tautan, sharing"]
    options.connections, options.rounds, options.requests = 2, 1, 20
    options.warm_up, options.cold = 0.1, 1
    (row,) = GROUP.measure(options).rows.values()
    assert row["wrong"] == 0
    assert row["rps"] > 0
    assert "rss_growth_mb" in row


def test_operations_never_seen_differ_in_their_aliases_alone():
    first, second = renamed(QUERY, 1), renamed(QUERY, 2)
    assert len({QUERY, first, second}) == 3
    assert "users1: users" in first
    assert "inStock2: inStock" in second


def test_a_system_that_can_not_be_installed_is_named():
    def missing():
        raise NoPeer("npm is far away")

    system = System("other", lambda _site: (), DATA, missing)
    assert _prepared([system]) == ([], ["other was not measured: npm is far away"])


def test_a_pace_that_is_not_the_gateways_is_told():
    assert _paced({"a": {"others_busy": 0.2}}) == []
    assert _paced({"a": {"others_busy": 0.99}})[0].startswith("a: subgraphs and load")


def test_every_subgraph_has_the_schema_that_grafbase_composes():
    found = compose(
        SubgraphSource(name, f"http://{name}/", path.read_text("utf-8"))
        for name in SDL
        for path in [DATA / "subgraphs" / f"{name}.graphql"]
    )
    assert isinstance(found, Composed)


async def test_a_gateway_that_ends_at_once_is_named(tmp_path):
    with pytest.raises(RuntimeError, match="false didn't start"):
        async with serving(["false"], tmp_path, two_cores()[0], free_port(), {}):
            pytest.fail("it does not answer")


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
    assert all(row["cpu_ms"] > 0 for row in rows.values())
    assert {"answer, whole", "find the remembered plan"} <= rows.keys()
    assert {"compiled: fetch, merge, encode", "interpreted: project"} <= rows.keys()


def test_a_fetch_is_measured_by_transport_plain_and_with_mutual_tls():
    options = Namespace(connections=2, fetches=20, rounds=1)
    rows = FETCHES.measure(options).rows
    assert rows.keys() == {"thin", "thin, sharing", "aiohttp"}
    for row in rows.values():
        assert row["plain_us"] > 0
        assert row["mtls_us"] > 0


async def test_a_connection_that_is_closed_counts_as_a_wrong_answer():
    async def close(_reader, writer):
        writer.close()

    server = await asyncio.start_server(close, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        target = Target("127.0.0.1", port, b"GET / HTTP/1.1\r\n\r\n", 1)
        tally = await load(target, 3, 0.2)
    assert (tally.wrong, tally.seconds) == (3, [])
