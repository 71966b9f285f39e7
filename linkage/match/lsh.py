"""Candidates by locality-sensitive hashing: fewer than all, and it is said how many.

Where comparing all pairs takes too long, records are compared that agree on some
positions, drawn with the unit's own randomness (bit sampling: Gionis, Indyk, Motwani,
Similarity search in high dimensions via hashing, VLDB 1999; a few of the positions may
differ: Lv and others, Multi-probe LSH, VLDB 2007). Each draw is searched like a part of
`pigeonhole.py`; only that draws overlap, and that nothing says that they suffice.

So a sample is compared in full first. One half of the pairs it gives says how many
draws of how many positions reach the recall that is asked for, at the least cost; the
other half says what recall they have. Where the sample is too small to say, or where
comparing all pairs is no dearer, all are compared.

Who knew the draws could see to it that two records are never compared. Therefore they
depend on a key that the unit draws and keeps.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from linkage.exchange.encoding import FILTER_BITS, Words
from linkage.match import pigeonhole
from linkage.match.bits import as_filters, popcounts
from linkage.match.collect import Rows
from linkage.match.costs import (
    Strangers,
    chance_within,
    exact_seconds,
    seconds_of_draws,
    strangers_of,
)
from linkage.match.demand import Needed
from linkage.match.kernel import Block
from linkage.match.tiles import Group, Tile, cut, search_all

MOST_DRAWS: Final = 400
_SIZES: Final = range(8, 65, 4)
_RADII: Final = range(3)
_FEWEST_PAIRS: Final = 20
"""With fewer in each half of the sample nothing can be said."""


@dataclass(frozen=True, slots=True)
class Sampled:
    """Of the pairs that comparing a sample in full gives, how many are found."""

    found: int
    pairs: int


@dataclass(frozen=True, slots=True)
class Blocked:
    """The tiles of two groups."""

    tiles: Iterator[Tile]
    sampled: Sampled | None
    """None where all pairs are compared."""


@dataclass(frozen=True, slots=True)
class _Draws:
    """How many positions are drawn how often, and how many of them may differ."""

    size: int
    radius: int
    count: int


@dataclass(frozen=True, slots=True)
class Asked:
    """What is wanted of blocking."""

    recall: float
    """The share of pairs to find, in (0, 1)."""
    sample: float
    """The share of left records that are compared in full."""


def block(
    one: Group, other: Group, needed: Needed, asked: Asked, key: np.random.Generator
) -> Blocked:
    """Cut two groups into draws, or into the tiles of a full comparison.

    Args:
        one: Of the left file, with at least one record.
        other: Of the right one, as well.
        needed: Common bits needed, by left and right popcount, each counted from
            the lowest of its group.
        asked: The recall, and how large a sample may be.
        key: The unit's randomness.
    """
    whole = Blocked(cut(one, other, needed), None)
    left, right = one.block, other.block
    count = int(np.ceil(asked.sample * len(left.rows)))
    chosen = np.sort(key.permutation(len(left.rows))[:count])
    differing = key.permutation(_differing(one, other, needed, chosen))
    learnt, tested = differing[::2], differing[1::2]
    if len(tested) < _FEWEST_PAIRS:
        return whole
    strangers = strangers_of(left, right, needed)
    draws = _cheapest(_histogram(learnt), asked.recall, strangers, (left, right))
    exact = exact_seconds(left, right, needed, strangers)
    if draws is None or _seconds(draws, strangers, (left, right)) >= exact:
        return whole
    masks = _masks(draws, key)
    radii = np.full((len(left.span), draws.count), draws.radius, np.int16)
    tiles = (
        pigeonhole.Task(left, right, needed, radii, masks, part)
        for part in range(draws.count)
    )
    return Blocked(tiles, _sampled(tested, masks, draws.radius))


def _differing(one: Group, other: Group, needed: Needed, chosen: Rows) -> Words:
    """Where the pairs of some left records differ; shape (pairs, 16)."""
    left, right = one.block, other.block
    filters, counts = left.filters[chosen], left.popcounts[chosen]
    part = Group(one.mask, Block(filters, counts, np.arange(len(chosen))))
    every = np.arange(len(right.rows))
    whole = Group(other.mask, Block(right.filters, right.popcounts, every))
    of_part = needed[part.block.span - left.popcounts.min()]
    pairs = search_all(cut(part, whole, of_part))
    return filters[pairs[:, 0]] ^ right.filters[pairs[:, 1]]


def _histogram(differing: Words) -> NDArray[np.float64]:
    """The share of pairs that differ in 0, 1, ... 1024 positions."""
    counts = popcounts(differing)
    return np.bincount(counts, minlength=FILTER_BITS + 1) / len(counts)


def _cheapest(
    pairs: NDArray[np.float64],
    recall: float,
    strangers: Strangers,
    sides: tuple[Block, Block],
) -> _Draws | None:
    """The draws that find the share of such pairs; None if there would be too many."""
    possible = [
        _Draws(size, radius, count)
        for size in _SIZES
        for radius in _RADII
        if (count := _count(pairs, recall, chance_within(size, radius)))
    ]
    return min(
        possible, key=lambda draws: _seconds(draws, strangers, sides), default=None
    )


def _count(
    pairs: NDArray[np.float64], recall: float, chance: NDArray[np.float64]
) -> int:
    """The fewest draws that find the share of pairs; 0 if there would be too many."""
    counts = np.arange(MOST_DRAWS + 1)
    met = np.flatnonzero(pairs)
    missed = (1 - chance[met])[:, None] ** counts
    return int(np.argmax(1 - pairs[met] @ missed >= recall))


def _seconds(draws: _Draws, strangers: Strangers, sides: tuple[Block, Block]) -> float:
    sizes = len(sides[0].rows), len(sides[1].rows)
    return draws.count * seconds_of_draws(draws.size, draws.radius, strangers, sizes)


def _masks(draws: _Draws, key: np.random.Generator) -> Words:
    """The positions of each draw as a filter; shape (count, 16)."""
    bits = np.zeros((draws.count, FILTER_BITS), np.uint8)
    for drawn in bits:
        drawn[key.choice(FILTER_BITS, draws.size, replace=False)] = 1
    return as_filters(bits)


def _sampled(differing: Words, masks: Words, radius: int) -> Sampled:
    found = np.zeros(len(differing), np.bool_)
    for mask in masks:
        found |= popcounts(differing & mask) <= radius
    return Sampled(int(found.sum()), len(differing))
