"""What the engines cost, measured, and which of them a pair of groups gets.

Seconds of CPU on one core of an AMD EPYC (Zen 4, AVX-512) in company, 1024 bits; other
processors move the figures, hardly their ratios. What is not known beforehand is how
alike strangers are: an even sample of pairs tells.
"""

from dataclasses import dataclass
from math import comb, lgamma
from typing import Final

import numpy as np
from numpy.typing import NDArray

from linkage.exchange.encoding import FILTER_BITS
from linkage.match.bits import popcounts
from linkage.match.columns import STEP
from linkage.match.demand import Needed
from linkage.match.kernel import Block
from linkage.match.parts import budgets, radii
from linkage.match.vectors import LANES

PLAIN: Final = 4.9e-9
"""For a pair in the plain loop."""
SLICED: Final = 400e-9
"""For a query and a block, every column of 512 added; about the same for 512 lanes
with AVX-512 as for 256 lanes without."""
MET: Final = 3e-9
"""For a query and a block of which nothing is wanted."""
TURNED: Final = 0.5e-6
"""To turn a record."""
LOOKED_UP: Final = 2.2e-9
"""To look a turned key up, those included that look known and are not."""
COUNTED: Final = 100e-9
"""To find and count one record by its key."""
KEYED: Final = 110e-9
"""To make the key of a part and to put it into a table."""

ALL: Final = (PLAIN, SLICED, MET, TURNED, LOOKED_UP, COUNTED, KEYED)

MOST_TURNS: Final = 3
"""The largest radius: a part of 30 positions has 4,526 keys within three turns."""
MOST_PARTS: Final = 96
_SAMPLE: Final = 512
"""Records of a side, of whose pairs strangers are judged."""
_WORTH_A_SAMPLE: Final = 0.5
"""Seconds of the bit-sliced engine, at worst, from which another is considered."""

Floats = NDArray[np.float64]


def slicing_pays(left: int, right: int) -> bool:
    """Whether the bit-sliced engine is cheaper, at worst, for groups of given sizes."""
    return _sliced(left, right) < PLAIN * left * right


