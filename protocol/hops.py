"""Hops: who sent these bytes to whom, and which answer belongs to them.

The sending process signs every request (header `Tautan-Hop`) and the receiver
signs its answer (header `Tautan-Hop-Answer`), which names the digest of the hop
it answers. A hop authenticates the process alone; what may be asked rests on
the token and the statement, whose digests it binds.

A process's key id is its process id ("gateway", "imigrasi", "persons",
"encoder:imigrasi"), with "#" and a label behind it while two keys are in use.
This file does not know about HTTP libraries: it takes the parts of a message.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

from protocol.canonical import digest
from protocol.dates import epoch_seconds
from protocol.errors import HopError, TautanError
from protocol.hop_session import HopSession, Sum
from protocol.jwk import read_x25519
from protocol.jws import BadMessage, Claims, Why, sign, verify_by_set
from protocol.keys import KeySet, SigningKey
from protocol.tokens import CLOCK_SKEW_SECONDS

HOP_HEADER: Final = "Tautan-Hop"
ANSWER_HEADER: Final = "Tautan-Hop-Answer"
STATEMENT_HEADER: Final = "Tautan-Statement"
DEADLINE_HEADER: Final = "Tautan-Deadline"

HOP_TYPE: Final = "tautan-hop+jwt"
ANSWER_TYPE: Final = "tautan-hop-answer+jwt"
HOP_LIFETIME_SECONDS: Final = 60


@dataclass(frozen=True, slots=True)
class HopMessage:
    """A request between processes, as its sender and its receiver see it."""

    audience: str
    """Process id of the receiver."""
    method: str
    path: str
    """Path and query string."""
    body: bytes
    token: str
    """Compact access token, "" if the request has none."""
    statement: str
    """Compact statement, "" if the request has none."""
    request_id: str
    """The statement's jti, "" if the request has none."""


@dataclass(frozen=True, slots=True)
class Hop:
    """A verified hop."""

    issuer: str
    """Process id of the sender."""
    jti: str
    digest: str
    """SHA-256 of the compact hop, base64url; the answer names it."""
    issued_at: int
    """Seconds since 1970."""
    compact: str = field(repr=False, default="")
    """The header's value."""
    offer: X25519PublicKey | None = None
    """The key that the sender offers for a session."""
    sum: Sum | None = None
    """What the sender signs over a session that ended."""
    session: HopSession | None = None
    """The session that it was sent under; None where it is signed itself."""

    @property
    def expires_at(self) -> int:
        """When a replay guard may forget it (seconds since 1970)."""
        return self.issued_at + HOP_LIFETIME_SECONDS + CLOCK_SKEW_SECONDS


@dataclass(frozen=True, slots=True)
class AnswerMessage:
    """An answer between processes, as its sender and its receiver see it."""

    issuer: str
    """Process id of whoever answers."""
    audience: str
    """Process id of whoever asked."""
    hop_digest: str
    """`Hop.digest`, or `digest(compact.encode())` at the asking side."""
    status: int
    """HTTP status."""
    body: bytes


def process_of(kid: str) -> str:
    """The process id in a key id."""
    return kid.partition("#")[0]


def sign_hop(
    key: SigningKey,
    message: HopMessage,
    *,
    now: datetime,
    jti: str,
    further: Mapping[str, Any] | None = None,
) -> str:
    """Signs a request to another process.

    Args:
        key: The sender's key; its id begins with the sender's process id.
        message: What is sent.
        now: The present instant.
        jti: A new id of 128 random bits (`protocol.statements.new_jti`).
        further: Claims about sessions (`protocol.hop_asking`).

    Returns:
        The value of the header `Tautan-Hop`.
    """
    body = {
        "iss": process_of(key.kid),
        "aud": message.audience,
        **hop_parts(message),
        "iat": epoch_seconds(now),
        "jti": jti,
        **(further or {}),
    }
    return sign(key, HOP_TYPE, body, with_kid=True)


def verify_hop(
    compact: str, peers: KeySet, message: HopMessage, *, now: datetime
) -> Hop:
    """Verifies a request of another process; replays are the guard's to find.

    Args:
        compact: The header's value, "" if there is none.
        peers: Keys of the processes that may send to us.
        message: What arrived, with our own process id as audience.
        now: The present instant.

    Raises:
        HopError: HOP_UNSIGNED, HOP_TAMPERED or HOP_STALE.
    """
    if not compact:
        raise HopError("HOP_UNSIGNED", diagnostics="no hop")
    try:
        verified = verify_by_set(compact, HOP_TYPE, peers)
        hop = _read_hop(verified.claims, compact)
    except BadMessage as bad:
        code = "HOP_TAMPERED" if bad.why is Why.FORGED else "HOP_UNSIGNED"
        raise HopError(code, diagnostics=str(bad)) from None
    if hop.issuer != process_of(verified.kid):
        raise HopError("HOP_UNSIGNED", diagnostics="key of another process")
    expected = {"aud": message.audience, **hop_parts(message)}
    changed = _differing(verified.claims, expected)
    if changed:
        raise HopError("HOP_TAMPERED", diagnostics=f"differs in {changed}")
    age = epoch_seconds(now) - hop.issued_at
    if not is_current(age):
        raise HopError("HOP_STALE", diagnostics=f"{age} s old")
    return hop


