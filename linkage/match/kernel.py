"""The inner loop: common bits of all pairs of two blocks of filters.

A pair comes out when it has at least as many common bits as the table demands for
its two popcounts. The caller makes the table (`evidence.fewest_common`), so that
this loop knows nothing of Dice.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from linkage.compiled import compiled
from linkage.exchange.encoding import Words
from linkage.match.bits import common_bits


@dataclass(frozen=True, slots=True)
class Block:
    """Filters of one side that have the same attributes, and their popcounts."""

    filters: Words
    popcounts: NDArray[np.int64]
    rows: NDArray[np.int64]
    """Their rows in the whole file."""

    @property
    def span(self) -> NDArray[np.int64]:
        """All popcounts from the lowest to the highest; there is a record."""
        return np.arange(self.popcounts.min(), self.popcounts.max() + 1)


def search(left: Block, right: Block, needed: NDArray[np.int32]) -> NDArray[np.int64]:
    """All pairs with enough common bits.

    Args:
        left: One side.
        right: The other side.
        needed: Common bits needed, by left and right popcount, each counted from
            the lowest of its side.

    Returns:
        Shape (pairs, 2): left and right index.
    """
    demand = _Demand(
        needed,
        left.popcounts - left.popcounts.min(),
        right.popcounts - right.popcounts.min(),
    )
    found = np.empty((max(1024, len(left.rows)), 2), np.int64)
    count = _search(left.filters, right.filters, demand, found)
    if count > len(found):
        found = np.empty((count, 2), np.int64)
        count = _search(left.filters, right.filters, demand, found)
    return found[:count]


class _Demand(NamedTuple):
    """The table of `search`, and where each filter's popcount stands in it."""

    needed: NDArray[np.int32]
    left: NDArray[np.int64]
    right: NDArray[np.int64]


def _search_plain(
    left: Words, right: Words, demand: _Demand, found: NDArray[np.int64]
) -> int:
    """Count all pairs; write as many as `found` has room for."""
    count = 0
    for i in range(left.shape[0]):
        needed = demand.needed[demand.left[i]]
        for j in range(right.shape[0]):
            common = common_bits(left, i, right, j)
            if common >= needed[demand.right[j]]:
                if count < found.shape[0]:
                    found[count, 0] = i
                    found[count, 1] = j
                count += 1
    return count


_search = compiled(_search_plain)
