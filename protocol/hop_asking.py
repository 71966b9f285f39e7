"""The asking side of hops: signs or MACs what is sent, verifies what comes back.

    a signed hop that offers a session → its signed answer accepts
    → MACs, while the session lasts → before it ends, an offer again, which also
    signs what was exchanged under the one before

Whatever goes wrong with sessions, a signature takes their place: with a process that
does not accept, between sessions, or after the other side was restarted and knows
ours no longer (`SessionForgotten`: send again, it will be signed). This file knows no
HTTP; it is used by one event loop.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from protocol.canonical import digest, read_json_object
from protocol.dates import Clock, epoch_seconds
from protocol.errors import HopError, SessionForgotten, read_refusal
from protocol.hop_exchanged import Exchanged
from protocol.hop_macs import MacHop, is_mac, mac_hop, read_mac_hop, verify_mac_answer
from protocol.hop_session import (
    MOST_EXCHANGES,
    SESSION_SECONDS,
    HopSession,
    SessionKeys,
    Sum,
    shared_secret,
)
from protocol.hops import (
    HOP_LIFETIME_SECONDS,
    AnswerMessage,
    HopMessage,
    key_in,
    process_of,
    sign_hop,
    sum_claims,
    sum_in,
    tampered,
    verify_answer,
)
from protocol.jwk import x25519_jwk
from protocol.jws import BadMessage, Claims
from protocol.keys import KeySet, SigningKey

RENEW_SECONDS: Final = SESSION_SECONDS // 2
QUIET_SECONDS: Final = 60
"""How long no session is offered to a process that forgot one."""
MOST_LOST: Final = 100
"""Answers that never came, in what is signed over a session."""


@dataclass(frozen=True, slots=True)
class _Offer:
    private: X25519PrivateKey = field(repr=False)
    hop: str
    made_at: int
    ended: HopSession | None
    """The session that the hop sums up."""


@dataclass(slots=True)
class _Peer:
    session: HopSession | None = None
    ended: list[HopSession] = field(default_factory=list)
    """Sessions over which nothing is signed yet, the oldest first."""
    offer: _Offer | None = None
    quiet_until: int = 0


@dataclass(slots=True)
class Asking:
    """What one process asks others under.

    Args:
        key: Its signing key.
        peers: Keys of the processes that it asks.
        clock: Tells the time.
        new_id: Makes ids of 128 random bits.
        sessions: Whether sessions are offered; else every message is signed.
        exchanged: Takes what was exchanged under a session that ended.
    """

    key: SigningKey
    peers: KeySet
    clock: Clock
    new_id: Callable[[], str]
    sessions: bool = False
    exchanged: Callable[[Exchanged], None] = lambda _: None
    _peers: dict[str, _Peer] = field(default_factory=dict)

    @property
    def process(self) -> str:
        """The process's own id."""
        return process_of(self.key.kid)

    def prove(self, message: HopMessage, *, lasting: bool = False) -> str:
        """The value of the header `Tautan-Hop` of a message.

        Args:
            message: What is sent.
            lasting: Whether a stream answers, whose events are signed for themselves.
        """
        now, jti = self.clock(), self.new_id()
        if lasting or not self.sessions:
            return sign_hop(self.key, message, now=now, jti=jti)
        peer = self._peers.setdefault(message.audience, _Peer())
        seconds = epoch_seconds(now)
        session = peer.session
        if session is not None and not _is_current(session, seconds):
            peer.ended.append(session)
            session = peer.session = None
        may_offer = _may_offer(peer, seconds)
        if session is not None and not (may_offer and _is_due(session, seconds)):
            session.take(jti)
            return mac_hop(session, message, now, jti)
        if not may_offer:
            return sign_hop(self.key, message, now=now, jti=jti)
        private = X25519PrivateKey.generate()
        ended = _summable(peer, seconds)
        further: dict[str, Any] = {"epk": x25519_jwk(private.public_key())}
        if ended is not None:
            further |= sum_claims(ended.sum_without(tuple(sorted(ended.open))))
        hop = sign_hop(self.key, message, now=now, jti=jti, further=further)
        peer.offer = _Offer(private, hop, seconds, ended)
        return hop

    def check(self, hop: str, answered: str, message: AnswerMessage) -> None:
        """Verifies an answer.

        Args:
            hop: The header's value that was sent.
            answered: The value of the header `Tautan-Hop-Answer`, "" if there is none.
            message: What arrived, with the issuer and hop digest that we expect.

        Raises:
            TautanError: ANSWER_TAMPERED, with the agency that was asked.
            SessionForgotten: Send again.
        """
        peer = self._peers.get(message.issuer, _Peer())
        sent = read_mac_hop(hop) if is_mac(hop) else None
        if sent is not None and is_mac(answered):
            self._check_mac(peer, sent, answered, message)
            return
        claims = verify_answer(answered, self.peers, message, now=self.clock())
        if sent is not None:
            self._refused(peer, sent, message)
        elif peer.offer is not None and peer.offer.hop == hop:
            offer, peer.offer = peer.offer, None
            try:
                self._accepted(peer, offer, answered, claims, message)
            except (BadMessage, HopError) as bad:
                raise tampered(message, str(bad)) from None

    def _check_mac(
        self, peer: _Peer, sent: MacHop, answered: str, message: AnswerMessage
    ) -> None:
        session = _known(peer, sent.session)
        if session is None:
            raise tampered(message, "a session that ended long ago")
        verify_mac_answer(answered, session, message, self.clock())
        session.close(sent.jti, sent.compact, answered)

    def _refused(self, peer: _Peer, sent: MacHop, message: AnswerMessage) -> None:
        """A signed answer to a hop under a session: it was refused.

        Raises:
            SessionForgotten: Because the session is not known.
        """
        session = _known(peer, sent.session)
        if session is not None:
            session.open.discard(sent.jti)
        if _code(message.body) == "HOP_SESSION_UNKNOWN":
            if peer.session is session:
                peer.session = None
            peer.quiet_until = epoch_seconds(self.clock()) + QUIET_SECONDS
            raise SessionForgotten

    def _accepted(
        self,
        peer: _Peer,
        offer: _Offer,
        answered: str,
        claims: Claims,
        message: AnswerMessage,
    ) -> None:
        said = sum_in(claims)
        if said is not None and offer.ended is not None:
            self._sum_up(peer, offer.ended, said, answered, message)
        other = key_in(claims)
        if other is None:
            peer.quiet_until = epoch_seconds(self.clock()) + QUIET_SECONDS
            return
        if peer.session is not None:
            peer.ended.append(peer.session)
        peer.session = HopSession(
            id=claims.unique_id("sid"),
            asker=self.process,
            began_at=claims.seconds("iat"),
            keys=SessionKeys.derive(
                shared_secret(offer.private, other), offer.hop, answered
            ),
        )

    def _sum_up(
        self,
        peer: _Peer,
        ended: HopSession,
        said: Sum,
        proof: str,
        message: AnswerMessage,
    ) -> None:
        if said.session != ended.id:
            raise tampered(message, "a sum over another session")
        peer.ended.remove(ended)
        self.exchanged(Exchanged.of(ended, message.issuer, said, proof))


