"""What happened is on disk before anybody hears of it, and outlives a restart."""

import json

import pytest

QUERY = "{ residents { nodes { sex } } }"


@pytest.fixture
def analyst(officer):
    return officer("kemendagri.dukcapil", ("dukcapil.analyst",), ("REGISTER_UPDATE",))


def last_line(federation):
    text = (federation.home / "dukcapil" / "audit.jsonl").read_text()
    return json.loads(text.splitlines()[-1])


def no_space(_descriptor) -> None:
    raise OSError(28, "No space left on device")


async def test_an_answer_leaves_after_its_audit_line(
    federation, analyst, agency_rows
) -> None:
    async with federation.node("dukcapil", agency_rows["dukcapil"][:3]) as node:
        reply = await federation.ask(node, analyst, QUERY)
        line = last_line(federation)
        assert line["requestId"] == reply.jti
        assert line["outcome"] == "OK"
        assert line["counts"] == {"Resident": 3}
        assert line["coordinates"] == [
            "Query.residents",
            "Resident.sex",
            "ResidentConnection.nodes",
        ]
        await federation.ask(node, analyst, QUERY, purpose="BORDER_CHECK")
        assert last_line(federation)["outcome"] == "PURPOSE_NOT_IN_TOKEN"
        node.assembled.node.audit.log._sync = no_space
        unlogged = await federation.ask(node, analyst, QUERY)
        assert (unlogged.status, unlogged.codes) == (503, ["AUDIT_UNAVAILABLE"])
        assert "data" not in unlogged.body


async def test_a_restart_does_not_forget_what_was_used(
    federation, analyst, agency_rows
) -> None:
    rows = agency_rows["dukcapil"][:1]
    async with federation.node("dukcapil", rows) as node:
        hop = federation.hop(node, QUERY, papers=federation.papers(analyst))
        assert (await federation.send(node, hop)).codes == []
    async with federation.node("dukcapil", rows) as node:
        assert (await federation.send(node, hop)).codes == ["HOP_REPLAYED"]
