"""How alike pairs are: strangers, and the two records of one person.

The gap between the two is what linking lives on. What strangers differ in among
themselves is what attacks on graphs live on: in diffused filters it is noise.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from linkage.exchange.encoding import Words

_PAIRS = 20_000
_BINS = 50

Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Closeness:
    """Histograms of Dice coefficients, from 0 to 1 in equal bins."""

    strangers: Counts
    matches: Counts


def closeness_of(
    sides: tuple[Words, Words],
    true_rows: NDArray[np.int64],
    generator: np.random.Generator,
) -> Closeness:
    """Dice of drawn pairs of strangers and of true pairs.

    Args:
        sides: Filters of two registers.
        true_rows: Rows of the two, shape (pairs, 2).
        generator: Draws the strangers.
    """
    left, right = sides
    drawn = np.column_stack(
        [generator.integers(0, len(each), _PAIRS) for each in (left, right)]
    )
    same = {(int(one), int(other)) for one, other in true_rows}
    kept = [pair for pair in map(tuple, drawn.tolist()) if pair not in same]
    return Closeness(
        _histogram(left, right, np.array(kept, np.int64).reshape(-1, 2)),
        _histogram(left, right, true_rows[:_PAIRS]),
    )


def _histogram(left: Words, right: Words, rows: NDArray[np.int64]) -> Counts:
    one, other = left[rows[:, 0]], right[rows[:, 1]]
    common = np.bitwise_count(one & other).sum(axis=1, dtype=np.int64)
    total = sum(
        np.bitwise_count(each).sum(axis=1, dtype=np.int64) for each in (one, other)
    )
    dice = 2 * common / np.maximum(total, 1)
    return np.histogram(dice, bins=_BINS, range=(0, 1))[0].astype(np.int64)
