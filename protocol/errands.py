"""Errands: an officer's client asks the node of its own agency, and proves its key.

An errand (an attestation, a lookup token) does not pass the gateway, so there is
neither hop nor operation. The client signs what it sends with the key that its access
token names (`cnf`, RFC 7800), in the header `Tautan-Errand`: whoever stole the token
alone gets nothing. It is of a kind of its own, so that neither a statement can be sent
as an errand nor an errand as a statement. (RFC 9449 does the same for OAuth; here the
body is bound besides.)
"""

import hmac
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from protocol.canonical import digest
from protocol.dates import epoch_seconds
from protocol.errors import StatementError
from protocol.jws import BadMessage, Claims, Why, sign, verify_by_key
from protocol.keys import SigningKey
from protocol.tokens import CLOCK_SKEW_SECONDS, AccessToken

ERRAND_HEADER: Final = "Tautan-Errand"
ERRAND_TYPE: Final = "tautan-errand+jwt"
ERRAND_LIFETIME_SECONDS: Final = 60


@dataclass(frozen=True, slots=True)
class ErrandMessage:
    """An errand as its sender and its receiver see it."""

    audience: str
    """The organisation whose own node is asked: the token's."""
    method: str
    path: str
    """Of the endpoint, as `/attest`."""
    body: bytes
    token: str
    """Compact access token."""

    def parts(self) -> dict[str, str]:
        """What an errand binds, by claim."""
        return {
            "aud": self.audience,
            "htm": self.method,
            "path": self.path,
            "body": digest(self.body),
            "tok": digest(self.token.encode()),
        }


@dataclass(frozen=True, slots=True)
class ErrandProof:
    """A verified errand; replays are the guard's to find."""

    jti: str
    issued_at: int
    """Seconds since 1970."""
    digest: str

    @property
    def expires_at(self) -> int:
        """When a replay guard may forget it (seconds since 1970)."""
        return self.issued_at + ERRAND_LIFETIME_SECONDS + CLOCK_SKEW_SECONDS


def sign_errand(
    key: SigningKey, message: ErrandMessage, *, now: datetime, jti: str
) -> str:
    """Signs an errand.

    Args:
        key: The key that the access token's `cnf` names.
        message: What is sent.
        now: The present instant.
        jti: A new id of 128 random bits; not the one of the request it is for.

    Returns:
        The value of the header `Tautan-Errand`.
    """
    claims = {**message.parts(), "iat": epoch_seconds(now), "jti": jti}
    return sign(key, ERRAND_TYPE, claims, with_kid=False)


def verify_errand(
    compact: str, token: AccessToken, message: ErrandMessage, *, now: datetime
) -> ErrandProof:
    """Verifies an errand under a verified token.

    Args:
        compact: The header's value, "" if there is none.
        token: The token that came with it.
        message: What arrived, with the token's organisation as audience.
        now: The present instant.

    Raises:
        StatementError: STATEMENT_MISSING, STATEMENT_MALFORMED, STATEMENT_WRONG_KEY,
            STATEMENT_WRONG_OPERATION or STATEMENT_STALE.
    """
    if not compact:
        raise StatementError("STATEMENT_MISSING", diagnostics="no errand")
    try:
        claims = verify_by_key(compact, ERRAND_TYPE, token.confirmation).claims
        proof = _read(claims, compact)
    except BadMessage as bad:
        malformed = bad.why is Why.MALFORMED
        code = "STATEMENT_MALFORMED" if malformed else "STATEMENT_WRONG_KEY"
        raise StatementError(code, diagnostics=str(bad)) from None
    for name, expected in message.parts().items():
        held = claims.values.get(name)
        if not isinstance(held, str) or not hmac.compare_digest(
            held.encode(), expected.encode()
        ):
            why = f"differs in {name}"
            raise StatementError("STATEMENT_WRONG_OPERATION", diagnostics=why)
    age = epoch_seconds(now) - proof.issued_at
    if not -CLOCK_SKEW_SECONDS <= age <= ERRAND_LIFETIME_SECONDS + CLOCK_SKEW_SECONDS:
        raise StatementError("STATEMENT_STALE", diagnostics=f"{age} s old")
    return proof


def _read(claims: Claims, compact: str) -> ErrandProof:
    return ErrandProof(
        claims.unique_id(), claims.seconds("iat"), digest(compact.encode())
    )
