"""Pairs of a kernel that can't know beforehand how many it will find."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.int64]
Span = tuple[int, int]


def collected(
    search: Callable[[Span, Rows], int], span: Span, step: int, room: int
) -> Rows:
    """What a kernel finds, a part of its queries at a time.

    Args:
        search: Given queries from - to and an array for pairs: writes as many as fit,
            and returns how many there are. Called again with more room, if need be.
        span: All queries.
        step: Of how many at a time.
        room: For how many pairs to begin with.

    Returns:
        Shape (pairs, 2).
    """
    pairs = np.empty((room, 2), np.int64)
    found = [pairs[:0]]
    for first in range(span[0], span[1], step):
        part = first, min(first + step, span[1])
        count = search(part, pairs)
        if count > len(pairs):
            pairs = np.empty((2 * count, 2), np.int64)
            search(part, pairs)
        found.append(pairs[:count].copy())
    return np.concatenate(found)
