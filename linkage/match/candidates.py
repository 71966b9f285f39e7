"""Every pair whose filters alone make it worth judging: exact, no blocking."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np

from linkage.exchange.encoding import EncodingsFile
from linkage.match.links import Progress
from linkage.match.tiles import Pairs, Tile, Wanted, tiles
from linkage.match.work import Kept


def similar_pairs(
    left: EncodingsFile,
    right: EncodingsFile,
    wanted: Wanted,
    progress: Progress,
    kept: Kept,
) -> Pairs:
    """Pairs with the evidence and the lowest similarity, by their filters.

    Args:
        left: One file.
        right: The other.
        wanted: Of a candidate.
        progress: Called after each tile.
        kept: Holds tiles of a run before, and is given those that were searched.

    Returns:
        Rows of the left and of the right file, shape (pairs, 2).
    """

    def searched(numbered: tuple[int, Tile]) -> tuple[Tile, Pairs]:
        number, tile = numbered
        pairs = kept.found(number)
        if pairs is None:
            pairs = tile.search()
            kept.keep(number, pairs)
        return tile, pairs

    total = len(left) * len(right)
    done = 0
    found = [np.empty((0, 2), np.int64)]
    with ThreadPoolExecutor() as pool:
        for tile, pairs in pool.map(searched, enumerate(tiles(left, right, wanted))):
            found.append(pairs)
            done += tile.comparisons
            progress(done, total)
    return np.concatenate(found)
