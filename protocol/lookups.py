"""Lookup tokens: finding a person from a paper identifier without showing it.

The asker's own node encodes what the officer typed and mints a token: a JWS by
the node, sealed as a JWE to the unit. It is good for one request of one officer
for one purpose, and once (the unit gives `Lookup.digest` to its replay guard).
The gateway passes it on unread; padding to steps of 256 bytes hides how many
identifiers stand in it.

The unit finds who may ask from the request's own token and statement, and
compares; nothing in the lookup token is believed by itself. This file does not
know how an encoding is made: the filter and the identifier tokens are bytes.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from protocol.canonical import (
    b64url,
    b64url_decode,
    digest,
    read_json_object,
)
from protocol.dates import epoch_seconds
from protocol.errors import LookupTokenError, TautanError
from protocol.hops import process_of
from protocol.jwk import read_x25519
from protocol.jws import BadMessage, Claims, Why, sign, verify_by_set
from protocol.keys import KeySet, SealingKey, SigningKey
from protocol.statements import Statement
from protocol.tokens import CLOCK_SKEW_SECONDS, AccessToken

LOOKUP_TYPE: Final = "tautan-lookup+jwt"
SEALED_LOOKUP_TYPE: Final = "tautan-lookup+1"
LOOKUP_LIFETIME_SECONDS: Final = 120
STEP_BYTES: Final = 256
MAX_LOOKUP_CHARACTERS: Final = 32_768

_ALGORITHMS: Final = ("ECDH-ES", "A256GCM")
_HEADER: Final = {"alg": "ECDH-ES", "enc": "A256GCM", "typ": SEALED_LOOKUP_TYPE}


@dataclass(frozen=True, slots=True)
class Lookup:
    """What a node says about the person to be found."""

    organisation: str
    subject: str
    """The officer, a token's `sub`."""
    purpose: str
    request_id: str
    """The jti of the statement that the lookup will come with."""
    profile: str
    """Fingerprint of the linkage profile."""
    epoch: str
    """Epoch of the linkage key."""
    encoding: bytes
    """The record-level filter; empty where only identifiers are known."""
    present: int = 0
    """Bit i says that the profile's attribute i is in the filter."""
    nik: tuple[bytes, ...] = ()
    """Identifier tokens of a NIK."""
    passport: tuple[bytes, ...] = ()
    """Identifier tokens of a passport number."""


@dataclass(frozen=True, slots=True)
class OpenedLookup:
    """A verified lookup token."""

    lookup: Lookup
    issuer: str
    """The agency that minted it."""
    digest: str
    """SHA-256 of the signed message inside, base64url: what is used once."""
    expires_at: int
    """When a replay guard may forget it (seconds since 1970)."""


@dataclass(frozen=True, slots=True)
class LookupCheck:
    """What a lookup token must agree with."""

    token: AccessToken
    statement: Statement
    agency: str | None
    """The agency of the asker's organisation; None if it has none, and then
    nobody can mint for it."""
    profile: str
    """Fingerprint of the profile in force at the unit."""
    epochs: frozenset[str]
    """Epochs in force: the current one, and the next during a rotation."""


def mint_lookup(
    key: SigningKey, unit_jwk: dict[str, str], lookup: Lookup, *, now: datetime
) -> str:
    """Mints a lookup token. Whoever mints logs it and limits the rate.

    Args:
        key: Key of the asker's own node; its id begins with the agency's name.
        unit_jwk: The unit's public X25519 JWK.
        lookup: Whom to find, for whom and for which request.
        now: The present instant.

    Returns:
        A compact JWE, for the argument `token` of `personByLookup`.

    Raises:
        ValueError: The unit's key is not X25519, or there is nothing to find by.
    """
    read_x25519(unit_jwk)
    if not (lookup.encoding or lookup.nik or lookup.passport):
        raise ValueError("a lookup needs an encoding or an identifier token")
    issued = epoch_seconds(now)
    body = {
        "iss": process_of(key.kid),
        "org": lookup.organisation,
        "sub": lookup.subject,
        "purpose": lookup.purpose,
        "jti": lookup.request_id,
        "iat": issued,
        "exp": issued + LOOKUP_LIFETIME_SECONDS,
        "profile": lookup.profile,
        "epoch": lookup.epoch,
        "encoding": b64url(lookup.encoding),
        "present": lookup.present,
        "nik": [b64url(token) for token in lookup.nik],
        "passport": [b64url(token) for token in lookup.passport],
    }
    signed = sign(key, LOOKUP_TYPE, body, with_kid=True).encode()
    padded = signed + b" " * (-len(signed) % STEP_BYTES)
    recipient = OKPKey.import_key(dict(unit_jwk))
    return jwe.encrypt_compact(dict(_HEADER), padded, recipient, algorithms=_ALGORITHMS)


