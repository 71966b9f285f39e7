"""One side of a comparison, turned so that hundreds of records are compared at once.

The records are sorted by popcount and cut into blocks of 256 or 512 lanes
(`vectors.LANES`). Of each block every bit position becomes a column: a bit per lane,
*complemented*, so that a one says "this record lacks the bit". Lanes beyond the last
record lack every bit.

Columns stand in the order of `places`, bits that few records have first: a query
adds them in that order, gives up early, and touches only the front of a block.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from linkage.compiled import compiled
from linkage.exchange.encoding import FILTER_BITS, FILTER_WORDS, Words
from linkage.match.bits import popcounts
from linkage.match.vectors import LANE_WORDS, LANES

WORD_BITS: Final = 64
BLOCK_WORDS: Final = FILTER_BITS * LANE_WORDS
"""Words of the columns of one block."""
_SAMPLE: Final = 4096
"""Records that tell which bits are rare."""
_AT_ONCE: Final = 64
"""Blocks that a thread turns."""
_LINE: Final = 64
"""Bytes of a cache line: a column in two of them takes twice as long to load."""

Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Lanes:
    """Filters in order of their popcounts, and their columns."""

    filters: Words
    """Shape (n, 16)."""
    popcounts: Rows
    """Ascending; shape (n,)."""
    rows: Rows
    """Where each stood in what was given to `prepare`."""
    columns: Words
    """Flat: block after block, column after column, `LANE_WORDS` each."""
    order: Rows
    """The bit of each column; shape (1024,)."""

    @property
    def span(self) -> Rows:
        """All popcounts from the lowest to the highest; there is a record."""
        return np.arange(self.popcounts[0], self.popcounts[-1] + 1)

    @property
    def blocks(self) -> int:
        """How many blocks."""
        return len(self.columns) // BLOCK_WORDS


def prepare(filters: Words) -> Lanes:
    """Sort and turn filters.

    Args:
        filters: Shape (n, 16).
    """
    counts = popcounts(filters)
    rows = np.argsort(counts, kind="stable")
    ordered = np.ascontiguousarray(filters[rows])
    order = rarest_first(ordered)
    blocks = -(-len(ordered) // LANES)
    columns = _from_a_line(blocks * BLOCK_WORDS)
    places = np.argsort(order)
    with ThreadPoolExecutor() as pool:
        spans = [(at, min(at + _AT_ONCE, blocks)) for at in range(0, blocks, _AT_ONCE)]
        list(pool.map(lambda span: _turn(ordered, places, columns, span), spans))
    return Lanes(ordered, counts[rows], rows, columns, order)


def _from_a_line(words: int) -> Words:
    """An array that begins with a cache line."""
    spare = np.empty(words + _LINE // 8, np.uint64)
    start = -spare.ctypes.data % _LINE // 8
    return spare[start : start + words]


def rarest_first(filters: Words) -> Rows:
    """Bit positions, those that the fewest of the filters have first.

    Judged by an even sample: the order makes the search fast, never wrong.
    """
    sample = filters[:: max(1, len(filters) // _SAMPLE)].astype("<u8")
    bits = np.unpackbits(sample.view(np.uint8), axis=1, bitorder="little")
    return np.argsort(bits.sum(axis=0, dtype=np.int64), kind="stable")


def _turn_plain(
    filters: Words, places: Rows, columns: Words, span: tuple[int, int]
) -> None:
    """Write the complemented columns of some blocks, each bit's at its place."""
    square = np.empty(WORD_BITS, np.uint64)
    # Of 64 records each bit position is one word.
    for group in range(span[0] * LANE_WORDS, span[1] * LANE_WORDS):
        block, word = divmod(group, LANE_WORDS)
        for part in range(FILTER_WORDS):
            for lane in range(WORD_BITS):
                row = group * WORD_BITS + lane
                held = filters[row, part] if row < filters.shape[0] else np.uint64(0)
                square[lane] = ~held
            _transpose(square)
            start = block * BLOCK_WORDS + word
            for bit in range(WORD_BITS):
                place = places[part * WORD_BITS + bit]
                columns[start + place * LANE_WORDS] = square[bit]


def _transpose_plain(square: Words) -> None:
    """Turn 64 rows of 64 bits over their diagonal, in place.

    Swaps ever smaller quadrants: Warren, Hacker's Delight, 2nd edition, section 7-3.
    Bit 0 of a word is its first column.
    """
    width = np.uint64(32)
    low = np.uint64(0x00000000FFFFFFFF)
    while width:
        step = np.int64(width)
        for start in range(0, WORD_BITS, 2 * step):
            for row in range(start, start + step):
                upper, lower = square[row], square[row + step]
                swapped = ((upper >> width) ^ lower) & low
                square[row + step] = lower ^ swapped
                square[row] = upper ^ (swapped << width)
        width = width >> np.uint64(1)
        low = low ^ (low << width)


_transpose = compiled(_transpose_plain)
_turn = compiled(_turn_plain)
