"""Every pair whose filters alone make it worth judging: exact, no blocking.

Records are grouped by what they have (their presence mask), since the common bits
that a pair needs depend on what the other side lacks. Each pair of groups is cut
into tiles, which bounds memory and lets threads share the work.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from linkage.exchange.encoding import EncodingsFile
from linkage.match.evidence import Ground, fewest_common
from linkage.match.kernel import Block, popcounts, search
from linkage.match.links import Progress

_TILE = 4096


@dataclass(frozen=True, slots=True)
class _Tile:
    left: Block
    right: Block
    needed: NDArray[np.int32]


def similar_pairs(
    left: EncodingsFile,
    right: EncodingsFile,
    ground: Ground,
    least_evidence: float,
    progress: Progress,
) -> NDArray[np.int64]:
    """Pairs with the evidence and the lowest similarity, by their filters.

    Returns:
        Rows of the left and of the right file, shape (pairs, 2).
    """
    total = len(left) * len(right)
    done = 0
    found = [np.empty((0, 2), np.int64)]
    tiles = _tiles(left, right, ground, least_evidence)
    with ThreadPoolExecutor() as pool:
        for tile, pairs in pool.map(_search, tiles):
            found.append(pairs)
            done += len(tile.left.rows) * len(tile.right.rows)
            progress(done, total)
    return np.concatenate(found)


def _search(tile: _Tile) -> tuple[_Tile, NDArray[np.int64]]:
    pairs = search(tile.left, tile.right, tile.needed)
    rows = tile.left.rows[pairs[:, 0]], tile.right.rows[pairs[:, 1]]
    return tile, np.stack(rows, axis=1)


def _tiles(
    left: EncodingsFile, right: EncodingsFile, ground: Ground, least_evidence: float
) -> Iterator[_Tile]:
    for (left_mask, left_group), (right_mask, right_group) in product(
        _groups(left), _groups(right)
    ):
        spans = _span(left_group), _span(right_group)
        masks = left_mask, right_mask
        needed = fewest_common(ground, least_evidence, masks, spans)
        # Tiles count popcounts from the lowest of their own rows.
        for left_tile, right_tile in product(_cut(left_group), _cut(right_group)):
            rows = left_tile.popcounts.min() - spans[0][0]
            columns = right_tile.popcounts.min() - spans[1][0]
            yield _Tile(left_tile, right_tile, needed[rows:, columns:])


def _groups(file: EncodingsFile) -> list[tuple[int, Block]]:
    """Rows by presence mask; a record without attributes matches nobody."""
    all_popcounts = popcounts(file.filters)
    groups = []
    for mask in np.unique(file.present[file.present > 0]):
        rows = np.flatnonzero(file.present == mask)
        groups.append((int(mask), Block(file.filters[rows], all_popcounts[rows], rows)))
    return groups


def _span(block: Block) -> NDArray[np.int64]:
    return np.arange(block.popcounts.min(), block.popcounts.max() + 1)


def _cut(block: Block) -> Iterator[Block]:
    for start in range(0, len(block.rows), _TILE):
        part = slice(start, start + _TILE)
        yield Block(block.filters[part], block.popcounts[part], block.rows[part])