def sign_answer(
    key: SigningKey,
    message: AnswerMessage,
    *,
    now: datetime,
    further: Mapping[str, Any] | None = None,
) -> str:
    """Signs an answer.

    Args:
        key: Key of the process that answers.
        message: What is answered, to which hop.
        now: The present instant.
        further: Claims about sessions (`protocol.hop_answering`).

    Returns:
        The value of the header `Tautan-Hop-Answer`.
    """
    body = {**answer_parts(message), "iat": epoch_seconds(now), **(further or {})}
    return sign(key, ANSWER_TYPE, body, with_kid=True)


def verify_answer(
    compact: str, peers: KeySet, message: AnswerMessage, *, now: datetime
) -> Claims:
    """Verifies that an answer is of the asked process and to our very request.

    Args:
        compact: The header's value, "" if there is none.
        peers: Keys of the processes that we ask.
        message: What arrived, with the issuer and hop digest that we expect.
        now: The present instant.

    Returns:
        What it says, for whoever keeps sessions.

    Raises:
        TautanError: ANSWER_TAMPERED, with the agency that was asked.
    """
    try:
        verified = verify_by_set(compact, ANSWER_TYPE, peers)
        age = epoch_seconds(now) - verified.claims.seconds("iat")
    except BadMessage as bad:
        raise tampered(message, str(bad)) from None
    if process_of(verified.kid) != message.issuer:
        raise tampered(message, "key of another process")
    changed = _differing(verified.claims, answer_parts(message))
    if changed:
        raise tampered(message, f"differs in {changed}")
    if not is_current(age):
        raise tampered(message, f"{age} s old")
    return verified.claims


def is_current(age: int) -> bool:
    """Whether a message of this age, in seconds, is neither stale nor of the future."""
    return -CLOCK_SKEW_SECONDS <= age <= HOP_LIFETIME_SECONDS + CLOCK_SKEW_SECONDS


def sum_in(claims: Claims) -> Sum | None:
    """What a signed message says over a session that ended, None if nothing.

    Raises:
        BadMessage: It is not readable.
    """
    if "sum" not in claims.values:
        return None
    said = Claims(claims.members("sum"))
    return Sum(
        said.unique_id("sid"), said.count("n"), said.text("root"), said.texts("lost")
    )


def sum_claims(total: Sum) -> dict[str, Any]:
    """What is signed over a session that ended."""
    members = {"sid": total.session, "n": total.count, "root": total.root}
    return {"sum": {**members, "lost": list(total.lost)}}


def key_in(claims: Claims) -> X25519PublicKey | None:
    """The key that a signed message offers or accepts a session with.

    Raises:
        BadMessage: It is not readable.
    """
    if "epk" not in claims.values:
        return None
    try:
        return read_x25519(claims.values["epk"])
    except ValueError as error:
        raise BadMessage(Why.MALFORMED, f"epk: {error}") from None


def tampered(message: AnswerMessage, why: str) -> TautanError:
    """The refusal of an answer that is not what it claims to be."""
    return TautanError("ANSWER_TAMPERED", agency=message.issuer, diagnostics=why)


def _read_hop(claims: Claims, compact: str) -> Hop:
    return Hop(
        issuer=claims.text("iss"),
        jti=claims.unique_id(),
        digest=digest(compact.encode()),
        issued_at=claims.seconds("iat"),
        compact=compact,
        offer=key_in(claims),
        sum=sum_in(claims),
    )


def hop_parts(message: HopMessage) -> dict[str, Any]:
    """What a hop binds, by claim."""
    return {
        "htm": message.method,
        "path": message.path,
        "body": digest(message.body),
        "tok": _digest_or_empty(message.token),
        "stm": _digest_or_empty(message.statement),
        "rid": message.request_id,
    }


def answer_parts(message: AnswerMessage) -> dict[str, Any]:
    """What an answer binds, by claim."""
    return {
        "iss": message.issuer,
        "aud": message.audience,
        "req": message.hop_digest,
        "status": message.status,
        "body": digest(message.body),
    }


def _digest_or_empty(compact: str) -> str:
    return digest(compact.encode()) if compact else ""


def _differing(claims: Claims, expected: Mapping[str, Any]) -> str:
    """Names of the claims that are not as expected, "" if all are."""
    return ", ".join(
        name for name, value in expected.items() if claims.values.get(name) != value
    )
