"""All pairs of two sets of filters with enough common bits, exactly and fast.

For each pair the record with fewer bits is the *query*, the other one is a *lane*.
A query with p bits that needs c common ones may miss p - c:

1. Lanes are in blocks of 256 (`lanes.py`), by popcount, so that one block asks
   nearly the same of all of its lanes (`demand.py`).
2. The query adds up the complemented columns at its own bits, the rarest first;
   each lane's counter counts its misses. Counters begin so far from overflowing as
   the block's most lenient lane may miss, so "too many" is the overflow itself.
3. When all 256 lanes have overflowed, nothing is left to find in this block. For
   two records of different people that is after a fraction of the bits.
4. What is left after the last column is counted in full.

The caller says what is enough by a table over the two popcounts
(`evidence.fewest_common`, `dice.fewest_common`): this file knows nothing of Dice.
The order of pairs depends on the order of records alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from linkage.compiled import compiled
from linkage.exchange.encoding import FILTER_BITS, Words
from linkage.match.bits import common_bits, ones
from linkage.match.columns import LANE_WORDS, LANES, MOST, PLANES, STEP, add_columns
from linkage.match.demand import Demand, Needed, demand
from linkage.match.lanes import BLOCK_WORDS, WORD_BITS, Lanes, Rows

QUERIES: Final = 512
"""Queries that meet a block while it is in the cache."""
TASK: Final = 8 * QUERIES
"""Queries of one task of a thread."""

_ONE: Final = np.uint64(1)
_NONE: Final = np.uint64(0)
_ALL: Final = ~_NONE


@dataclass(frozen=True, slots=True)
class Task:
    """Some queries of one side against all lanes of the other."""

    queries: Lanes
    lanes: Lanes
    demand: Demand
    first: int
    last: int
    turned: bool
    """Whether the queries are of the right side."""

    @property
    def comparisons(self) -> int:
        """Pairs that the task stands for: those whose query has fewer bits."""
        queries = self.queries.popcounts[self.first : self.last]
        smaller = np.searchsorted(self.lanes.popcounts, queries + self.demand.strict)
        return len(queries) * len(self.lanes.rows) - int(smaller.sum())

    def search(self) -> Rows:
        """The pairs; releases the interpreter's lock while it searches.

        Returns:
            Rows of left and right as given to `prepare`, shape (pairs, 2).
        """
        found = self._search()
        rows = [self.queries.rows[found[:, 0]], self.lanes.rows[found[:, 1]]]
        return np.stack(rows[::-1] if self.turned else rows, axis=1)

    def _search(self) -> Rows:
        queries = _Queries(self.queries.filters, self.queries.popcounts)
        of = self.lanes
        lanes = _Lanes(of.filters, of.popcounts, of.columns, of.order)
        part = self.first, self.last
        found = np.empty((TASK, 2), np.int64)
        count = _search(queries, lanes, self.demand, part, found)
        if count > len(found):
            found = np.empty((count, 2), np.int64)
            _search(queries, lanes, self.demand, part, found)
        return found[:count]


def tasks(left: Lanes, right: Lanes, needed: Needed) -> Iterator[Task]:
    """What there is to do to find all pairs of two sides, in order.

    Args:
        left: One side.
        right: The other.
        needed: Common bits needed, by left and right popcount, each counted from
            the lowest of its side.
    """
    if not len(left.rows) or not len(right.rows):
        return
    there = demand(left, right, needed, strict=False)
    back = demand(right, left, needed.T, strict=True)
    for first in range(0, len(left.rows), TASK):
        last = min(first + TASK, len(left.rows))
        yield Task(left, right, there, first, last, turned=False)
    for first in range(0, len(right.rows), TASK):
        last = min(first + TASK, len(right.rows))
        yield Task(right, left, back, first, last, turned=True)


class _Queries(NamedTuple):
    """What of one side Numba needs; so does `_Lanes`."""

    filters: Words
    popcounts: Rows


class _Lanes(NamedTuple):
    filters: Words
    popcounts: Rows
    columns: Words
    order: Rows


def _search_plain(
    queries: _Queries,
    lanes: _Lanes,
    demand: Demand,
    part: tuple[int, int],
    found: NDArray[np.int64],
) -> int:
    """Count the pairs of some queries; write as many as `found` has room for."""
    planes = np.empty(PLANES * LANE_WORDS, np.uint64)
    offsets = np.zeros((QUERIES, FILTER_BITS), np.uint16)
    count = 0
    for start in range(part[0], part[1], QUERIES):
        stop = min(start + QUERIES, part[1])
        for query in range(start, stop):
            _list_columns(queries.filters[query], lanes.order, offsets[query - start])
        for block in range(demand.least.shape[0]):
            base = block * BLOCK_WORDS
            for query in range(start, stop):
                bits = queries.popcounts[query]
                least = demand.least[block, bits - demand.lowest_query]
                listed = offsets[query - start]
                if least > bits or _all_miss(
                    lanes.columns, base, listed[:bits], bits - least, planes
                ):
                    continue
                pair = query, block, count
                count = _verify(queries, lanes, demand, pair, (planes, found))
    return count


def _list_columns_plain(
    query: NDArray[np.uint64], order: Rows, offsets: NDArray[np.uint16]
) -> None:
    """Where the columns of a query's bits begin in a block, in order."""
    count = 0
    for at, bit in enumerate(order):
        if (query[bit // WORD_BITS] >> np.uint64(bit % WORD_BITS)) & _ONE:
            offsets[count] = at * LANE_WORDS
            count += 1


def _all_miss_plain(
    columns: Words,
    base: int,
    offsets: NDArray[np.uint16],
    allowed: np.int64,
    planes: Words,
) -> bool:
    """Whether every lane of a block misses more than the allowed bits of a query.

    If not, plane 8 says which lanes surely do. Bits beyond the last sixteen are not
    looked at: they could only add misses.
    """
    # A counter holds 8 bits: where more misses are allowed, none is proof.
    bias = np.int64(MOST) - min(allowed, np.int64(MOST))
    for level in range(PLANES):
        start = _ALL if (bias >> level) & 1 else _NONE
        for word in range(LANE_WORDS):
            planes[level * LANE_WORDS + word] = start
    if allowed > MOST:
        return False
    for at in range(0, offsets.size - STEP + 1, STEP):
        if add_columns(columns, base, offsets, at, planes):
            return True
    return False


def _verify_plain(
    queries: _Queries,
    lanes: _Lanes,
    demand: Demand,
    pair: tuple[int, int, int],
    output: tuple[Words, NDArray[np.int64]],
) -> int:
    """Count the common bits with each lane that is left; return the new count."""
    query, block, count = pair
    planes, found = output
    popcount = queries.popcounts[query]
    needed = demand.needed[popcount - demand.lowest_query]
    for word in range(LANE_WORDS):
        alive = ~planes[(PLANES - 1) * LANE_WORDS + word]
        while alive:
            lowest = alive & (~alive + _ONE)
            alive ^= lowest
            lane = block * LANES + word * WORD_BITS + ones(lowest - _ONE)
            if lane >= lanes.filters.shape[0]:
                break
            if lanes.popcounts[lane] < popcount + demand.strict:
                continue
            common = common_bits(queries.filters, query, lanes.filters, lane)
            if common >= needed[lanes.popcounts[lane] - demand.lowest_lane]:
                if count < found.shape[0]:
                    found[count, 0] = query
                    found[count, 1] = lane
                count += 1
    return count


_list_columns = compiled(_list_columns_plain)
_all_miss = compiled(_all_miss_plain)
_verify = compiled(_verify_plain)
_search = compiled(_search_plain)
