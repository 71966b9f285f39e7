"""Public keys as JSON Web Keys (RFC 7517, RFC 7518 §6, RFC 8037).

A key has exactly one algorithm here, which follows from the key and never from
a message: Ed25519 → EdDSA, P-256 → ES256, RSA of 2048 bits or more → RS256.
"""

import hashlib
from collections.abc import Mapping
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePublicKey,
    EllipticCurvePublicNumbers,
)
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import (
    RSAPublicKey,
    RSAPublicNumbers,
)
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

from protocol.canonical import b64url, b64url_decode, canonical_json

PublicKey = Ed25519PublicKey | EllipticCurvePublicKey | RSAPublicKey
"""A key that a signature is verified with."""

_LEAST_RSA_BITS: Final = 2048
_MOST_RSA_BITS: Final = 8192
_COORDINATE_BYTES: Final = 32
_REQUIRED_MEMBERS: Final[Mapping[str, tuple[str, ...]]] = {
    "OKP": ("crv", "kty", "x"),
    "EC": ("crv", "kty", "x", "y"),
    "RSA": ("e", "kty", "n"),
}


def algorithm_of(key: PublicKey) -> str:
    """The one JWS algorithm of a key: EdDSA, ES256 or RS256."""
    match key:
        case Ed25519PublicKey():
            return "EdDSA"
        case EllipticCurvePublicKey():
            return "ES256"
        case RSAPublicKey():
            return "RS256"


def ed25519_jwk(key: Ed25519PublicKey) -> dict[str, str]:
    """A signing key's public half, `{kty, crv, x}`."""
    return {"kty": "OKP", "crv": "Ed25519", "x": b64url(key.public_bytes_raw())}


def x25519_jwk(key: X25519PublicKey) -> dict[str, str]:
    """A sealing key's public half, `{kty, crv, x}`."""
    return {"kty": "OKP", "crv": "X25519", "x": b64url(key.public_bytes_raw())}


def read_ed25519(jwk: object) -> Ed25519PublicKey:
    """Reads a public Ed25519 key.

    Raises:
        ValueError: Another key, or a private one.
    """
    return Ed25519PublicKey.from_public_bytes(_octets(jwk, "Ed25519"))


def read_x25519(jwk: object) -> X25519PublicKey:
    """Reads a public X25519 key.

    Raises:
        ValueError: Another key, or a private one.
    """
    return X25519PublicKey.from_public_bytes(_octets(jwk, "X25519"))


def read_public(jwk: Mapping[str, Any]) -> PublicKey:
    """Reads a public key that verifies signatures.

    Raises:
        ValueError: Of another kind (a symmetric key above all), too small,
            private, or meant for another algorithm or use.
    """
    key = _read_by_kind(jwk)
    if jwk.get("alg", algorithm_of(key)) != algorithm_of(key):
        raise ValueError("the key names another algorithm than its own")
    if jwk.get("use", "sig") != "sig":
        raise ValueError("the key is not for signatures")
    return key


def thumbprint(jwk: Mapping[str, Any]) -> str:
    """SHA-256 thumbprint in base64url (RFC 7638, for OKP RFC 8037 §2).

    Raises:
        ValueError: Of another kind, or a member is missing.
    """
    members = _REQUIRED_MEMBERS.get(str(jwk.get("kty")))
    if members is None or not all(isinstance(jwk.get(m), str) for m in members):
        raise ValueError("not a public key")
    spelled = canonical_json({member: jwk[member] for member in members})
    return b64url(hashlib.sha256(spelled).digest())


def _read_by_kind(jwk: Mapping[str, Any]) -> PublicKey:
    _must_be_public(jwk)
    match jwk.get("kty"), jwk.get("crv"):
        case "OKP", "Ed25519":
            return read_ed25519(jwk)
        case "EC", "P-256":
            return _read_p256(jwk)
        case "RSA", None:
            return _read_rsa(jwk)
        case _:
            raise ValueError("a key of this kind is not accepted")


def _read_p256(jwk: Mapping[str, Any]) -> EllipticCurvePublicKey:
    x, y = _member(jwk, "x"), _member(jwk, "y")
    if not len(x) == len(y) == _COORDINATE_BYTES:
        raise ValueError("a coordinate of P-256 has 32 bytes")
    return EllipticCurvePublicNumbers(
        int.from_bytes(x), int.from_bytes(y), SECP256R1()
    ).public_key()


def _read_rsa(jwk: Mapping[str, Any]) -> RSAPublicKey:
    modulus = int.from_bytes(_member(jwk, "n"))
    exponent = int.from_bytes(_member(jwk, "e"))
    if not _LEAST_RSA_BITS <= modulus.bit_length() <= _MOST_RSA_BITS:
        raise ValueError("an RSA key has 2048 to 8192 bits")
    return RSAPublicNumbers(exponent, modulus).public_key()


def _octets(jwk: object, curve: str) -> bytes:
    if not isinstance(jwk, Mapping):
        raise ValueError("not a JWK")  # noqa: TRY004 -- one error for bad input
    _must_be_public(jwk)
    if (jwk.get("kty"), jwk.get("crv")) != ("OKP", curve):
        raise ValueError(f"not an {curve} key")
    return _member(jwk, "x")


def _member(jwk: Mapping[str, Any], name: str) -> bytes:
    value = jwk.get(name)
    if not isinstance(value, str):
        raise ValueError(f"the key lacks its member {name}")  # noqa: TRY004 -- one error for bad input
    return b64url_decode(value)


def _must_be_public(jwk: Mapping[str, Any]) -> None:
    if "d" in jwk or "k" in jwk:
        raise ValueError("a secret key where a public one belongs")
