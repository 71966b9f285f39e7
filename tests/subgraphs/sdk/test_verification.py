"""A node believes nobody: every paper is checked again, over a real socket."""

import pytest
import pytest_asyncio

from protocol.hops import HOP_HEADER, STATEMENT_HEADER
from protocol.keys import SigningKey
from protocol.statements import Way, new_jti

QUERY = "{ residents { nodes { sex } } }"


pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture
def federation(module_federation):
    return module_federation


@pytest.fixture
def analyst(officer):
    return officer("kemendagri.dukcapil", ("dukcapil.analyst",), ("REGISTER_UPDATE",))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def node(module_federation, agency_rows):
    rows = agency_rows["dukcapil"][:3]
    async with module_federation.node("dukcapil", rows) as running:
        yield running


async def test_a_request_with_all_papers_is_answered(federation, analyst, node) -> None:
    reply = await federation.ask(node, analyst, QUERY)
    assert reply.status == 200
    assert len(reply.data["residents"]["nodes"]) == 3
    assert reply.body["extensions"] == {
        "source": {"agency": "dukcapil", "dataOn": "2026-11-20"}
    }


async def test_nothing_is_read_without_papers(federation, node) -> None:
    node.statements.clear()
    reply = await federation.send(node, federation.hop(node, QUERY))
    assert (reply.status, reply.codes) == (401, ["TOKEN_MISSING"])
    assert node.statements == []


@pytest.mark.parametrize(
    ("tamper", "code"),
    [
        (lambda hop: hop.headers.pop(HOP_HEADER), "HOP_UNSIGNED"),
        (lambda hop: setattr(hop, "body", hop.body + b" "), "HOP_TAMPERED"),
        (lambda hop: hop.headers.update({HOP_HEADER: "a.b.c"}), "HOP_UNSIGNED"),
        (lambda hop: hop.headers.pop(STATEMENT_HEADER), "STATEMENT_MISSING"),
    ],
    ids=["unsigned", "changed", "garbled", "no-statement"],
)
async def test_a_tampered_request_is_refused(
    federation, analyst, node, tamper, code
) -> None:
    hop = federation.hop(node, QUERY, papers=federation.papers(analyst))
    tamper(hop)
    node.statements.clear()
    reply = await federation.send(node, hop)
    assert reply.codes == [code]
    assert "data" not in reply.body
    assert node.statements == []


async def test_a_hop_works_once(federation, analyst, node) -> None:
    hop = federation.hop(node, QUERY, papers=federation.papers(analyst))
    assert (await federation.send(node, hop)).codes == []
    assert (await federation.send(node, hop)).codes == ["HOP_REPLAYED"]


async def test_several_hops_of_one_request_are_answered(
    federation, analyst, node
) -> None:
    papers = federation.papers(analyst)
    for _ in range(2):
        hop = federation.hop(node, QUERY, papers=papers)
        assert (await federation.send(node, hop)).codes == []


async def test_one_request_id_has_one_statement(federation, analyst, node) -> None:
    jti = new_jti()
    assert (await federation.ask(node, analyst, QUERY, jti=jti)).codes == []
    federation.clock.pass_by(1)
    again = await federation.ask(node, analyst, QUERY, jti=jti, way=Way.COUNT)
    assert again.codes == ["STATEMENT_REPLAYED"]


async def test_a_stale_statement_is_refused(federation, analyst, node) -> None:
    papers = federation.papers(analyst)
    federation.clock.pass_by(200)
    hop = federation.hop(node, QUERY, papers=papers)
    reply = await federation.send(node, hop)
    assert reply.codes == ["STATEMENT_STALE"]


async def test_a_statement_by_another_key_is_refused(federation, analyst, node) -> None:
    reply = await federation.ask(node, analyst, QUERY, key=SigningKey.generate())
    assert reply.codes == ["STATEMENT_WRONG_KEY"]


async def test_another_purpose_than_the_tokens_is_refused(
    federation, analyst, node
) -> None:
    reply = await federation.ask(node, analyst, QUERY, purpose="BORDER_CHECK")
    assert reply.codes == ["PURPOSE_NOT_IN_TOKEN"]


async def test_another_node_cannot_pass_a_request_on(
    federation, analyst, node, monkeypatch
) -> None:
    monkeypatch.setattr(federation, "gateway", federation.nodes["ahu"])
    reply = await federation.ask(node, analyst, QUERY)
    assert reply.codes == ["HOP_UNSIGNED"]


async def test_a_token_of_another_issuer_is_refused(
    federation, analyst, node, monkeypatch
) -> None:
    monkeypatch.setattr(federation, "issuer", SigningKey.generate("idp-1"))
    reply = await federation.ask(node, analyst, QUERY)
    assert reply.codes == ["TOKEN_UNTRUSTED"]


async def test_bodies_are_limited_and_typed(federation, analyst, node) -> None:
    papers = federation.papers(analyst)
    large = federation.hop(node, QUERY + " " * 4_200_000, papers=papers)
    assert (await federation.send(node, large)).status == 413
    other = federation.hop(node, QUERY, papers=papers)
    other.headers["Content-Type"] = "text/plain"
    assert (await federation.send(node, other)).status == 415


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("{ residents {", "SYNTAX_ERROR"),
        ("{ nobody }", "VALIDATION_FAILED"),
        ("{ __schema { types { name } } }", "VALIDATION_FAILED"),
        (
            "query A { _service { sdl } } query B { _service { sdl } }",
            "VALIDATION_FAILED",
        ),
    ],
)
async def test_what_is_no_operation_is_refused(
    federation, analyst, node, query, code
) -> None:
    reply = await federation.ask(node, analyst, query)
    assert (reply.status, reply.codes) == (400, [code])


async def test_a_missed_deadline_is_an_error_of_the_agency(
    federation, analyst, node
) -> None:
    hop = federation.hop(node, QUERY, papers=federation.papers(analyst))
    hop.headers["Tautan-Deadline"] = "0"
    reply = await federation.send(node, hop)
    assert (reply.status, reply.codes) == (504, ["AGENCY_TIMEOUT"])


async def test_service_gives_the_contract_as_it_was_signed(
    federation, analyst, node
) -> None:
    reply = await federation.ask(node, analyst, "{ _service { sdl } }")
    assert reply.data["_service"]["sdl"] == node.assembled.node.schema.contract.sdl
