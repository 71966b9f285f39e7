"""One session between two processes: keys, MACs, and what was exchanged under them.

The asker offers an X25519 key in a signed hop, the answering process accepts with
one of its own in the signed answer (`protocol.hops`). Both then have

    64 bytes = HKDF-SHA256(X25519(own, other), salt = SHA-256(hop),
                           info = "tautan-hop-session-1" ‖ SHA-256(answer))

of which the first half keys requests and the second answers (RFC 5869, RFC 7748).
Both messages name both processes and are signed, so nobody can stand between, and
keys that are forgotten can't be had again. A MAC is HMAC-SHA256 over each part with
its length before it, so that parts can't flow into each other.

A session ends with its process; what it took is remembered as long as it lives.
"""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from cryptography.hazmat.primitives.asymmetric.x25519 import (
    X25519PrivateKey,
    X25519PublicKey,
)
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from protocol.canonical import b64url
from protocol.errors import HopError
from protocol.merkle import merkle_root

SESSION_SECONDS: Final = 300
MOST_EXCHANGES: Final = 2000
"""Messages under one session; so what is signed over them stays small."""

_INFO: Final = b"tautan-hop-session-1"
_KEY_BYTES: Final = 32


@dataclass(frozen=True, slots=True)
class SessionKeys:
    """One key for each direction."""

    requests: bytes = field(repr=False)
    answers: bytes = field(repr=False)

    @classmethod
    def derive(cls, shared: bytes, hop: str, answer: str) -> "SessionKeys":
        """The keys that two signed messages agree on.

        Args:
            shared: The secret of both sides (`shared_secret`).
            hop: The compact hop that offered.
            answer: The compact answer that accepted.
        """
        salt = hashlib.sha256(hop.encode()).digest()
        info = _INFO + hashlib.sha256(answer.encode()).digest()
        both = HKDF(SHA256(), 2 * _KEY_BYTES, salt, info).derive(shared)
        return cls(both[:_KEY_BYTES], both[_KEY_BYTES:])


def shared_secret(own: X25519PrivateKey, other: X25519PublicKey) -> bytes:
    """What one's own key of a session and the other's have in common.

    Raises:
        HopError: HOP_TAMPERED: the other's key is of small order.
    """
    try:
        return own.exchange(other)
    except ValueError:
        raise HopError("HOP_TAMPERED", diagnostics="a key of small order") from None


@dataclass(frozen=True, slots=True)
class Sum:
    """What one side signs over a session's exchanges."""

    session: str
    count: int
    root: str
    """Merkle root over the leaves in the order of the hops' ids, base64url."""
    lost: tuple[str, ...] = ()
    """Ids of hops whose answer never came, as the asker says; not in the sum."""


@dataclass(slots=True)
class HopSession:
    """One session, as one of its sides holds it."""

    id: str
    asker: str
    """Process id of the side that asks."""
    began_at: int
    """Seconds since 1970."""
    keys: SessionKeys
    exchanged: dict[str, bytes] = field(default_factory=dict)
    """By the hop's id, the leaf of hop and answer."""
    open: set[str] = field(default_factory=set)
    """Hops without an answer so far."""

    @property
    def expires_at(self) -> int:
        """When it may no longer be used (seconds since 1970)."""
        return self.began_at + SESSION_SECONDS

    @property
    def used(self) -> int:
        """How many hops it has seen."""
        return len(self.exchanged) + len(self.open)

    def take(self, jti: str) -> None:
        """Takes a hop's id once.

        Raises:
            HopError: HOP_REPLAYED.
        """
        if jti in self.exchanged or jti in self.open:
            raise HopError("HOP_REPLAYED")
        self.open.add(jti)

    def close(self, jti: str, hop: str, answer: str) -> None:
        """Notes the answer that a hop got; both as their headers say."""
        self.open.discard(jti)
        self.exchanged[jti] = leaf_of(hop, answer)

    def sum_without(self, lost: tuple[str, ...]) -> Sum:
        """What was exchanged, as it is signed; without what the asker never got."""
        kept = without(self.exchanged, lost)
        return Sum(self.id, len(kept), root_of(kept), lost)


def leaf_of(hop: str, answer: str) -> bytes:
    """What a session's tree holds of one exchange: both headers, each hashed."""
    both = hashlib.sha256(hop.encode()).digest()
    return hashlib.sha256(both + hashlib.sha256(answer.encode()).digest()).digest()


def root_of(exchanged: Mapping[str, bytes]) -> str:
    """The Merkle root over exchanges in the order of the hops' ids, base64url."""
    return b64url(merkle_root([exchanged[jti] for jti in sorted(exchanged)]))


def without(exchanged: Mapping[str, bytes], lost: tuple[str, ...]) -> dict[str, bytes]:
    """Exchanges without those whose answer never came."""
    gone = frozenset(lost)
    return {jti: leaf for jti, leaf in exchanged.items() if jti not in gone}


def mac(key: bytes, *parts: str) -> str:
    """HMAC-SHA256 over texts, each with its length before it, in base64url."""
    encoded = [part.encode() for part in parts]
    message = b"".join(len(part).to_bytes(4) + part for part in encoded)
    return b64url(hmac.digest(key, message, "sha256"))


def same(one: str, other: str) -> bool:
    """Compares MACs in constant time."""
    return hmac.compare_digest(one.encode(), other.encode())
