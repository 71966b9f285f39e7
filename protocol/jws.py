"""Compact signed messages (RFC 7515), read so that they can mean one thing only.

1. Split in three, each part strict base64url.
2. The header is a JSON object with the expected `typ` and `alg`, and without
   members that bring a key or change how the rest is read (`jwk`, `jku`, `x5u`,
   `x5c`, `crit`, `b64`).
3. The caller finds the key by `kid`, or holds it already. The algorithm is the
   key's own, so `none`, a MAC, or another key's algorithm can't pass.
4. PyJWT verifies the signature.
5. The payload is a JSON object without doubled members, of version 1.

This file knows signatures and shapes, not what any message is for: it raises
`BadMessage`, and each kind of message says which code that is.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, Final

from jwt import PyJWS
from jwt.exceptions import PyJWTError

from protocol.canonical import b64url_decode, canonical_json, read_json_object
from protocol.jwk import PublicKey, algorithm_of
from protocol.keys import KeySet, SigningKey

MESSAGE_VERSION: Final = 1
"""The version that every signed message of this protocol carries as `v`."""

MAX_COMPACT_CHARACTERS: Final = 16_384

ALGORITHMS: Final = ("EdDSA", "ES256", "RS256")

_FORBIDDEN: Final = frozenset({"jwk", "jku", "x5u", "x5c", "crit", "b64", "zip"})
_ID: Final = re.compile(r"[A-Za-z0-9_-]{22,128}")
_JWS: Final = PyJWS(algorithms=list(ALGORITHMS))


class Why(Enum):
    """Why a signed message is not accepted."""

    MALFORMED = auto()
    """Not a message of this kind and version."""
    UNTRUSTED = auto()
    """No key that we know signed it, or its key has another algorithm."""
    FORGED = auto()
    """The signature does not fit."""


class BadMessage(ValueError):
    """A signed message that is not accepted."""

    def __init__(self, why: Why, detail: str) -> None:
        super().__init__(detail)
        self.why = why


@dataclass(frozen=True, slots=True)
class Verified:
    """A message whose signature fits."""

    kid: str
    """The key's id, "" if the message named none."""
    claims: "Claims"


@dataclass(frozen=True, slots=True)
class Claims:
    """The claims of a verified message, read with their types.

    Each reader raises `BadMessage` (malformed) where a claim is missing or of
    another type.
    """

    values: Mapping[str, Any]

    def text(self, name: str) -> str:
        """A text that is not empty."""
        value = self.values.get(name)
        if not isinstance(value, str) or not value:
            raise BadMessage(Why.MALFORMED, f"{name} is not a text")
        return value

    def text_or_empty(self, name: str) -> str:
        """A text, which may be empty."""
        value = self.values.get(name)
        if not isinstance(value, str):
            raise BadMessage(Why.MALFORMED, f"{name} is not a text")
        return value

    def optional_text(self, name: str) -> str | None:
        """A text, or None where the claim is absent."""
        return self.text(name) if name in self.values else None

    def unique_id(self, name: str = "jti") -> str:
        """A random id of 128 bits or more (22 characters of base64url)."""
        value = self.text(name)
        if not _ID.fullmatch(value):
            raise BadMessage(Why.MALFORMED, f"{name} is not an id of 128 bits")
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts."""
        value = self.values.get(name)
        if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
            raise BadMessage(Why.MALFORMED, f"{name} is not a list of texts")
        return tuple(value)

    def seconds(self, name: str) -> int:
        """An instant as a NumericDate, rounded down."""
        value = self.values.get(name)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise BadMessage(Why.MALFORMED, f"{name} is not an instant")
        return int(value)

    def count(self, name: str) -> int:
        """An integer from 0."""
        value = self.values.get(name)
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise BadMessage(Why.MALFORMED, f"{name} is not a count")
        return value

    def members(self, name: str) -> Mapping[str, Any]:
        """An object."""
        value = self.values.get(name)
        if not isinstance(value, dict):
            raise BadMessage(Why.MALFORMED, f"{name} is not an object")
        return value


def sign(
    key: SigningKey, typ: str, claims: Mapping[str, Any], *, with_kid: bool
) -> str:
    """Signs claims of version 1.

    Args:
        key: Whoever says it.
        typ: The kind of message, so that one can't stand for another.
        claims: JSON values; members that are None are left out.
        with_kid: Whether the header names the key.

    Returns:
        The compact serialisation.
    """
    present = {name: value for name, value in claims.items() if value is not None}
    header = {"typ": typ} | ({"kid": key.kid} if with_kid else {})
    payload = canonical_json({"v": MESSAGE_VERSION, **present})
    return _JWS.encode(payload, key.private, algorithm="EdDSA", headers=header)


def verify_by_set(compact: str, typ: str, keys: KeySet) -> Verified:
    """Verifies a message of somebody in a set of keys, found by `kid`.

    Raises:
        BadMessage: It is not accepted.
    """

    def find(header: Mapping[str, Any]) -> PublicKey:
        known = keys.find(header.get("kid"))
        if known is None:
            raise BadMessage(Why.UNTRUSTED, "no key with this id is known")
        return known.key

    return _verify(compact, typ, find)


def verify_by_key(compact: str, typ: str, key: PublicKey) -> Verified:
    """Verifies a message by a key that the caller holds already.

    Raises:
        BadMessage: It is not accepted.
    """
    return _verify(compact, typ, lambda _header: key)


def _verify(
    compact: str, typ: str, find: Callable[[Mapping[str, Any]], PublicKey]
) -> Verified:
    header, payload = _read(compact)
    if header.get("typ") != typ:
        raise BadMessage(Why.MALFORMED, "a message of another kind")
    if not _FORBIDDEN.isdisjoint(header):
        raise BadMessage(Why.MALFORMED, "a header member that is not accepted")
    key = find(header)
    algorithm = algorithm_of(key)
    if header.get("alg") != algorithm:
        raise BadMessage(Why.UNTRUSTED, "another algorithm than the key's own")
    try:
        _JWS.decode(compact, key, algorithms=[algorithm])
    except PyJWTError:
        raise BadMessage(Why.FORGED, "the signature does not fit") from None
    claims = _object(payload)
    version = claims.get("v")
    if type(version) is not int or version != MESSAGE_VERSION:
        raise BadMessage(Why.MALFORMED, "a message of another version")
    return Verified(str(header.get("kid", "")), Claims(claims))


def _read(compact: str) -> tuple[Mapping[str, Any], bytes]:
    if len(compact) > MAX_COMPACT_CHARACTERS:
        raise BadMessage(Why.MALFORMED, "too long")
    try:
        header, payload, signature = compact.split(".")
        b64url_decode(signature)
        return _object(b64url_decode(header)), b64url_decode(payload)
    except ValueError:
        raise BadMessage(Why.MALFORMED, "not a compact message") from None


def _object(data: bytes) -> dict[str, Any]:
    try:
        return read_json_object(data)
    except ValueError as error:
        raise BadMessage(Why.MALFORMED, str(error)) from None
