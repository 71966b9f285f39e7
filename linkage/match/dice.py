"""Plain Dice at a threshold: what a pair of filters needs, and the exact join.

A pair of filters with a and b bits has 2c / (a + b) >= t where it has at least
t (a + b) / 2 common bits. Two empty filters have nothing in common: never a pair.
The engine is whichever is cheapest (`tiles.py`).
"""

import numpy as np
from numpy.typing import NDArray

from linkage.exchange.encoding import Words
from linkage.match.demand import NEVER, Needed
from linkage.match.tiles import Group, cut, search_all

_ROUNDING = 1e-9
"""Keeps a pair that has exactly the threshold."""


def fewest_common(
    left: NDArray[np.int64], right: NDArray[np.int64], threshold: float
) -> Needed:
    """Common bits that a pair needs.

    Args:
        left: Popcounts, shape (l,).
        right: Popcounts, shape (r,).
        threshold: Least Dice coefficient, in (0, 1].

    Returns:
        Shape (l, r); more than any filter has for two empty filters.
    """
    totals = np.add.outer(left, right)
    needed = np.ceil(threshold * totals / 2 - _ROUNDING)
    return np.where(totals > 0, needed, NEVER).astype(np.int32)


def dice_join(left: Words, right: Words, threshold: float) -> NDArray[np.int64]:
    """All pairs of filters that are at least so alike.

    Args:
        left: Filters, shape (n, 16).
        right: Filters, shape (m, 16).
        threshold: Least Dice coefficient, in (0, 1].

    Returns:
        Rows of left and right, shape (pairs, 2).
    """
    if not len(left) or not len(right):
        return np.empty((0, 2), np.int64)
    one, other = (Group.of(side, np.arange(len(side))) for side in (left, right))
    needed = fewest_common(one.block.span, other.block.span, threshold)
    return search_all(cut(one, other, needed))
