"""The answering side of hops: verifies what comes, signs or MACs what is answered.

A signed hop may offer a session; its answer accepts unless settings say that every
message is signed. Sessions live in memory: after a restart they are unknown, and the
asker sends again, signed. What is refused before its hop is verified is answered signed.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.x25519 import (
    X25519PrivateKey,
    X25519PublicKey,
)

from protocol.dates import Clock, epoch_seconds
from protocol.errors import HopError
from protocol.hop_exchanged import Exchanged
from protocol.hop_macs import is_mac, mac_answer, read_mac_hop, verify_mac_hop
from protocol.hop_session import (
    MOST_EXCHANGES,
    SESSION_SECONDS,
    HopSession,
    SessionKeys,
    shared_secret,
)
from protocol.hops import (
    AnswerMessage,
    Hop,
    HopMessage,
    sign_answer,
    sum_claims,
    verify_hop,
)
from protocol.jwk import x25519_jwk
from protocol.keys import KeySet, SigningKey
from protocol.tokens import CLOCK_SKEW_SECONDS


@dataclass(slots=True)
class Answering:
    """What one process answers others under.

    Args:
        key: Its signing key.
        peers: Keys of the processes that ask it.
        clock: Tells the time.
        new_id: Makes ids of 128 random bits.
        sessions: Whether sessions are accepted.
    """

    key: SigningKey
    peers: KeySet
    clock: Clock
    new_id: Callable[[], str]
    sessions: bool = True
    _sessions: dict[str, HopSession] = field(default_factory=dict)
    _exchanged: list[Exchanged] = field(default_factory=list)

    def verify(self, compact: str, message: HopMessage) -> Hop:
        """Verifies a request; replays of signed ones are the guard's to find.

        Args:
            compact: The header's value, "" if there is none.
            message: What arrived, with our own process id as audience.

        Raises:
            HopError: HOP_UNSIGNED, HOP_TAMPERED, HOP_STALE, HOP_REPLAYED or
                HOP_SESSION_UNKNOWN.
        """
        now = self.clock()
        if not is_mac(compact):
            return verify_hop(compact, self.peers, message, now=now)
        hop = read_mac_hop(compact)
        session = self._sessions.get(hop.session)
        if session is None or not _is_open(session, epoch_seconds(now)):
            raise HopError("HOP_SESSION_UNKNOWN")
        return verify_mac_hop(hop, session, message, now)

    def prove(self, hop: Hop | None, message: AnswerMessage) -> str:
        """The value of the header `Tautan-Hop-Answer` of an answer.

        Args:
            hop: What it answers, None where that does not hold.
            message: What is answered.
        """
        now = self.clock()
        if hop is not None and hop.session is not None:
            answer = mac_answer(hop.session, message, now)
            hop.session.close(hop.jti, hop.compact, answer)
            return answer
        if hop is None or hop.offer is None or not self.sessions:
            return sign_answer(self.key, message, now=now)
        return self._accept(hop, hop.offer, message, now)

    def take_exchanged(self) -> list[Exchanged]:
        """What was exchanged under sessions that ended, each told once."""
        taken, self._exchanged = self._exchanged, []
        return taken

    def _accept(
        self, hop: Hop, offer: X25519PublicKey, message: AnswerMessage, now: datetime
    ) -> str:
        private, session = X25519PrivateKey.generate(), self.new_id()
        try:
            shared = shared_secret(private, offer)
        except HopError:
            return sign_answer(self.key, message, now=now)
        further: dict[str, Any] = {
            "epk": x25519_jwk(private.public_key()),
            "sid": session,
            **self._sum_up(hop),
        }
        answer = sign_answer(self.key, message, now=now, further=further)
        self._forget(epoch_seconds(now))
        self._sessions[session] = HopSession(
            id=session,
            asker=hop.issuer,
            began_at=epoch_seconds(now),
            keys=SessionKeys.derive(shared, hop.compact, answer),
        )
        return answer

    def _sum_up(self, hop: Hop) -> dict[str, Any]:
        """What this side signs over the session that the hop sums up."""
        said = hop.sum
        session = None if said is None else self._sessions.get(said.session)
        if said is None or session is None or session.asker != hop.issuer:
            return {}
        del self._sessions[session.id]
        self._exchanged.append(Exchanged.of(session, hop.issuer, said, hop.compact))
        return sum_claims(session.sum_without(said.lost))

    def _forget(self, now: int) -> None:
        """Drops sessions that nobody sums up."""
        old = [one.id for one in self._sessions.values() if now > _kept(one)]
        for name in old:
            del self._sessions[name]


def _is_open(session: HopSession, now: int) -> bool:
    """Whether a hop under a session is taken; the asker stops well before."""
    in_time = now <= session.expires_at + CLOCK_SKEW_SECONDS
    return in_time and session.used < 2 * MOST_EXCHANGES


def _kept(session: HopSession) -> int:
    """Until when a session waits to be summed up."""
    return session.expires_at + 2 * SESSION_SECONDS
