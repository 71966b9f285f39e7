"""Merkle trees over digests (RFC 9162 §2.1): one signature for many messages.

Leaves and inner nodes are hashed under different prefixes, so that neither can
stand for the other. A path proves that a leaf is under a root without the others.
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


def merkle_path(leaves: Sequence[bytes], index: int) -> tuple[bytes, ...]:
    """What proves that a leaf is under the root, the nearest first.

    Raises:
        IndexError: There is no such leaf.
    """
    if not 0 <= index < len(leaves):
        raise IndexError(index)
    if len(leaves) == 1:
        return ()
    middle = _split(len(leaves))
    left, right = leaves[:middle], leaves[middle:]
    if index < middle:
        return (*merkle_path(left, index), merkle_root(right))
    return (*merkle_path(right, index - middle), merkle_root(left))


def root_of_path(leaf: bytes, index: int, count: int, path: Sequence[bytes]) -> bytes:
    """The root that a path leads to; compare it with the one that was signed.

    Args:
        leaf: The leaf.
        index: Its place, from 0.
        count: How many leaves there are.
        path: As `merkle_path` gives it.

    Raises:
        ValueError: The path is too short or too long for its place.
    """
    if count == 1:
        if path:
            raise ValueError("the path is too long")
        return hashlib.sha256(_LEAF + leaf).digest()
    if not path:
        raise ValueError("the path is too short")
    middle = _split(count)
    if index < middle:
        return _inner(root_of_path(leaf, index, middle, path[:-1]), path[-1])
    below = root_of_path(leaf, index - middle, count - middle, path[:-1])
    return _inner(path[-1], below)


def _split(count: int) -> int:
    """The largest power of two below the count."""
    return 1 << (count - 1).bit_length() - 1


def _inner(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(_INNER + left + right).digest()
