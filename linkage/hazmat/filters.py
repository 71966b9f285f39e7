"""Keyed positions of features in a filter, and keyed identifier tokens.

A feature sets k positions. They are k independent 10-bit slices of a keyed hash
of the feature: keyed BLAKE2b (RFC 7693) in 64-byte blocks, the block number
before the feature. Two hashes combined into k positions (double hashing) would
leave few distinct position sets and is known to make filters easy to attack
(Niedermeyer, Steinmetzer, Kroll, Schnell 2014), so it is not done here.

1024 is a power of two: masking a 16-bit slice gives uniform positions. The first
positions of a feature don't depend on k, so a feature that two records set with
a different k still shares the smaller number.

Law: these functions take a derived subkey, never the secret.
"""

import hashlib
import hmac
from collections.abc import Sequence

_SLICE_BYTES = 2
_BLOCK_BYTES = 64
_POSITION_MASK = 1024 - 1
TOKEN_BYTES = 16
_HMAC_BLOCK_BYTES = 64


def positions(subkey: bytes, feature: bytes, count: int) -> list[int]:
    """The first `count` positions of a feature, each in 0..1023."""
    found: list[int] = []
    block = 0
    while len(found) < count:
        digest = hashlib.blake2b(
            block.to_bytes(4, "big") + feature, digest_size=_BLOCK_BYTES, key=subkey
        ).digest()
        found += (
            int.from_bytes(digest[at : at + _SLICE_BYTES], "big") & _POSITION_MASK
            for at in range(0, _BLOCK_BYTES, _SLICE_BYTES)
        )
        block += 1
    return found[:count]


def mask(subkey: bytes, feature: bytes, count: int) -> int:
    """The positions of a feature as an integer with these bits set."""
    bits = 0
    for position in positions(subkey, feature, count):
        bits |= 1 << position
    return bits


def token(subkey: bytes, value: str) -> bytes:
    """The 16-byte identifier token of a normalised value: HMAC-SHA256, cut."""
    return hmac.digest(subkey, value.encode(), "sha256")[:TOKEN_BYTES]


def tokens(subkey: bytes, values: Sequence[bytes]) -> list[bytes]:
    """The tokens of many normalised values.

    HMAC by its definition (RFC 2104): its two keyed blocks are made once, which takes
    half the time of a call for each value.
    """
    inner, outer = (
        bytes(byte ^ pad for byte in subkey.ljust(_HMAC_BLOCK_BYTES, b"\0"))
        for pad in (0x36, 0x5C)
    )
    sha256 = hashlib.sha256
    return [
        sha256(outer + sha256(inner + value).digest()).digest()[:TOKEN_BYTES]
        for value in values
    ]