def _is_current(session: HopSession, now: int) -> bool:
    return now < session.expires_at and session.used < MOST_EXCHANGES


def _is_due(session: HopSession, now: int) -> bool:
    """Whether another session should be agreed on meanwhile."""
    old = now >= session.began_at + RENEW_SECONDS
    return old or session.used >= MOST_EXCHANGES // 2


def _may_offer(peer: _Peer, now: int) -> bool:
    """Whether no offer is on its way, and the other side did not forget lately."""
    pending = peer.offer
    waits = pending is not None and now < pending.made_at + HOP_LIFETIME_SECONDS
    return not waits and now >= peer.quiet_until


def _summable(peer: _Peer, now: int) -> HopSession | None:
    """The oldest session whose answers have all come, or will not come any more."""
    for session in list(peer.ended):
        late = now >= session.expires_at + HOP_LIFETIME_SECONDS
        if late and len(session.open) > MOST_LOST:
            peer.ended.remove(session)
        elif late or not session.open:
            return session
    return None


def _known(peer: _Peer, name: str) -> HopSession | None:
    candidates = [*peer.ended, *([peer.session] if peer.session else [])]
    return next((one for one in candidates if one.id == name), None)


def _code(body: bytes) -> str:
    """The code of a refusal of the whole request, "" if it is none."""
    try:
        errors = read_json_object(body).get("errors")
    except ValueError:
        return ""
    first = errors[0] if isinstance(errors, list) and errors else None
    refusal = read_refusal(first) if isinstance(first, dict) else None
    return refusal.code if refusal else ""


def hop_digest(hop: str) -> str:
    """What an answer names its hop by."""
    return digest(hop.encode())
