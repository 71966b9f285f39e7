"""Law 4, at the nodes: a message that is not what it should be is refused.

Each attack goes to every node itself, past the gateway, with a hop that the
gateway's own key signed where the attack is not about the hop: so a gateway that
lies, or was taken over, gains nothing. The answer is signed all the same.
"""

from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from protocol.dates import system_clock
from protocol.errors import TautanError
from protocol.hops import HOP_HEADER
from protocol.keys import SigningKey
from protocol.statements import new_jti
from tautan.demo.layout import AGENCIES, UNIT
from tests.trust.kit.nodes import Hop, must_be_signed, process_key
from tests.trust.kit.officers import Ask, body_of
from tests.trust.kit.wire import Sent, send

pytestmark = pytest.mark.trust

NODES = (*AGENCIES, UNIT)
ASK = Ask("{ __typename }", "LOSS_FOLLOW_UP")
LONG_AGO = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Attacker:
    """Holds the gateway's key and the papers of an officer."""

    scene: object
    node: str

    def __post_init__(self) -> None:
        assert self.node in NODES

    @property
    def officer(self):
        return self.scene.officer("ahu-analyst")

    @property
    def gateway(self) -> SigningKey:
        return process_key(self.scene.layout, "gateway")

    def hop(self, papers=None) -> Hop:
        return Hop(self.node, body_of(ASK), papers or self.officer.papers(ASK))

    def send(self, sent: Sent):
        """Sends it, and checks that the node itself answers this very request."""
        reply = send(self.scene.node(self.node), sent)
        must_be_signed(self.scene.layout, sent, reply, self.node, "gateway")
        return reply


def honest(attacker):
    return attacker.hop().signed(attacker.gateway)


def statement_by_another_key(attacker):
    papers = attacker.officer.papers(ASK, key=SigningKey.generate())
    return attacker.hop(papers).signed(attacker.gateway)


def statement_of_another_officer(attacker):
    other = attacker.scene.officer("setneg-drafter")
    papers = replace(attacker.officer.papers(ASK), token=other.token())
    return attacker.hop(papers).signed(attacker.gateway)


def no_statement(attacker):
    papers = replace(attacker.officer.papers(ASK), statement="")
    return attacker.hop(papers).signed(attacker.gateway)


def stale_statement(attacker):
    papers = attacker.officer.papers(ASK, now=system_clock() - LONG_AGO)
    return attacker.hop(papers).signed(attacker.gateway)


def another_federation(attacker):
    papers = attacker.officer.papers(ASK, audience="tautan:elsewhere")
    return attacker.hop(papers).signed(attacker.gateway)


def purpose_not_in_the_token(attacker):
    papers = attacker.officer.papers(ASK, purpose="CASE_REVIEW")
    return attacker.hop(papers).signed(attacker.gateway)


def no_token(attacker):
    papers = replace(attacker.officer.papers(ASK), token="")
    sent = attacker.hop(papers).signed(attacker.gateway)
    headers = {**papers.headers(), **sent.headers}
    del headers["Authorization"]
    return replace(sent, headers=headers)


def expired_token(attacker):
    officer = attacker.officer
    token = officer.token(now=system_clock() - timedelta(hours=2))
    papers = replace(officer.papers(ASK), token=token)
    return attacker.hop(papers).signed(attacker.gateway)


def token_for_another_audience(attacker):
    officer = attacker.officer
    papers = replace(officer.papers(ASK), token=officer.token(audience="else"))
    return attacker.hop(papers).signed(attacker.gateway)


def no_hop(attacker):
    sent = honest(attacker)
    headers = {n: v for n, v in sent.headers.items() if n != HOP_HEADER}
    return replace(sent, headers=headers)


def hop_by_a_stranger(attacker):
    return attacker.hop().signed(SigningKey.generate("gateway"))


def hop_by_another_node(attacker):
    """Agencies don't ask each other."""
    other = next(name for name in AGENCIES if name != attacker.node)
    return attacker.hop().signed(process_key(attacker.scene.layout, other))


def hop_by_the_node_itself(attacker):
    return attacker.hop().signed(process_key(attacker.scene.layout, attacker.node))


def hop_for_another_node(attacker):
    other = next(name for name in NODES if name != attacker.node)
    return replace(attacker.hop(), audience=other).signed(attacker.gateway)


def stale_hop(attacker):
    return attacker.hop().signed(attacker.gateway, now=system_clock() - LONG_AGO)