def open_lookup(
    compact: str,
    key: SealingKey,
    peers: KeySet,
    check: LookupCheck,
    *,
    now: datetime,
) -> OpenedLookup:
    """Opens and verifies a lookup token; single use is the replay guard's.

    Args:
        compact: The argument `token`.
        key: The unit's sealing key.
        peers: Keys of the agencies' nodes.
        check: The request that the token came with, and what is in force.
        now: The present instant.

    Raises:
        LookupTokenError: LOOKUP_TOKEN_INVALID.
        TautanError: PROFILE_MISMATCH or EPOCH_MISMATCH: minted under another
            profile or epoch than is in force.
    """
    signed = _opened(compact, key)
    try:
        verified = verify_by_set(signed, LOOKUP_TYPE, peers)
        lookup = _read(verified.claims)
        issuer = verified.claims.text("iss")
        ends = _end(verified.claims, epoch_seconds(now))
    except BadMessage as bad:
        raise _invalid(str(bad)) from None
    if process_of(verified.kid) != issuer or issuer != check.agency:
        raise _invalid("not of the asker's own agency")
    _must_agree(lookup, check)
    _must_be_in_force(lookup, issuer, check)
    return OpenedLookup(
        lookup, issuer, digest(signed.encode()), ends + CLOCK_SKEW_SECONDS
    )


def _must_agree(lookup: Lookup, check: LookupCheck) -> None:
    token, statement = check.token, check.statement
    pairs = {
        "org": (lookup.organisation, token.organisation),
        "sub": (lookup.subject, token.subject),
        "purpose": (lookup.purpose, statement.purpose),
        "jti": (lookup.request_id, statement.jti),
    }
    differing = [name for name, (said, asked) in pairs.items() if said != asked]
    if differing:
        raise _invalid(f"differs in {', '.join(differing)}")


def _must_be_in_force(lookup: Lookup, issuer: str, check: LookupCheck) -> None:
    if lookup.profile != check.profile:
        raise TautanError("PROFILE_MISMATCH", agency=issuer)
    if lookup.epoch not in check.epochs:
        raise TautanError("EPOCH_MISMATCH", agency=issuer)


def _end(claims: Claims, now: int) -> int:
    begins, ends = claims.seconds("iat"), claims.seconds("exp")
    if ends - begins > LOOKUP_LIFETIME_SECONDS:
        raise BadMessage(Why.MALFORMED, "lives too long")
    if not begins - CLOCK_SKEW_SECONDS <= now < ends + CLOCK_SKEW_SECONDS:
        raise BadMessage(Why.MALFORMED, "not valid now")
    return ends


def _opened(compact: str, key: SealingKey) -> str:
    if len(compact) > MAX_LOOKUP_CHARACTERS:
        raise _invalid("too long")
    private: dict[str, Any] = {
        **key.public_jwk,
        "d": b64url(key.private.private_bytes_raw()),
    }
    try:
        _must_be_plain(compact)
        opened = jwe.decrypt_compact(
            compact, OKPKey.import_key(private), algorithms=_ALGORITHMS
        )
        return (opened.plaintext or b"").rstrip(b" ").decode("ascii")
    except (JoseError, ValueError) as error:
        raise _invalid(type(error).__name__) from None


def _must_be_plain(compact: str) -> None:
    """Checks spelling and header before any cryptography.

    Raises:
        ValueError: A part is not strict base64url, or the header is not ours
            (a compressed plaintext above all).
    """
    header, *parts = compact.split(".")
    for part in parts:
        b64url_decode(part)
    members = read_json_object(b64url_decode(header))
    members.pop("epk", None)
    if members != _HEADER:
        raise ValueError("another kind or version")


def _read(claims: Claims) -> Lookup:
    return Lookup(
        organisation=claims.text("org"),
        subject=claims.text("sub"),
        purpose=claims.text("purpose"),
        request_id=claims.unique_id(),
        profile=claims.text("profile"),
        epoch=claims.text("epoch"),
        encoding=_bytes(claims.text_or_empty("encoding")),
        present=claims.count("present"),
        nik=tuple(map(_bytes, claims.texts("nik"))),
        passport=tuple(map(_bytes, claims.texts("passport"))),
    )


def _bytes(text: str) -> bytes:
    try:
        return b64url_decode(text)
    except ValueError as error:
        raise BadMessage(Why.MALFORMED, str(error)) from None


def _invalid(why: str) -> LookupTokenError:
    return LookupTokenError("LOOKUP_TOKEN_INVALID", diagnostics=why)
