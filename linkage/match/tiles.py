"""Two files cut into tiles, each the work of one thread for some seconds at most.

Records are grouped by what they have (their presence mask), since the common bits
that a pair needs depend on what the other side lacks. Each pair of groups is cut by
the engine that is cheapest for it (`costs.py`): the plain loop where one is small, by
parts where a pair has to be very alike, bit-sliced elsewhere. Tiles bound memory, let
threads share the work, and stand in an order that depends on the files alone: what a
run has found it can find again by number.
"""

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from linkage.exchange.encoding import Words
from linkage.match import bitsliced, costs, pigeonhole
from linkage.match.bits import popcounts
from linkage.match.costs import parts_that_pay, slicing_pays
from linkage.match.demand import Needed
from linkage.match.evidence import Ground, fewest_common
from linkage.match.kernel import Block, search
from linkage.match.lanes import Lanes, prepare
from linkage.match.links import Progress, unwatched
from linkage.match.vectors import LANES

_ROWS = 4096
"""Records of a side in a tile of the plain loop."""

CUT = (_ROWS, bitsliced.TASK, LANES, *costs.ALL)
"""What decides where files are cut, beside the files themselves."""

Pairs = NDArray[np.int64]
"""Rows of the left and of the right file, shape (pairs, 2)."""


class Filtered(Protocol):
    """What a comparison looks at of a file, or of a part of one."""

    @property
    def filters(self) -> Words:
        """Shape (n, 16)."""

    @property
    def present(self) -> NDArray[np.uint16]:
        """Shape (n,): which attributes each record has."""


class Tile(Protocol):
    """A part of the comparison."""

    @property
    def comparisons(self) -> int:
        """How many pairs it stands for."""

    def search(self) -> Pairs:
        """Those of its pairs that are candidates."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What makes a pair a candidate."""

    ground: Ground
    least_evidence: float
    """Beside the lowest similarity, which the ground says."""


def search_all(
    every: Iterable[Tile], told: Progress = unwatched, comparisons: int = 0
) -> Pairs:
    """What tiles find, in their order, searched on the cores of this machine.

    Args:
        every: The tiles.
        told: Called as the comparison goes on.
        comparisons: All that there are, which `told` is told.
    """
    done, found = 0, [np.empty((0, 2), np.int64)]
    with ThreadPoolExecutor() as pool:
        searched = pool.map(lambda tile: (tile.comparisons, tile.search()), every)
        for compared_now, pairs in searched:
            found.append(pairs)
            done += compared_now
            told(done, comparisons)
    return np.concatenate(found)


def tiles(left: Filtered, right: Filtered, wanted: Wanted) -> Iterator[Tile]:
    """All tiles of two files, in order."""
    for one, other, needed in compared(left, right, wanted):
        yield from cut(one, other, needed)


def compared(
    left: Filtered, right: Filtered, wanted: Wanted
) -> Iterator[tuple["Group", "Group", Needed]]:
    """All pairs of groups, with the common bits that a candidate needs."""
    for one, other in product(_groups(left), _groups(right)):
        masks, spans = (one.mask, other.mask), (one.block.span, other.block.span)
        yield (
            one,
            other,
            fewest_common(wanted.ground, wanted.least_evidence, masks, spans),
        )


def cut(one: "Group", other: "Group", needed: Needed) -> Iterator[Tile]:
    """The tiles of two groups, for the engine that is cheapest.

    Args:
        one: Of the left file, with at least one record.
        other: Of the right one, as well.
        needed: Common bits needed, by left and right popcount, each counted from
            the lowest of its group.
    """
    left, right = one.block, other.block
    if not slicing_pays(len(left.rows), len(right.rows)):
        yield from _plain_tiles(left, right, needed)
    elif parts := parts_that_pay(left, right, needed):
        yield from pigeonhole.tasks(left, right, needed, parts)
    else:
        yield from bitsliced.tasks(one.lanes, other.lanes, needed)


@dataclass(frozen=True)
class Group:
    """The records of a file that have the same attributes."""

    mask: int
    block: Block

    @classmethod
    def of(cls, filters: Words, rows: NDArray[np.int64], mask: int = 0) -> "Group":
        """Some rows of a file."""
        taken = filters[rows]
        return cls(mask, Block(taken, popcounts(taken), rows))

    @cached_property
    def lanes(self) -> Lanes:
        """The group, turned; rows are those of the file."""
        lanes = prepare(self.block.filters)
        return replace(lanes, rows=self.block.rows[lanes.rows])


def _groups(file: Filtered) -> list[Group]:
    """Rows by presence mask; a record without attributes matches nobody."""
    return [
        Group.of(file.filters, np.flatnonzero(file.present == mask), int(mask))
        for mask in np.unique(file.present[file.present > 0])
    ]


@dataclass(frozen=True, slots=True)
class _PlainTile:
    """A tile for the plain loop."""

    left: Block
    right: Block
    needed: Needed
    """Popcounts are counted from the lowest of the tile's own rows."""

    @property
    def comparisons(self) -> int:
        return len(self.left.rows) * len(self.right.rows)

    def search(self) -> Pairs:
        found = search(self.left, self.right, self.needed)
        rows = self.left.rows[found[:, 0]], self.right.rows[found[:, 1]]
        return np.stack(rows, axis=1)


def _plain_tiles(left: Block, right: Block, needed: Needed) -> Iterator[_PlainTile]:
    lowest = left.popcounts.min(), right.popcounts.min()
    for one, other in product(_cut(left), _cut(right)):
        rows = one.popcounts.min() - lowest[0]
        columns = other.popcounts.min() - lowest[1]
        yield _PlainTile(one, other, needed[rows:, columns:])


def _cut(block: Block) -> Iterator[Block]:
    for start in range(0, len(block.rows), _ROWS):
        part = slice(start, start + _ROWS)
        yield Block(block.filters[part], block.popcounts[part], block.rows[part])