def another_body(attacker):
    sent = honest(attacker)
    return replace(sent, body=sent.body.replace(b"__typename", b"_entities"))


def another_path(attacker):
    return replace(honest(attacker), path="/graphql?x=1")


def other_papers_than_signed(attacker):
    """The hop was signed for another officer's request."""
    sent = honest(attacker)
    others = attacker.scene.officer("ahu-analyst").papers(ASK)
    return replace(sent, headers={**sent.headers, **others.headers()})


def replayed(attacker):
    sent = honest(attacker)
    assert attacker.send(sent).status == 200
    return sent


def another_statement_under_a_used_id(attacker):
    officer, jti = attacker.officer, new_jti()
    first = attacker.hop(officer.papers(ASK, jti=jti)).signed(attacker.gateway)
    assert attacker.send(first).status == 200
    other = replace(ASK, variables={"first": 1})
    return attacker.hop(officer.papers(other, jti=jti)).signed(attacker.gateway)


ATTACKS = (
    (statement_by_another_key, "STATEMENT_WRONG_KEY"),
    (statement_of_another_officer, "STATEMENT_WRONG_KEY"),
    (no_statement, "STATEMENT_MISSING"),
    (stale_statement, "STATEMENT_STALE"),
    (another_federation, "STATEMENT_WRONG_AUDIENCE"),
    (purpose_not_in_the_token, "PURPOSE_NOT_IN_TOKEN"),
    (no_token, "TOKEN_MISSING"),
    (expired_token, "TOKEN_EXPIRED"),
    (token_for_another_audience, "TOKEN_WRONG_AUDIENCE"),
    (no_hop, "HOP_UNSIGNED"),
    (hop_by_a_stranger, "HOP_TAMPERED"),
    (hop_by_another_node, "HOP_UNSIGNED"),
    (hop_by_the_node_itself, "HOP_UNSIGNED"),
    (hop_for_another_node, "HOP_TAMPERED"),
    (stale_hop, "HOP_STALE"),
    (another_body, "HOP_TAMPERED"),
    (another_path, "HOP_TAMPERED"),
    (other_papers_than_signed, "HOP_TAMPERED"),
    (replayed, "HOP_REPLAYED"),
    (another_statement_under_a_used_id, "STATEMENT_REPLAYED"),
)


@pytest.fixture(params=NODES)
def attacker(scene, request):
    return Attacker(scene, request.param)


def test_an_honest_message_is_answered(attacker):
    reply = attacker.send(honest(attacker))
    assert (reply.status, reply.errors) == (200, [])
    assert reply.data == {"__typename": "Query"}


@pytest.mark.parametrize(
    ("attack", "code"), ATTACKS, ids=[attack.__name__ for attack, _ in ATTACKS]
)
def test_every_node_refuses(attacker, attack, code):
    sent = attack(attacker)
    before = attacker.scene.log(attacker.node)[-1]["seq"]
    reply = attacker.send(sent)
    assert reply.codes == [code]
    assert reply.status in {401, 403}
    assert "data" not in reply.json
    (line,) = attacker.scene.log(attacker.node)[before + 1 :]
    assert (line["kind"], line["outcome"]) == ("REFUSED", code)


def test_an_answer_to_another_request_is_none(attacker):
    """The check itself: an answer of the same node to other bytes is not taken."""
    first, second = honest(attacker), honest(attacker)
    attacker.send(first)
    reply = attacker.send(second)
    with pytest.raises(TautanError) as caught:
        must_be_signed(attacker.scene.layout, first, reply, attacker.node, "gateway")
    assert caught.value.code == "ANSWER_TAMPERED"


@pytest.mark.parametrize("path", ["/attest", "/lookup-token"])
def test_an_officer_of_another_agency_gets_nothing_vouched(scene, path):
    officer = scene.officer("setneg-drafter")
    headers = officer.papers(ASK).headers()
    sent = Sent(b'{"jti": "AAAAAAAAAAAAAAAAAAAAAA"}', headers, "POST", path)
    reply = send(scene.node("ahu"), sent)
    assert (reply.status, reply.codes) == (403, ["OUT_OF_SCOPE"])


@pytest.mark.parametrize("path", ["/attest", "/lookup-token"])
def test_nothing_is_vouched_without_a_token(scene, path):
    sent = Sent(b"{}", {"Content-Type": "application/json"}, "POST", path)
    reply = send(scene.node("ahu"), sent)
    assert (reply.status, reply.codes) == (401, ["TOKEN_MISSING"])
