"""Access tokens: who asks, in what roles and for which purposes (RFC 9068 shape).

An identity provider issues them; gateway and every node verify them for
themselves. `cnf` (RFC 7800) names the key that alone may sign statements under
the token, so a copied token is of no use.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from protocol.canonical import digest
from protocol.dates import epoch_seconds
from protocol.errors import TokenError
from protocol.jwk import read_ed25519
from protocol.jws import BadMessage, Claims, Why, sign, verify_by_set
from protocol.keys import KeySet, SigningKey

TOKEN_TYPE: Final = "at+jwt"  # noqa: S105 -- a media type
CLOCK_SKEW_SECONDS: Final = 5


@dataclass(frozen=True, slots=True)
class AccessToken:
    """A verified access token."""

    issuer: str
    audience: tuple[str, ...]
    subject: str
    """Pseudonymous id of the officer."""
    organisation: str
    roles: frozenset[str]
    purposes: frozenset[str]
    region: str | None
    """Region code prefix of a kanwil."""
    post: str | None
    """Diplomatic mission."""
    issued_at: int
    """Seconds since 1970."""
    expires_at: int
    """Seconds since 1970."""
    token_id: str
    confirmation: Ed25519PublicKey
    """The key that statements under this token are signed with."""
    digest: str
    """SHA-256 of the compact token, base64url."""
    methods: frozenset[str] = frozenset()
    """How the officer signed in (`amr`, RFC 8176)."""

    @property
    def asker(self) -> str:
        """Organisation and subject, as tickets bind them."""
        return f"{self.organisation}/{self.subject}"


@dataclass(frozen=True, slots=True)
class TokenClaims:
    """What an issuer puts into a token."""

    issuer: str
    audience: str
    subject: str
    organisation: str
    roles: tuple[str, ...]
    purposes: tuple[str, ...]
    confirmation: Mapping[str, str]
    """Public Ed25519 JWK of the asker's client."""
    token_id: str
    lifetime_seconds: int = 900
    region: str | None = None
    post: str | None = None
    methods: tuple[str, ...] = ()
    """How the officer signed in (`amr`, RFC 8176)."""


def issue_token(key: SigningKey, claims: TokenClaims, *, now: datetime) -> str:
    """Issues an access token.

    Args:
        key: The issuer's key, whose id its JWKS lists.
        claims: What the token says.
        now: The present instant.

    Raises:
        ValueError: `confirmation` is not a public Ed25519 key.
    """
    read_ed25519(claims.confirmation)
    issued = epoch_seconds(now)
    body: dict[str, Any] = {
        "iss": claims.issuer,
        "aud": claims.audience,
        "sub": claims.subject,
        "org": claims.organisation,
        "roles": list(claims.roles),
        "purposes": list(claims.purposes),
        "region": claims.region,
        "post": claims.post,
        "amr": list(claims.methods) or None,
        "iat": issued,
        "exp": issued + claims.lifetime_seconds,
        "jti": claims.token_id,
        "cnf": {"jwk": dict(claims.confirmation)},
    }
    return sign(key, TOKEN_TYPE, body, with_kid=True)


def verify_token(
    compact: str, keyset: KeySet, *, issuer: str, audience: str, now: datetime
) -> AccessToken:
    """Verifies an access token, whoever presents it.

    Args:
        compact: The token, "" if there is none.
        keyset: The issuer's keys.
        issuer: The issuer that we trust.
        audience: The federation's id.
        now: The present instant.

    Raises:
        TokenError: TOKEN_MISSING, TOKEN_MALFORMED, TOKEN_UNTRUSTED,
            TOKEN_WRONG_AUDIENCE or TOKEN_EXPIRED.
    """
    if not compact:
        raise TokenError("TOKEN_MISSING")
    try:
        verified = verify_by_set(compact, TOKEN_TYPE, keyset)
        token = _read(verified.claims, compact)
    except BadMessage as bad:
        malformed = bad.why is Why.MALFORMED
        code = "TOKEN_MALFORMED" if malformed else "TOKEN_UNTRUSTED"
        raise TokenError(code, diagnostics=str(bad)) from None
    if token.issuer != issuer:
        raise TokenError("TOKEN_UNTRUSTED", diagnostics="another issuer")
    if audience not in token.audience:
        raise TokenError("TOKEN_WRONG_AUDIENCE")
    _must_be_current(token, verified.claims, epoch_seconds(now))
    return token


def _must_be_current(token: AccessToken, claims: Claims, now: int) -> None:
    begins = token.issued_at
    if "nbf" in claims.values:
        begins = max(begins, _not_before(claims))
    if now >= token.expires_at + CLOCK_SKEW_SECONDS:
        raise TokenError("TOKEN_EXPIRED", diagnostics="expired")
    if now < begins - CLOCK_SKEW_SECONDS:
        raise TokenError("TOKEN_EXPIRED", diagnostics="not valid yet")


def _not_before(claims: Claims) -> int:
    try:
        return claims.seconds("nbf")
    except BadMessage as bad:
        raise TokenError("TOKEN_MALFORMED", diagnostics=str(bad)) from None


def _read(claims: Claims, compact: str) -> AccessToken:
    several = isinstance(claims.values.get("aud"), list)
    return AccessToken(
        issuer=claims.text("iss"),
        audience=claims.texts("aud") if several else (claims.text("aud"),),
        subject=claims.text("sub"),
        organisation=claims.text("org"),
        roles=frozenset(claims.texts("roles")),
        purposes=frozenset(claims.texts("purposes")),
        region=claims.optional_text("region"),
        post=claims.optional_text("post"),
        issued_at=claims.seconds("iat"),
        expires_at=claims.seconds("exp"),
        token_id=claims.text("jti"),
        confirmation=_confirmation(claims.members("cnf")),
        digest=digest(compact.encode()),
        methods=frozenset(claims.texts("amr") if "amr" in claims.values else ()),
    )


def _confirmation(cnf: Mapping[str, Any]) -> Ed25519PublicKey:
    try:
        return read_ed25519(cnf.get("jwk"))
    except ValueError as error:
        raise BadMessage(Why.MALFORMED, f"cnf: {error}") from None