def _sliced(left: int, right: int, columns: float = FILTER_BITS / 2) -> float:
    """Seconds of the bit-sliced engine that adds so many columns for a block."""
    blocks = left * -(-right // LANES) + right * -(-left // LANES)
    # Of two sides each is the queries once, and half of its pairs are the other's.
    added = SLICED * columns / (FILTER_BITS / 2)
    return blocks * (MET + added / 2) + TURNED * (left + right)


def parts_that_pay(left: Block, right: Block, needed: Needed) -> int | None:
    """Into how many parts to cut positions (`pigeonhole.py`); None where slicing is it.

    Args:
        left: One side, with at least one record.
        right: The other, as well.
        needed: Common bits needed, by left and right popcount, each counted from
            the lowest of its side.
    """
    if _sliced(len(left.rows), len(right.rows)) < _WORTH_A_SAMPLE:
        return None
    return _cheapest(left, right, needed, strangers_of(left, right, needed))[1]


def exact_seconds(
    left: Block, right: Block, needed: Needed, strangers: "Strangers"
) -> float:
    """What the cheapest engine takes to compare all pairs of two groups."""
    plain = PLAIN * len(left.rows) * len(right.rows)
    return min(plain, _cheapest(left, right, needed, strangers)[0])


def _cheapest(
    left: Block, right: Block, needed: Needed, strangers: "Strangers"
) -> tuple[float, int | None]:
    """Seconds of slicing, or of so many parts where that is less."""
    sizes = len(left.rows), len(right.rows)
    best, parts = _sliced(*sizes, strangers.columns), None
    queries = _Queries(
        budgets(left.span, right.span, needed),
        np.bincount(left.popcounts - left.popcounts.min()),
    )
    for count in range(1, MOST_PARTS + 1):
        seconds = KEYED * count * sum(sizes)
        if seconds < best:
            seconds += _searched(queries, strangers, count, len(right.rows))
        if seconds < best:
            best, parts = seconds, count
    return best, parts


def seconds_of_draws(
    size: int, radius: int, strangers: "Strangers", sizes: tuple[int, int]
) -> float:
    """What it takes to look all queries up by so many positions, drawn once (`lsh.py`).

    Args:
        size: How many positions.
        radius: How many of them may differ.
        strangers: Of the two sides.
        sizes: Queries, and the records among which they are looked up.
    """
    return KEYED * sum(sizes) + sizes[0] * _look(size, radius, strangers, sizes[1])


def _look(size: int, radius: int, strangers: "Strangers", rows: int) -> float:
    """Seconds to look one query's key up among some rows, and all keys near it."""
    near = sum(comb(size, turned) for turned in range(radius + 1))
    met = float(strangers.differing @ chance_within(size, radius)) * rows
    return LOOKED_UP * near + COUNTED * met


@dataclass(frozen=True, slots=True)
class Strangers:
    """What pairs of two sides are like, nearly all of which are two people."""

    differing: Floats
    """The share of pairs that differ in 0, 1, ... 1024 positions."""
    columns: float
    """How many columns the bit-sliced engine adds for a query and a block."""


def strangers_of(left: Block, right: Block, needed: Needed) -> Strangers:
    """Judge by pairs of records that stand at different places of their sides."""
    one = left.filters[_even(len(left.rows), 1 / 4)]
    other = right.filters[_even(len(right.rows), 3 / 4)]
    common = np.stack([popcounts(each & other) for each in one])
    fewer = np.minimum.outer(popcounts(one), popcounts(other))
    totals = np.add.outer(popcounts(one), popcounts(other))
    differing = np.bincount((totals - 2 * common).ravel(), minlength=FILTER_BITS + 1)
    wanted = needed[
        np.ix_(
            popcounts(one) - left.popcounts.min(),
            popcounts(other) - right.popcounts.min(),
        )
    ]
    allowed = np.maximum(fewer - wanted, 0)
    # The last of a block's lanes goes about three standard deviations later.
    share = max(1e-9, float((fewer - common).mean() / max(1, fewer.mean())))
    columns = np.minimum(fewer, (allowed + 3 * np.sqrt(allowed)) / share + STEP / 2)
    return Strangers(
        differing / differing.sum(), float((columns * (wanted <= fewer)).mean())
    )


def _even(size: int, shift: float) -> NDArray[np.int64]:
    count = min(size, _SAMPLE)
    return ((np.arange(count) + shift) * size / count).astype(np.int64)


@dataclass(frozen=True, slots=True)
class _Queries:
    """The left side, by popcount from the lowest."""

    budgets: NDArray[np.int64]
    records: NDArray[np.int64]


def _searched(queries: _Queries, strangers: Strangers, parts: int, rows: int) -> float:
    """Seconds to look queries up among some rows; infinite where that goes too far."""
    reach = radii(queries.budgets, parts)
    if reach.max() > MOST_TURNS:
        return np.inf
    size = -(-FILTER_BITS // parts)
    seconds = 0.0
    for radius in np.unique(reach[reach >= 0]).tolist():
        asked = float(queries.records @ (reach == radius).sum(axis=1))
        seconds += asked * _look(size, radius, strangers, rows)
    return seconds


def chance_within(size: int, radius: int) -> Floats:
    """How likely so many positions differ little, by how many of all do.

    The hypergeometric distribution: a part is dealt `size` positions of all.

    Returns:
        For 0, 1, ... 1024 that differ, the chance that `radius` or fewer are among
        the part's.
    """
    differ = np.arange(FILTER_BITS + 1)
    every = _log_ways(np.array([FILTER_BITS]), size)
    chances = [
        np.exp(
            _log_ways(differ, turned)
            + _log_ways(FILTER_BITS - differ, size - turned)
            - every
        )
        for turned in range(min(radius, size) + 1)
    ]
    return np.asarray(np.sum(chances, axis=0), np.float64)


_LOG_FACTORIALS: Final = np.array([lgamma(each + 1) for each in range(FILTER_BITS + 1)])


def _log_ways(of: NDArray[np.int64], taken: int) -> Floats:
    """The logarithm of how many ways there are to take some of each."""
    rest = np.maximum(of - taken, 0)
    logs = _LOG_FACTORIALS[of] - _LOG_FACTORIALS[taken] - _LOG_FACTORIALS[rest]
    return np.where(of < taken, -np.inf, logs)
