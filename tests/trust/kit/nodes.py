"""Hops: what a gateway sends to a node, and lies about."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from protocol.canonical import digest
from protocol.dates import system_clock
from protocol.hops import (
    ANSWER_HEADER,
    HOP_HEADER,
    AnswerMessage,
    HopMessage,
    sign_hop,
    verify_answer,
)
from protocol.keys import KeySet, SigningKey
from protocol.statements import new_jti
from tautan.demo.layout import Layout
from tests.trust.kit.officers import Papers
from tests.trust.kit.wire import Reply, Sent

PATH = "/graphql"
NO_PAPERS = Papers("", "", "")


@dataclass(frozen=True, slots=True)
class Hop:
    """A request between two processes, before it is signed."""

    audience: str
    body: bytes
    papers: Papers = NO_PAPERS
    method: str = "POST"
    path: str = PATH
    headers: Mapping[str, str] = field(default_factory=dict)

    def signed(self, key: SigningKey, now: datetime | None = None) -> Sent:
        """The request with a hop by this key."""
        message = HopMessage(
            audience=self.audience,
            method=self.method,
            path=self.path,
            body=self.body,
            token=self.papers.token,
            statement=self.papers.statement,
            request_id=self.papers.jti,
        )
        hop = sign_hop(key, message, now=now or system_clock(), jti=new_jti())
        headers = self.papers.headers() if self.papers.token else {}
        return Sent(
            self.body,
            {**headers, **self.headers, HOP_HEADER: hop},
            self.method,
            self.path,
        )


def process_key(layout: Layout, name: str) -> SigningKey:
    """The signing key of the gateway, the unit or an agency's node."""
    return SigningKey.load(layout.agency(name) / "signing.jwk")


def must_be_signed(layout: Layout, sent: Sent, reply: Reply, by: str, to: str) -> None:
    """The answer is the process's own, to this very request.

    Raises:
        TautanError: ANSWER_TAMPERED.
    """
    message = AnswerMessage(
        issuer=by,
        audience=to,
        hop_digest=digest(sent.headers.get(HOP_HEADER, "").encode()),
        status=reply.status,
        body=reply.body,
    )
    signed = reply.headers.get(ANSWER_HEADER.lower(), "")
    verify_answer(signed, KeySet.load(layout.peers), message, now=system_clock())
