"""Merkle trees over digests (RFC 9162 §2.1): one signature for many messages.

Leaves and inner nodes are hashed under different prefixes, so that neither can
stand for the other.
"""

import hashlib
from collections.abc import Sequence
from typing import Final

_LEAF: Final = b"\x00"
_INNER: Final = b"\x01"


def merkle_root(leaves: Sequence[bytes]) -> bytes:
    """The root over leaves, in their order; of none, the hash of nothing."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return hashlib.sha256(_LEAF + leaves[0]).digest()
    middle = _split(len(leaves))
    return _inner(merkle_root(leaves[:middle]), merkle_root(leaves[middle:]))


def _split(count: int) -> int:
    """The largest power of two below the count."""
    return 1 << (count - 1).bit_length() - 1


def _inner(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(_INNER + left + right).digest()
