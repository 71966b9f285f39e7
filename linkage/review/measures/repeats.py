"""How many encodings are alone of their kind, and how many repeat.

k-anonymity after L. Sweeney, k-anonymity: a model for protecting privacy, IJUFKS 10(5),
2002, of what an encoding shows: of the whole filter nearly everybody is alone, which is
what linking needs and why filters are personal data. What groups of one mean is told by
the attacks.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Groups:
    """Records grouped by what is equal of them."""

    records: int
    groups: int
    smallest: int
    """k of k-anonymity: nobody is in a smaller group."""
    alone: int
    """Records that are a group of their own."""
    below_five: int
    """Records in groups of fewer than five."""
    largest: int


def grouped(rows: NDArray[np.generic]) -> Groups:
    """Group rows that are equal; shape (n, columns), n at least one."""
    _, counts = np.unique(rows, axis=0, return_counts=True)
    return Groups(
        records=int(counts.sum()),
        groups=len(counts),
        smallest=int(counts.min()),
        alone=int(counts[counts == 1].sum()),
        below_five=int(counts[counts < 5].sum()),  # noqa: PLR2004 -- as the name says
        largest=int(counts.max()),
    )


def told_by(labels: Sequence[Hashable], values: Sequence[Hashable]) -> float:
    """Mutual information of two columns, in bits.

    With the correction for small samples of G. A. Miller, Note on the bias of
    information estimates, 1955; never below 0.
    """
    size = len(labels)
    both = _entropy(list(zip(labels, values, strict=True)))
    one, other = _entropy(labels), _entropy(values)
    kinds = (
        len(set(labels)) + len(set(values)) - len(set(zip(labels, values, strict=True)))
    )
    bias = (kinds - 1) / (2 * size * float(np.log(2))) if size else 0.0
    return max(0.0, one + other - both + bias)


def _entropy(values: Sequence[Hashable]) -> float:
    numbers: dict[Hashable, int] = {}
    for each in values:
        numbers[each] = numbers.get(each, 0) + 1
    shares = np.array(list(numbers.values())) / max(1, len(values))
    return float(-(shares * np.log2(shares)).sum())
