"""All pairs of two sets of filters with enough common bits, exactly and fast.

For each pair the record with fewer bits is the *query*, the other one is a *lane*.
A query with p bits that needs c common ones may miss p - c:

1. Lanes are in blocks (`lanes.py`), by popcount, so that one block asks nearly the
   same of all of its lanes (`demand.py`).
2. The query adds up the complemented columns at its own bits, the rarest first;
   each lane's counter counts its misses. Counters begin so far from overflowing as
   the block's most lenient lane may miss, so "too many" is the overflow itself.
3. When all lanes have overflowed, nothing is left to find in this block. For two
   records of different people that is after a fraction of the bits.
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
from linkage.match.collect import Span, collected
from linkage.match.columns import MOST, STEP, count
from linkage.match.demand import Demand, Needed, demand
from linkage.match.lanes import BLOCK_WORDS, WORD_BITS, Lanes, Rows
from linkage.match.vectors import LANE_WORDS, LANES

QUERIES: Final = 512
"""Queries that meet a block while it is in the cache."""
TASK: Final = 8 * QUERIES
"""Queries of one task of a thread."""

_ROOM: Final = 16 * QUERIES
"""Pairs that the queries of a block may give without being searched again."""
_ONE: Final = np.uint64(1)
_ALL: Final = np.uint64(2**64 - 1)
_LAST_BIT: Final = FILTER_BITS - 1


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

        def search(part: Span, room: Rows) -> int:
            return _search(queries, lanes, self.demand, part, room)

        return collected(search, (self.first, self.last), QUERIES, _ROOM)


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
    left = np.empty(LANE_WORDS, np.uint64)
    first, last = part
    offsets = np.zeros((last - first, FILTER_BITS), np.uint16)
    for query in range(first, last):
        _list_columns(queries.filters[query], lanes.order, offsets[query - first])
    found_so_far = 0
    for block in range(demand.least.shape[0]):
        base = block * BLOCK_WORDS
        for query in range(first, last):
            bits = queries.popcounts[query]
            least = np.int64(demand.least[block, bits - demand.lowest_query])
            if least > bits or _all_miss(
                lanes.columns, base, offsets[query - first], (bits, least), left
            ):
                continue
            pair = query, block, found_so_far
            found_so_far = _verify(queries, lanes, demand, pair, (left, found))
    return found_so_far


def _list_columns_plain(
    query: NDArray[np.uint64], order: Rows, offsets: NDArray[np.uint16]
) -> None:
    """Where the columns of a query's bits begin in a block, in order.

    Written without a branch, which the processor would guess wrongly for every third
    bit: what is no column of the query is overwritten by the next one.
    """
    listed = np.int64(0)
    for at in range(FILTER_BITS):
        bit = order[at] & _LAST_BIT
        offsets[listed & _LAST_BIT] = at * LANE_WORDS
        word = query[bit // WORD_BITS] >> np.uint64(bit % WORD_BITS)
        listed += np.int64(word & _ONE)


def _all_miss_plain(
    columns: Words,
    base: int,
    offsets: NDArray[np.uint16],
    bits: tuple[np.int64, np.int64],
    left: Words,
) -> bool:
    """Whether every lane of a block misses more bits of a query than it may.

    Args:
        columns: Of the lanes.
        base: Where the block begins.
        offsets: Of the query's columns.
        bits: How many the query has, and how many the most lenient lane needs.
        left: Written: the lanes that may not.

    Bits beyond the last sixteen are not looked at: they could only add misses.
    """
    allowed = bits[0] - bits[1]
    steps = bits[0] // STEP
    # A counter holds 8 bits: where more misses are allowed, none is proof.
    if allowed > MOST or not steps:
        left[:] = _ALL
        return False
    return count(columns, base, offsets, (steps, MOST - allowed), left)


def _verify_plain(
    queries: _Queries,
    lanes: _Lanes,
    demand: Demand,
    pair: tuple[int, int, int],
    output: tuple[Words, NDArray[np.int64]],
) -> int:
    """Count the common bits with each lane that is left; return what is found so far."""
    query, block, found_so_far = pair
    left, found = output
    popcount = queries.popcounts[query]
    needed = demand.needed[popcount - demand.lowest_query]
    for word in range(LANE_WORDS):
        alive = left[word]
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
                if found_so_far < found.shape[0]:
                    found[found_so_far, 0] = query
                    found[found_so_far, 1] = lane
                found_so_far += 1
    return found_so_far


_list_columns = compiled(_list_columns_plain)
_all_miss = compiled(_all_miss_plain)
_verify = compiled(_verify_plain)
_search = compiled(_search_plain)
