"""How alike two records are, as one number that a threshold can be set on.

Dice on common ground says 1 of two records that agree in the little they have, be it a
short name alone. So likeness is Dice with a number of positions that never agree put
to both sides: 2 * shared / (left + right + CAUTION). It keeps the order of Dice where
pairs have much in common and lowers those that have little.

Of diffused filters it is 1 - 2 * distance / bits: 0 for two that have nothing to do with
each other, whatever their attributes, with a noise that is the same for all.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from linkage.exchange.encoding import FILTER_BITS, EncodingsFile
from linkage.match.bits import popcounts
from linkage.match.evidence import Ground
from linkage.match.judge import common_of, measure_rows

CAUTION: Final = 100
"""Positions; about a quarter of what a whole record sets in the shipped profiles."""
BINS: Final = 250
"""Steps of likeness in which pairs are counted."""
MIDDLES: Final = (np.arange(BINS) + 0.5) / BINS
"""The likeness in the middle of each step."""

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def likeness(
    left: EncodingsFile, right: EncodingsFile, pairs: Ints, ground: Ground
) -> Floats:
    """Of given pairs of rows; in [0, 1]."""
    if ground.taps:
        pops = (
            popcounts(left.filters)[pairs[:, 0]] + popcounts(right.filters)[pairs[:, 1]]
        )
        distance = pops - 2 * common_of(left, right, pairs)
        return np.maximum(1 - 2 * distance / FILTER_BITS, 0)
    found = measure_rows(left, right, pairs, ground)
    return np.asarray(2 * found.shared / (found.left + found.right + CAUTION))


def bins(values: Floats) -> Ints:
    """The step in which each likeness lies."""
    return np.minimum((values * BINS).astype(np.int64), BINS - 1)
