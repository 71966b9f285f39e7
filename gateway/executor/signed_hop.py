"""Signs what goes to a node and verifies what comes back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from gateway.executor.event_stream import StreamEvent
from gateway.executor.hop import COMPLETE, CheckEvent
from gateway.executor.transport import Incoming
from protocol.canonical import digest
from protocol.dates import Clock
from protocol.hop_events import EventVerifier, Stream
from protocol.hops import (
    ANSWER_HEADER,
    HOP_HEADER,
    STATEMENT_HEADER,
    AnswerMessage,
    HopMessage,
    process_of,
    sign_hop,
    verify_answer,
)
from protocol.keys import KeySet, SigningKey


@dataclass(frozen=True, slots=True)
class Signer:
    """The gateway's own means of signing and verifying."""

    key: SigningKey
    peers: KeySet
    clock: Clock
    new_id: Callable[[], str]


@dataclass(frozen=True, slots=True)
class SignedHop:
    """The messages of one request, under its token and statement."""

    signer: Signer
    token: str
    statement: str
    request_id: str

    def headers(self, agency: str, url: str, body: bytes) -> Mapping[str, str]:
        """Sign one message; token and statement go with it."""
        split = urlsplit(url)
        path = split.path or "/"
        message = HopMessage(
            audience=agency,
            method="POST",
            path=f"{path}?{split.query}" if split.query else path,
            body=body,
            token=self.token,
            statement=self.statement,
            request_id=self.request_id,
        )
        hop = sign_hop(
            self.signer.key,
            message,
            now=self.signer.clock(),
            jti=self.signer.new_id(),
        )
        return {
            "Authorization": f"Bearer {self.token}",
            STATEMENT_HEADER: self.statement,
            HOP_HEADER: hop,
        }

    def events(self, agency: str, sent: Mapping[str, str]) -> CheckEvent:
        """Verify events as a chain that answers this very message."""
        stream = Stream(
            issuer=agency,
            audience=process_of(self.signer.key.kid),
            hop_digest=digest(sent[HOP_HEADER].encode()),
        )
        verifier = EventVerifier(self.signer.peers, stream)

        def check(event: StreamEvent) -> None:
            last = event.name == COMPLETE
            verifier.verify(event.proof, event.data, last=last, now=self.signer.clock())

        return check

    def check(self, agency: str, sent: Mapping[str, str], incoming: Incoming) -> None:
        """Verify that the answer is the asked node's, and to this very message."""
        answer = AnswerMessage(
            issuer=agency,
            audience=process_of(self.signer.key.kid),
            hop_digest=digest(sent[HOP_HEADER].encode()),
            status=incoming.status,
            body=incoming.body,
        )
        verify_answer(
            incoming.headers.get(ANSWER_HEADER.lower(), ""),
            self.signer.peers,
            answer,
            now=self.signer.clock(),
        )
