"""Each event of a subscription is verified as part of one signed chain."""

import contextlib
import secrets
import time
from datetime import UTC, datetime

import orjson
import pytest

from gateway.executor.execution import Call, Ports
from gateway.executor.signed_hop import SignedHop
from gateway.executor.subscription import EventLimits, Subscription
from gateway.executor.transport import Arriving, Incoming
from protocol.canonical import digest
from protocol.errors import TautanError
from protocol.hop_asking import Asking
from protocol.hop_events import EventSigner, Stream
from protocol.hops import ANSWER_HEADER, HOP_HEADER, AnswerMessage, sign_answer
from protocol.keys import KeySet, SigningKey
from tests.support.planning import plan_on, supergraph_of

GATEWAY, NODE = SigningKey.generate("gateway"), SigningKey.generate("news")
NOW = datetime(2026, 6, 1, tzinfo=UTC)
SUPERGRAPH = supergraph_of(
    news="""type Query { a: Int } type Subscription { told: Story }
      type Story @key(fields: "id") { id: ID! }""",
    titles='type Story @key(fields: "id") { id: ID! title: String }',
)
PLAN = plan_on(SUPERGRAPH, "subscription { told { title } }")


class Node:
    """Signs events and answers; `tamper` changes what is on the wire."""

    def __init__(self, tamper=lambda blocks: blocks):
        self.tamper = tamper
        self.left = False

    @contextlib.asynccontextmanager
    async def stream(self, outgoing, *, silence):
        assert silence == EventLimits().silence_seconds
        hop = digest(outgoing.headers[HOP_HEADER].encode())
        signer = EventSigner(NODE, Stream("news", "gateway", hop))
        bodies = [b'{"data":{"told":{"id":"%d"}}}' % at for at in range(3)]
        blocks = [self.block(signer, "next", one) for one in bodies]
        blocks.append(self.block(signer, "complete", b""))
        try:
            yield Arriving(
                200, {"content-type": "text/event-stream"}, self.pieces(blocks)
            )
        finally:
            self.left = True

    async def pieces(self, blocks):
        for one in self.tamper(blocks):
            yield one

    @staticmethod
    def block(signer, name, body):
        proof = signer.sign(body, last=name == "complete", now=NOW).encode()
        return b"event: %s\ndata: %s\nproof: %s\n\n" % (name.encode(), body, proof)

    async def post(self, outgoing):
        sent = orjson.loads(outgoing.body)["variables"]["representations"]
        found = [{"title": f"story {one['id']}"} for one in sent]
        body = orjson.dumps({"data": {"_entities": found}})
        hop = digest(outgoing.headers[HOP_HEADER].encode())
        answer = AnswerMessage("titles", "gateway", hop, 200, body)
        proof = sign_answer(TITLES, answer, now=NOW)
        return Incoming(200, {ANSWER_HEADER.lower(): proof}, body)

    async def close(self):
        """Close nothing."""


TITLES = SigningKey.generate("titles")
PEERS = KeySet.of([NODE, TITLES])


async def told(node):
    signer = Asking(GATEWAY, PEERS, lambda: NOW, lambda: secrets.token_urlsafe(16))
    call = Call({}, {}, {}, SignedHop(signer, "t.o.k", "s.t.m", "r" * 22), 0)
    urls = {"news": "http://news/", "titles": "http://titles/"}
    ports = Ports(node, urls, time.monotonic, 5)
    found = []
    try:
        async for one in Subscription(PLAN, call, ports, EventLimits()).events():
            assert not one.problems
            found.append(one.data["told"]["title"])
    except TautanError as failure:
        found.append(failure.code)
    assert node.left
    return found


async def test_signed_events_are_answered():
    assert await told(Node()) == ["story 0", "story 1", "story 2"]


@pytest.mark.parametrize(
    ("tamper", "expected"),
    [
        (lambda all_: [all_[0], *all_[2:]], ["story 0", "ANSWER_TAMPERED"]),
        (lambda all_: [all_[1], all_[0]], ["ANSWER_TAMPERED"]),
        (lambda all_: [all_[0], all_[0]], ["story 0", "ANSWER_TAMPERED"]),
        (lambda all_: [all_[0].replace(b'"0"', b'"7"')], ["ANSWER_TAMPERED"]),
        (lambda all_: all_[:2], ["story 0", "story 1", "EVENTS_CUT"]),
        (lambda all_: [all_[0], all_[3]], ["story 0", "ANSWER_TAMPERED"]),
        (lambda _: [b'event: next\ndata: {"data":null}\n\n'], ["ANSWER_TAMPERED"]),
        (lambda _: [b"event: complete\ndata:\n\n"], ["ANSWER_TAMPERED"]),
        (lambda _: [b"event: ping\ndata: {}\n\n"], ["ANSWER_TAMPERED"]),
    ],
    ids=("dropped", "reordered", "repeated", "altered", "cut", "end too soon",
         "unsigned", "unsigned end", "unsigned other"),
)  # fmt: skip
async def test_what_is_tampered_with_ends_the_subscription(tamper, expected):
    assert await told(Node(tamper)) == expected


async def test_a_transport_that_can_not_stream():
    class Posting:
        async def post(self, outgoing):
            raise AssertionError(outgoing)

        async def close(self):
            """Close nothing."""

        left = True

    assert await told(Posting()) == ["AGENCY_UNREACHABLE"]
