"""A permutation that a key decides: the numbers sorted by their keyed hash.

The hash of number i in round r is keyed BLAKE2b (RFC 7693), 8 bytes, of r and i as
4-byte big-endian integers. Ties don't happen in practice; were there one, the smaller
number would come first, so that two programs agree.
"""

import hashlib

import numpy as np
from numpy.typing import NDArray

Order = NDArray[np.int64]
"""Each number below its length once."""


def keyed_order(key: bytes, length: int, turn: int = 0) -> Order:
    """The numbers below `length` in the order that a key and a round give them.

    Args:
        key: 1 to 64 bytes.
        length: How many numbers.
        turn: Rounds under one key have nothing in common.
    """
    ranks = np.frombuffer(
        b"".join(_rank(key, turn, number) for number in range(length)), ">u8"
    )
    return np.argsort(ranks, kind="stable")


def _rank(key: bytes, turn: int, number: int) -> bytes:
    content = turn.to_bytes(4, "big") + number.to_bytes(4, "big")
    return hashlib.blake2b(content, digest_size=8, key=key).digest()
