"""Positions cut into parts, and how far to look in each: the pigeonhole principle.

Two filters of popcounts a and b with c common bits differ in a + b - 2c. So a pair
that needs at least c differs in at most d = a + b - 2c positions. Where the positions
are cut into parts, such a pair differs in some part in at most its *radius*, provided
that the radii and one more for each part add up to d + 1 (Norouzi, Punjani, Fleet,
Fast exact search in Hamming space with multi-index hashing, TPAMI 2014; unequal radii:
Qin and others, GPH, ICDE 2018).
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from linkage.exchange.encoding import FILTER_BITS, Words
from linkage.match.bits import as_filters
from linkage.match.collect import Rows
from linkage.match.demand import Needed

_SEED: Final = 1
"""Which dealing and which words changes the cost, never the result."""

Radii = NDArray[np.int16]


def budgets(left: Rows, right: Rows, needed: Needed) -> Rows:
    """In how many positions a pair of the left popcount may differ, and one more.

    Args:
        left: Popcounts of the rows of `needed`, shape (l,).
        right: Of its columns, shape (r,).
        needed: Common bits needed.

    Returns:
        Shape (l,); 0 where no pair is wanted.
    """
    possible = needed <= np.minimum.outer(left, right)
    differing = np.add.outer(left, right) - 2 * needed.astype(np.int64)
    return np.asarray(np.where(possible, differing + 1, 0).max(axis=1), np.int64)


def radii(budget: Rows, parts: int) -> Radii:
    """The radius of each part, by left popcount; -1 where a part needs no look.

    Args:
        budget: As `budgets` gives it, shape (l,).
        parts: How many.

    Returns:
        Shape (l, parts).
    """
    whole, rest = np.divmod(budget, parts)
    more = np.arange(parts) < rest[:, None]
    return (whole[:, None] - 1 + more).astype(np.int16)


def deal(parts: int) -> Words:
    """The positions of each part as a filter; shape (parts, 16).

    Dealt out at random, since neighbours often come from one feature.
    """
    dealt = np.random.default_rng(_SEED).permutation(FILTER_BITS) % parts
    bits = dealt == np.arange(parts)[:, None]
    return as_filters(bits)


def places(mask: Words) -> Rows:
    """The positions that a part holds."""
    raw = mask.astype("<u8").view(np.uint8)
    return np.flatnonzero(np.unpackbits(raw, bitorder="little")).astype(np.int64)


def random_words(part: int, count: int) -> Words:
    """A word for each position of a part."""
    generator = np.random.default_rng((_SEED, part))
    return generator.integers(0, 2**64, count, np.uint64)


def turns(words: Words, radius: int) -> tuple[Words, Rows]:
    """What turning up to `radius` bits does to a key, few turns first.

    Returns:
        All XORs, each once, and how many of them have 0, 1, ... turns or fewer.
    """
    every, last = [np.zeros(1, np.uint64)], np.array([-1])
    for _ in range(radius):
        before, bit = np.nonzero(np.arange(len(words)) > last[:, None])
        every.append(every[-1][before] ^ words[bit])
        last = bit
    # The same key twice would find the same records twice.
    _, firsts = np.unique(np.concatenate(every), return_index=True)
    firsts.sort()
    ends = np.cumsum([len(each) for each in every])
    return np.concatenate(every)[firsts], np.searchsorted(firsts, ends)
