"""What two processes exchanged under a session, as a log keeps it and anyone checks it.

Each side signs the Merkle root over the exchanges of a session that ended: the asker
in its next signed hop, the answering process in the answer to that. Each writes down
the other's signature and its own leaves. So neither can deny an exchange later: the
leaf of a hop and its answer lies under a root that the other has signed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from protocol.audit_events import AuditEvent
from protocol.canonical import b64url, b64url_decode
from protocol.hop_session import HopSession, Sum, root_of, without
from protocol.hops import ANSWER_TYPE, HOP_TYPE, process_of, sum_in
from protocol.jws import BadMessage, verify_by_set
from protocol.keys import KeySet

EXCHANGED: Final = "EXCHANGED"
"""The kind of the line."""
OK: Final = "OK"
DIFFERS: Final = "EXCHANGES_DIFFER"
"""The outcome where the two sides do not agree on what was exchanged."""


@dataclass(frozen=True, slots=True)
class Exchanged:
    """A session that ended, as one side holds it, and what the other signed."""

    peer: str
    """Process id of the other side."""
    session: str
    leaves: Mapping[str, bytes]
    """By the hop's id; without those whose answer never came."""
    said: Sum
    """What the other side signed."""
    proof: str
    """The signed message that holds it."""

    @classmethod
    def of(cls, session: HopSession, peer: str, said: Sum, proof: str) -> "Exchanged":
        """A session beside what its other side signed."""
        leaves = without(session.exchanged, said.lost)
        return cls(peer, session.id, leaves, said, proof)

    @property
    def agreed(self) -> bool:
        """Whether the other side signed what this one holds."""
        return _agree(self.said, self.leaves)

    def event(self) -> AuditEvent:
        """The line of the log."""
        return AuditEvent(
            EXCHANGED,
            OK if self.agreed else DIFFERS,
            exchange={
                "peer": self.peer,
                "session": self.session,
                "leaves": {jti: b64url(leaf) for jti, leaf in self.leaves.items()},
                "proof": self.proof,
            },
        )


def unproven(line: Mapping[str, Any], keys: KeySet) -> str:
    """Why a line's exchanges are not what the other side signed, "" if they are.

    Args:
        line: A verified line of a log, of this kind.
        keys: Public keys of the processes.
    """
    exchange = line.get("exchange", {})
    try:
        leaves = {j: b64url_decode(leaf) for j, leaf in exchange["leaves"].items()}
        kid, said = _said(str(exchange["proof"]), keys)
    except (BadMessage, ValueError, KeyError, AttributeError, TypeError) as error:
        return f"the signature over its exchanges does not hold: {error}"
    if process_of(kid) != exchange.get("peer") or said.session != exchange["session"]:
        return "the signature is of another process or session"
    if _agree(said, leaves) != (line["outcome"] == OK):
        return "its exchanges are not those that were signed"
    return ""


def _said(proof: str, keys: KeySet) -> tuple[str, Sum]:
    try:
        verified = verify_by_set(proof, HOP_TYPE, keys)
    except BadMessage:
        verified = verify_by_set(proof, ANSWER_TYPE, keys)
    said = sum_in(verified.claims)
    if said is None:
        raise ValueError("nothing is signed")
    return verified.kid, said


def _agree(said: Sum, leaves: Mapping[str, bytes]) -> bool:
    """Whether what was signed is the sum over these leaves."""
    return (said.count, said.root) == (len(leaves), root_of(leaves))
