"""How many common bits each pair of popcounts needs, by query and by block.

For each pair the record with fewer bits is the *query*, the other one a *lane*
(`bitsliced.py`). So each pair of sides is searched twice, each side being the queries
once; pairs of equal popcounts belong to the first of the two.
"""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from linkage.exchange.encoding import FILTER_BITS
from linkage.match.lanes import Lanes
from linkage.match.vectors import LANES

NEVER: Final = FILTER_BITS + 1
"""Demanded where no pair is wanted."""

Needed = NDArray[np.int32]
"""Common bits needed, by left and right popcount, each from the lowest of its side."""


class Demand(NamedTuple):
    """The fewest common bits that a pair needs; a tuple, since Numba takes those."""

    needed: Needed
    """By the popcounts of query and lane, each counted from the lowest."""
    least: Needed
    """By block and query popcount: the least that any lane of the block needs."""
    lowest_query: int
    lowest_lane: int
    strict: int
    """1 where lanes of the query's own popcount are left to the other direction."""


def demand(queries: Lanes, lanes: Lanes, needed: Needed, *, strict: bool) -> Demand:
    """What each block demands of each query popcount.

    Args:
        queries: One side, with at least one record.
        lanes: The other, as well.
        needed: By query and lane popcount.
        strict: Whether to leave out lanes of the query's own popcount.
    """
    lowest_query, lowest_lane = int(queries.popcounts[0]), int(lanes.popcounts[0])
    query_pops = queries.span
    least = np.empty((lanes.blocks, len(query_pops)), np.int32)
    for block in range(lanes.blocks):
        of_block = lanes.popcounts[block * LANES : (block + 1) * LANES]
        lane_pops = np.arange(of_block[0], of_block[-1] + 1)
        mine = lane_pops[None, :] >= query_pops[:, None] + strict
        part = needed[:, lane_pops - lowest_lane]
        least[block] = np.where(mine, part, NEVER).min(axis=1)
    return Demand(
        np.ascontiguousarray(needed), least, lowest_query, lowest_lane, int(strict)
    )
