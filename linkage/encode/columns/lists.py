"""Lists of features in compressed rows, and the kernels that fill filters from them.

An attribute of many records is a `Coded`: each record has the number of a distinct
value, and each distinct value a list of feature numbers. What a feature number means
is fixed by the attribute (`vocabulary.py`), and which positions it sets by
`positions.py`.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from linkage.compiled import compiled
from linkage.exchange.encoding import Words


@dataclass(frozen=True, slots=True)
class Lists:
    """Feature numbers of distinct values, in compressed rows."""

    offsets: NDArray[np.int64]
    """Shape (values + 1,)."""
    features: NDArray[np.int32]
    """Those of value i are `features[offsets[i]:offsets[i + 1]]`, in the order in
    which they are granted positions."""


@dataclass(frozen=True, slots=True)
class Coded:
    """One attribute of many records."""

    codes: NDArray[np.int32]
    """The distinct value of each record, -1 where it has none; shape (n,)."""
    values: Lists


def listed(lists: list[list[int]]) -> Lists:
    """Plain lists as compressed rows."""
    counts = np.array([0, *map(len, lists)], np.int64)
    flat = [feature for one in lists for feature in one]
    return Lists(np.cumsum(counts), np.array(flat, np.int32))


def coded(keys: NDArray[np.int64], features: Callable[[int], list[int]]) -> Coded:
    """Values named by small numbers; a negative one is none.

    Args:
        keys: Of each record.
        features: Of a value.
    """
    distinct, codes = np.unique(keys, return_inverse=True)
    lists = [features(int(key)) if key >= 0 else [] for key in distinct]
    return Coded(codes.astype(np.int32), listed(lists))


@compiled
def masks(
    offsets: NDArray[np.int64],
    features: NDArray[np.int32],
    positions: NDArray[np.uint16],
    bits: int,
    most: int,
) -> Words:
    """The positions that each value's features set; shape (values, 16).

    Args:
        offsets: Of the lists.
        features: Of the lists.
        positions: Shape (vocabulary, k): a feature's positions.
        bits: All positions of the attribute, spread over its features; the first
            features take what does not divide evenly.
        most: A cap per feature.
    """
    rows = len(offsets) - 1
    made = np.zeros((rows, 16), np.uint64)
    for row in range(rows):
        begin = offsets[row]
        count = offsets[row + 1] - begin
        if count == 0:
            continue
        total = min(bits, most * count)
        each = total // count
        rest = total - each * count
        for at in range(count):
            feature = features[begin + at]
            for turn in range(each + (1 if at < rest else 0)):
                place = np.int64(positions[feature, turn])
                made[row, place >> 6] |= np.uint64(1) << np.uint64(place & 63)
    return made


@compiled
def put(  # noqa: PLR0913, PLR0917 -- a kernel takes plain arrays
    filters: Words,
    present: NDArray[np.uint16],
    codes: NDArray[np.int32],
    made: Words,
    offsets: NDArray[np.int64],
    attribute: int,
) -> None:
    """Add an attribute to filters and presence masks.

    A value without features is as good as none.
    """
    flag = np.uint16(1 << attribute)
    for row in range(len(codes)):
        code = codes[row]
        if code < 0 or offsets[code] == offsets[code + 1]:
            continue
        present[row] |= flag
        for word in range(16):
            filters[row, word] |= made[code, word]
