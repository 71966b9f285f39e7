"""Verifies the access tokens of a foreign issuer and reads what they give.

JSON Web Tokens signed by any of the issuer's public keys (RFC 7519, RFC 9068);
scopes stand in `scope`, words apart by spaces (RFC 8693), or in a list. Tautan's own
tokens, which agreements rest on, are read by `protocol.tokens`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import jwt

from gateway.policy.access import Rights
from protocol.errors import TokenError

ALGORITHMS: Final = (
    *("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
    *("ES256", "ES384", "ES512", "EdDSA"),
)
"""Signatures by a private key alone: never `none`, never a shared secret."""
SKEW_SECONDS: Final = 30
_CODES: Final[tuple[tuple[type[jwt.PyJWTError], str], ...]] = (
    (jwt.ExpiredSignatureError, "TOKEN_EXPIRED"),
    (jwt.ImmatureSignatureError, "TOKEN_EXPIRED"),
    (jwt.InvalidAudienceError, "TOKEN_WRONG_AUDIENCE"),
    (jwt.InvalidIssuerError, "TOKEN_UNTRUSTED"),
    (jwt.InvalidSignatureError, "TOKEN_UNTRUSTED"),
    (jwt.InvalidAlgorithmError, "TOKEN_UNTRUSTED"),
    (jwt.InvalidKeyError, "TOKEN_UNTRUSTED"),
)


@dataclass(frozen=True, slots=True)
class JwtScopes:
    """Reads scopes from tokens of one issuer."""

    issuer: str
    audience: str | None
    """None takes tokens for any audience."""
    keys: Callable[[], jwt.PyJWKSet | None]
    """The issuer's keys as they are now."""

    def __call__(self, token: str) -> Rights:
        """Return what a token gives.

        Raises:
            TokenError: TOKEN_MALFORMED, TOKEN_UNTRUSTED, TOKEN_EXPIRED or
                TOKEN_WRONG_AUDIENCE.
        """
        try:
            claims = jwt.decode(
                token,
                self._key(token),
                algorithms=list(ALGORITHMS),
                issuer=self.issuer,
                audience=self.audience,
                leeway=SKEW_SECONDS,
                options={
                    "require": ["exp", "iss"],
                    "verify_aud": self.audience is not None,
                },
            )
        except jwt.PyJWTError as error:
            raise _refusal(error) from None
        scopes = _scopes(claims.get("scope", claims.get("scp")))
        return Rights(scopes, float(claims["exp"]))

    def _key(self, token: str) -> jwt.PyJWK:
        kid = jwt.get_unverified_header(token).get("kid")
        held = self.keys()
        for one in held.keys if held else ():
            if one.key_id == kid:
                return one
        raise jwt.InvalidKeyError("the issuer has no such key")


def _refusal(error: jwt.PyJWTError) -> TokenError:
    codes = (code for kind, code in _CODES if isinstance(error, kind))
    return TokenError(next(codes, "TOKEN_MALFORMED"), diagnostics=type(error).__name__)


def _scopes(claim: Any) -> frozenset[str]:
    if isinstance(claim, str):
        return frozenset(claim.split())
    if isinstance(claim, list):
        return frozenset(one for one in claim if isinstance(one, str))
    return frozenset()
