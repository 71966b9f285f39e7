"""Signs what goes to a node and verifies what comes back."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from gateway.executor.event_stream import StreamEvent
from gateway.executor.hop import COMPLETE, CheckEvent
from gateway.executor.transport import Incoming
from protocol.hop_asking import Asking, hop_digest
from protocol.hop_events import EventVerifier, Stream
from protocol.hops import (
    ANSWER_HEADER,
    HOP_HEADER,
    STATEMENT_HEADER,
    AnswerMessage,
    HopMessage,
)


@dataclass(frozen=True, slots=True)
class SignedHop:
    """The messages of one request, under its token and statement."""

    asking: Asking
    """The gateway's own means of signing and verifying."""
    token: str
    statement: str
    request_id: str

    def headers(
        self, agency: str, url: str, body: bytes, *, lasting: bool = False
    ) -> Mapping[str, str]:
        """Prove one message; token and statement go with it."""
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
        hop = self.asking.prove(message, lasting=lasting)
        return {
            "Authorization": f"Bearer {self.token}",
            STATEMENT_HEADER: self.statement,
            HOP_HEADER: hop,
        }

    def events(self, agency: str, sent: Mapping[str, str]) -> CheckEvent:
        """Verify events as a chain that answers this very message."""
        stream = Stream(
            issuer=agency,
            audience=self.asking.process,
            hop_digest=hop_digest(sent[HOP_HEADER]),
        )
        verifier = EventVerifier(self.asking.peers, stream)

        def check(event: StreamEvent) -> None:
            last = event.name == COMPLETE
            verifier.verify(event.proof, event.data, last=last, now=self.asking.clock())

        return check

    def check(self, agency: str, sent: Mapping[str, str], incoming: Incoming) -> None:
        """Verify that the answer is the asked node's, and to this very message.

        Raises:
            TautanError: ANSWER_TAMPERED.
            SessionForgotten: send again.
        """
        answer = AnswerMessage(
            issuer=agency,
            audience=self.asking.process,
            hop_digest=hop_digest(sent[HOP_HEADER]),
            status=incoming.status,
            body=incoming.body,
        )
        answered = incoming.headers.get(ANSWER_HEADER.lower(), "")
        self.asking.check(sent[HOP_HEADER], answered, answer)
