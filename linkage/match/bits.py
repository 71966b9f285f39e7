"""Counting the bits of words, compiled."""

import numpy as np
from numpy.typing import NDArray

from linkage.compiled import compiled
from linkage.exchange.encoding import Words

_ONES = np.uint64(0x5555555555555555)
_TWOS = np.uint64(0x3333333333333333)
_FOURS = np.uint64(0x0F0F0F0F0F0F0F0F)
_BYTES = np.uint64(0x0101010101010101)
_1, _2, _4, _56 = np.uint64(1), np.uint64(2), np.uint64(4), np.uint64(56)


def popcounts(filters: Words) -> NDArray[np.int64]:
    """Bits set in each filter; shape (n,)."""
    return np.asarray(np.bitwise_count(filters).sum(axis=1, dtype=np.int64))


def as_filters(bits: NDArray[np.bool_] | NDArray[np.uint8]) -> Words:
    """Bits, shape (n, 1024), as filters, shape (n, 16)."""
    return np.packbits(bits, axis=1, bitorder="little").view("<u8").astype(np.uint64)


def _ones_plain(word: np.uint64) -> np.int64:
    """Bits set in a word (Warren, Hacker's Delight, 2nd edition, section 5-1)."""
    word = word - ((word >> _1) & _ONES)
    word = (word & _TWOS) + ((word >> _2) & _TWOS)
    word = (word + (word >> _4)) & _FOURS
    return np.int64((word * _BYTES) >> _56)


ones = compiled(_ones_plain)
"""Bits set in a word; LLVM makes the processor's own instruction of it."""


def _common_plain(
    left: Words, row: int, right: Words, column: int | np.int64
) -> np.int64:
    """Bits that two filters have in common."""
    common = np.int64(0)
    for word in range(left.shape[1]):
        common += ones(left[row, word] & right[column, word])
    return common


common_bits = compiled(_common_plain)
"""Bits that row `row` of one array and row `column` of another have in common."""
