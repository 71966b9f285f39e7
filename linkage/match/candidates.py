"""Every pair whose filters alone make it worth judging: exact, no blocking."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np

from linkage.exchange.encoding import EncodingsFile
from linkage.match.evidence import Ground
from linkage.match.links import Progress
from linkage.match.tiles import Pairs, Tile, tiles


def similar_pairs(
    left: EncodingsFile,
    right: EncodingsFile,
    ground: Ground,
    least_evidence: float,
    progress: Progress,
) -> Pairs:
    """Pairs with the evidence and the lowest similarity, by their filters.

    Returns:
        Rows of the left and of the right file, shape (pairs, 2).
    """
    total = len(left) * len(right)
    done = 0
    found = [np.empty((0, 2), np.int64)]
    with ThreadPoolExecutor() as pool:
        work = tiles(left, right, ground, least_evidence)
        for tile, pairs in pool.map(_search, work):
            found.append(pairs)
            done += tile.comparisons
            progress(done, total)
    return np.concatenate(found)


def _search(tile: Tile) -> tuple[Tile, Pairs]:
    return tile, tile.search()
