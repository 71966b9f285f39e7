"""What nobody foresaw is coded, and neither answer nor log repeats a value."""

import json

import pytest
from graphql import GraphQLError
from sqlalchemy import text
from structlog.testing import capture_logs

from protocol.errors import TautanError
from subgraphs.sdk.faults import coded

QUERY = "{ residents { nodes { name } } }"


@pytest.fixture
def analyst(officer):
    return officer("kemendagri.dukcapil", ("dukcapil.analyst",), ("REGISTER_UPDATE",))


async def test_a_broken_database_is_an_internal_error(
    federation, analyst, agency_rows
) -> None:
    rows = agency_rows["dukcapil"][:2]
    async with federation.node("dukcapil", rows) as node:
        engine = node.assembled.node.surroundings.database.engine
        async with engine.begin() as connection:
            await connection.execute(text("ALTER TABLE residents DROP COLUMN name"))
        with capture_logs() as logs:
            reply = await federation.ask(node, analyst, QUERY)
    assert reply.data == {"residents": None}
    assert reply.code_at("residents") == "INTERNAL_ERROR"
    assert "no such column" not in json.dumps(reply.body)
    (line,) = logs
    assert line["kind"] == "OperationalError"
    assert line["places"]
    assert "no such column" not in str(line)


async def test_a_body_that_is_no_request_is_refused(federation, analyst) -> None:
    async with federation.node("dukcapil") as node:
        for body in (
            b"[]",
            b"{}",
            b'{"query": 7}',
            b'{"query": "{a}", "variables": 1}',
        ):
            papers = federation.papers(analyst)
            hop = federation.hop_of(node, body, papers)
            reply = await federation.send(node, hop)
            assert (reply.status, reply.codes) == (400, ["VALIDATION_FAILED"])


async def test_variables_that_do_not_fit_are_refused(federation, analyst) -> None:
    query = "query ($n: Int!) { residents(first: $n) { nodes { sex } } }"
    async with federation.node("dukcapil") as node:
        reply = await federation.ask(node, analyst, query, {"n": "3273014107900001"})
    assert set(reply.codes) == {"VALIDATION_FAILED"}
    assert "3273014107900001" not in json.dumps(reply.body)


def test_errors_of_graphql_are_coded_with_their_place() -> None:
    found = coded(GraphQLError("a value: 3273014107900001"), ["a", 0])
    assert (found.code, found.path) == ("VALIDATION_FAILED", ("a", 0))
    assert "3273014107900001" not in json.dumps(found.refusal("r"))
    assert coded(TautanError("NO_AGREEMENT"), None).code == "NO_AGREEMENT"
