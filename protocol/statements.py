"""Request statements: what exactly is asked, for which purpose, by whose key.

The asker's client signs one for every request, with the key that its access
token names. It binds the text of the operation and its variables, the purpose,
the way of asking, the audience, and the key that answers are sealed to. The
request id everywhere is the statement's `jti`.
"""

import hmac
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from protocol.asks import Way
from protocol.canonical import b64url, canonical_json, digest
from protocol.dates import epoch_seconds
from protocol.errors import StatementError
from protocol.jwk import read_x25519
from protocol.jws import BadMessage, Claims, Why, sign, verify_by_key
from protocol.keys import SigningKey
from protocol.tokens import CLOCK_SKEW_SECONDS, AccessToken

STATEMENT_TYPE: Final = "tautan-statement+jwt"
STATEMENT_LIFETIME_SECONDS: Final = 120
_ID_BYTES: Final = 16


@dataclass(frozen=True, slots=True)
class StatementDraft:
    """What a client is about to sign."""

    document: str
    """The operation, exactly as it is sent."""
    variables: Mapping[str, Any]
    purpose: str
    way: Way
    audience: str
    sealing_jwk: Mapping[str, str]
    """Public X25519 JWK that the nodes seal to."""
    attestation: str | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """A verified request statement."""

    operation: str
    """Digest of the operation's text."""
    variables: str
    """Digest of the canonical variables."""
    purpose: str
    way: Way
    jti: str
    """The request id."""
    issued_at: int
    """Seconds since 1970."""
    sealing_jwk: Mapping[str, str]
    attestation: str | None
    """Compact case attestation, not yet verified."""
    digest: str
    """SHA-256 of the compact statement, base64url."""

    @property
    def request_id(self) -> str:
        """The request id, which is the statement's jti."""
        return self.jti

    @property
    def expires_at(self) -> int:
        """When a replay guard may forget it (seconds since 1970)."""
        return self.issued_at + STATEMENT_LIFETIME_SECONDS + CLOCK_SKEW_SECONDS

    def bind(self, document: str, variables: Mapping[str, Any] | None) -> None:
        """Checks that the statement is about this operation.

        Args:
            document: The operation's text, exactly as it arrived.
            variables: The variables as they arrived; None counts as none.

        Raises:
            StatementError: STATEMENT_WRONG_OPERATION.
        """
        try:
            found = operation_digest(document), variables_digest(variables)
        except ValueError as error:
            raise StatementError(
                "STATEMENT_WRONG_OPERATION", diagnostics=str(error)
            ) from None
        same = hmac.compare_digest(found[0], self.operation)
        if not (same and hmac.compare_digest(found[1], self.variables)):
            raise StatementError("STATEMENT_WRONG_OPERATION")


def new_jti(entropy: Callable[[int], bytes] = secrets.token_bytes) -> str:
    """A new request, hop or token id: 128 random bits in base64url."""
    return b64url(entropy(_ID_BYTES))


def operation_digest(document: str) -> str:
    """Digest of an operation's text.

    Raises:
        ValueError: The text holds a lone surrogate.
    """
    return digest(document.encode())


def variables_digest(variables: Mapping[str, Any] | None) -> str:
    """Digest of the canonical spelling of variables.

    Raises:
        ValueError: A value has no canonical spelling.
    """
    return digest(canonical_json(variables or {}))


def sign_statement(
    key: SigningKey, draft: StatementDraft, *, now: datetime, jti: str
) -> str:
    """Signs a request statement.

    Args:
        key: The key that the access token's `cnf` names.
        draft: What is asked.
        now: The present instant.
        jti: A new id of 128 random bits (`new_jti()`).

    Returns:
        The compact statement, for the header `Tautan-Statement`.

    Raises:
        ValueError: The sealing key is not X25519, or a variable has no
            canonical spelling.
    """
    read_x25519(draft.sealing_jwk)
    body = {
        "op": operation_digest(draft.document),
        "vars": variables_digest(draft.variables),
        "purpose": draft.purpose,
        "way": draft.way.value,
        "aud": draft.audience,
        "jti": jti,
        "iat": epoch_seconds(now),
        "enc": dict(draft.sealing_jwk),
        "att": draft.attestation,
    }
    return sign(key, STATEMENT_TYPE, body, with_kid=False)


def verify_statement(
    compact: str, token: AccessToken, *, audience: str, now: datetime
) -> Statement:
    """Verifies a statement under a verified token.

    It does not look for replays (`protocol.replay`), nor at the operation
    (`Statement.bind`).

    Args:
        compact: The statement, "" if there is none.
        token: The token that came with it.
        audience: The federation's id.
        now: The present instant.

    Raises:
        StatementError: STATEMENT_MISSING, STATEMENT_MALFORMED,
            STATEMENT_WRONG_KEY, STATEMENT_WRONG_AUDIENCE, STATEMENT_STALE or
            PURPOSE_NOT_IN_TOKEN.
    """
    if not compact:
        raise StatementError("STATEMENT_MISSING")
    try:
        claims = verify_by_key(compact, STATEMENT_TYPE, token.confirmation).claims
        statement = _read(claims, compact)
        meant_for = claims.text("aud")
    except BadMessage as bad:
        malformed = bad.why is Why.MALFORMED
        code = "STATEMENT_MALFORMED" if malformed else "STATEMENT_WRONG_KEY"
        raise StatementError(code, diagnostics=str(bad)) from None
    if meant_for != audience:
        raise StatementError("STATEMENT_WRONG_AUDIENCE")
    age = epoch_seconds(now) - statement.issued_at
    oldest = STATEMENT_LIFETIME_SECONDS + CLOCK_SKEW_SECONDS
    if not -CLOCK_SKEW_SECONDS <= age <= oldest:
        raise StatementError("STATEMENT_STALE", diagnostics=f"{age} s old")
    if statement.purpose not in token.purposes:
        raise StatementError("PURPOSE_NOT_IN_TOKEN", purpose=statement.purpose)
    return statement


def _read(claims: Claims, compact: str) -> Statement:
    return Statement(
        operation=claims.text("op"),
        variables=claims.text("vars"),
        purpose=claims.text("purpose"),
        way=_way(claims.text("way")),
        jti=claims.unique_id(),
        issued_at=claims.seconds("iat"),
        sealing_jwk=_sealing_jwk(claims.members("enc")),
        attestation=claims.optional_text("att"),
        digest=digest(compact.encode()),
    )


def _way(text: str) -> Way:
    try:
        return Way(text)
    except ValueError:
        raise BadMessage(Why.MALFORMED, "an unknown way of asking") from None


def _sealing_jwk(jwk: Mapping[str, Any]) -> Mapping[str, str]:
    try:
        read_x25519(jwk)
    except ValueError as error:
        raise BadMessage(Why.MALFORMED, f"enc: {error}") from None
    return {"kty": "OKP", "crv": "X25519", "x": jwk["x"]}
