"""Events between processes: a signed chain that answers one hop.

A subscription is answered by any number of events. Each is signed by the process
that sends it and names the digest of the hop, its number in the stream (from 0) and
the digest of the event before it (of the hop, for the first); the last says that it
is. So an event that was altered, dropped, repeated, moved or taken from another
stream does not verify, and a stream that ends without its last event was cut.

The proof of an event travels beside it, in the field `proof` of an event stream,
which readers that do not know it ignore (WHATWG HTML, 9.2.6). This file does not
know event streams.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from protocol.canonical import digest
from protocol.dates import epoch_seconds
from protocol.errors import TautanError
from protocol.hops import HOP_LIFETIME_SECONDS, process_of
from protocol.jws import BadMessage, sign, verify_by_set
from protocol.keys import KeySet, SigningKey
from protocol.tokens import CLOCK_SKEW_SECONDS

EVENT_TYPE: Final = "tautan-hop-event+jwt"


@dataclass(frozen=True, slots=True)
class Stream:
    """Whose events answer which hop."""

    issuer: str
    """Process id of whoever sends events."""
    audience: str
    """Process id of whoever asked for them."""
    hop_digest: str
    """`Hop.digest`, or `digest(compact.encode())` at the asking side."""


@dataclass(slots=True)
class _Chain:
    stream: Stream
    number: int = 0
    previous: str = ""
    ended: bool = False

    def parts(self, body: bytes, *, last: bool) -> dict[str, Any]:
        return {
            "iss": self.stream.issuer,
            "aud": self.stream.audience,
            "req": self.stream.hop_digest,
            "seq": self.number,
            "prev": self.previous or self.stream.hop_digest,
            "last": last,
            "body": digest(body),
        }

    def follow(self, compact: str, *, last: bool) -> None:
        self.number += 1
        self.previous = digest(compact.encode())
        self.ended = last


@dataclass(slots=True)
class EventSigner:
    """Signs the events of one stream, in their order."""

    key: SigningKey
    """Of the process that sends them."""
    stream: Stream
    _chain: _Chain = field(init=False)

    def __post_init__(self) -> None:
        """Begin before the first event."""
        self._chain = _Chain(self.stream)

    def sign(self, body: bytes, *, last: bool, now: datetime) -> str:
        """Sign the next event.

        Args:
            body: What it carries, as it is sent.
            last: Whether nothing follows.
            now: The present instant.

        Returns:
            Its proof, a compact JWS.

        Raises:
            ValueError: The stream has ended.
        """
        if self._chain.ended:
            raise ValueError("nothing follows the last event")
        claims = {**self._chain.parts(body, last=last), "iat": epoch_seconds(now)}
        compact = sign(self.key, EVENT_TYPE, claims, with_kid=True)
        self._chain.follow(compact, last=last)
        return compact


@dataclass(slots=True)
class EventVerifier:
    """Verifies the events of one stream, in the order in which they arrive."""

    peers: KeySet
    """Keys of the processes that we ask."""
    stream: Stream
    _chain: _Chain = field(init=False)

    def __post_init__(self) -> None:
        """Begin before the first event."""
        self._chain = _Chain(self.stream)

    @property
    def ended(self) -> bool:
        """Whether the last event has come."""
        return self._chain.ended

    def verify(self, compact: str, body: bytes, *, last: bool, now: datetime) -> None:
        """Verify that this is the next event of the stream.

        Args:
            compact: Its proof, "" if it has none.
            body: What arrived.
            last: Whether it came as the last.
            now: The present instant.

        Raises:
            TautanError: ANSWER_TAMPERED, with the agency that was asked.
        """
        if self._chain.ended:
            raise self._tampered("something follows the last event")
        try:
            verified = verify_by_set(compact, EVENT_TYPE, self.peers)
            age = epoch_seconds(now) - verified.claims.seconds("iat")
        except BadMessage as bad:
            raise self._tampered(str(bad)) from None
        if process_of(verified.kid) != self.stream.issuer:
            raise self._tampered("key of another process")
        expected = self._chain.parts(body, last=last)
        held = verified.claims.values
        changed = [name for name, value in expected.items() if held.get(name) != value]
        if changed:
            raise self._tampered(f"differs in {', '.join(changed)}")
        if not -CLOCK_SKEW_SECONDS <= age <= HOP_LIFETIME_SECONDS + CLOCK_SKEW_SECONDS:
            raise self._tampered(f"{age} s old")
        self._chain.follow(compact, last=last)

    def _tampered(self, why: str) -> TautanError:
        return TautanError(
            "ANSWER_TAMPERED", agency=self.stream.issuer, diagnostics=why
        )
