"""Pairs of two files where a person has one record on each side, or as good as one.

Weights say how likely each pair is on its own. A set of pairs in which no record is
twice is as probable as the product of its weights; `compete` gives the share of such
sets that each pair stands in, by passing messages between records (sum-product; exact
where pairs form no ring, Huang and Jebara 2009 for matchings).

`chosen` then takes pairs, the heaviest first, and no record twice, *unless* the record
that is already taken and the one that comes are of one person themselves: an agency
can have two records of somebody. Ties are settled by handles, so that the order of
records does not count.
"""

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Rows = NDArray[np.int64]

SameRecord = Callable[[int, Rows], Bools]
"""Side (0 or 1) and pairs of its rows: whether both rows are of one person."""

_ROUNDS: Final = 30
_DAMPING: Final = 0.5
_NOBODY: Final = -1


def compete(pairs: Rows, weights: Floats) -> Floats:
    """The probability of each pair, since no record has two fellows.

    Args:
        pairs: Rows of the left and of the right file, shape (n, 2).
        weights: Odds of each pair, had its records no other.
    """
    left, right = pairs[:, 0], pairs[:, 1]
    from_left, from_right = np.ones(len(pairs)), np.ones(len(pairs))
    for _ in range(_ROUNDS):
        to_left, to_right = weights * from_right, weights * from_left
        next_left = 1 / (1 + _others(left, to_left))
        next_right = 1 / (1 + _others(right, to_right))
        from_left += _DAMPING * (next_left - from_left)
        from_right += _DAMPING * (next_right - from_right)
    odds = weights * from_left * from_right
    return np.asarray(odds / (1 + odds))


def chosen(
    pairs: Rows, weights: Floats, ranks: tuple[Rows, Rows], same: SameRecord
) -> Bools:
    """The pairs that may stand together.

    Args:
        pairs: Rows of both files, shape (n, 2).
        weights: Of each pair; one below 1 is not taken.
        ranks: For each row of a file, where its handle stands among all.
        same: Tells records of one file that are of one person.
    """
    taken, partners = _one_each(pairs, weights, ranks)
    for side in (0, 1):
        partners[side][pairs[taken, side]] = pairs[taken, 1 - side]
    rest = np.flatnonzero((weights >= 1) & ~taken)
    fits = np.ones(len(rest), bool)
    for side in (0, 1):
        mine, theirs = pairs[rest, side], pairs[rest, 1 - side]
        already = partners[side][mine]
        held = already != _NOBODY
        alike = np.zeros(len(rest), bool)
        alike[held] = same(1 - side, np.stack([already, theirs], axis=1)[held])
        fits &= ~held | alike
    taken[rest[fits]] = True
    return taken


def standing(pairs: Rows, probabilities: Floats, taken: Bools) -> Floats:
    """Of each taken pair, its probability with those that share a record with it.

    Two records of one person share what probability their fellow has to give.
    """
    mass = np.where(taken, probabilities, 0)
    sums = [np.bincount(side, mass)[side] for side in pairs.T] if len(pairs) else []
    return np.asarray(np.minimum(np.max([mass, *sums], axis=0), 1) * taken)


def _others(rows: Rows, values: Floats) -> Floats:
    """For each pair, the sum over the other pairs of its record."""
    sums = np.bincount(rows, values) if len(rows) else values
    return np.asarray(np.maximum(sums[rows] - values, 0))


def _one_each(
    pairs: Rows, weights: Floats, ranks: tuple[Rows, Rows]
) -> tuple[Bools, tuple[Rows, Rows]]:
    """The heaviest pairs in turn, no record twice; and nobody's partners yet."""
    keys = (ranks[1][pairs[:, 1]], ranks[0][pairs[:, 0]], -weights)
    order = np.lexsort(keys)
    order = order[weights[order] >= 1]
    used: tuple[set[int], set[int]] = (set(), set())
    taken = np.zeros(len(pairs), bool)
    for at, (left, right) in zip(order, pairs[order].tolist(), strict=True):
        if left not in used[0] and right not in used[1]:
            used[0].add(left)
            used[1].add(right)
            taken[at] = True
    lone = [np.full(len(each), _NOBODY) for each in ranks]
    return taken, (lone[0], lone[1])
