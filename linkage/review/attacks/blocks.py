"""Blocking keys: how large the blocks are that a record stands in.

Many programs hash blocking keys (year of birth, a phonetic code of the name) and send
them beside the filters, so that only records of one block are compared. A keyed hash
hides the value and not the size of its block; after P. Christen, T. Ranbaduge, R.
Schnell, Linking Sensitive Data, Springer 2020, section 8. Several keys together give
each record a row of sizes that few others have. The attacker computes the same rows of
the people it knows, and takes each record for the person with the nearest one.

Tautan compares all pairs and sends no blocking keys. What groups its encodings all the
same is what an encoding shows: which attributes there are, and how many numbers.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from linkage.review.attacks.view import Floats, Guesses

Labels = NDArray[np.int64]
"""The block of each record under each key; shape (n, keys)."""


def match_blocks(seen: Labels, known: Labels) -> Guesses:
    """Guess whose record each one is by the sizes of its blocks.

    Args:
        seen: Of everybody known, as hashes: equal where the keys are equal.
        known: Of the people, in the attacker's own numbering.
    """
    mine, theirs = _sizes(seen), _sizes(known)
    apart = np.abs(mine[:, None, :] - theirs[None, :, :]).sum(axis=2)
    return np.asarray(linear_sum_assignment(apart)[1], np.int64)


def _sizes(labels: Labels) -> Floats:
    """The size of each record's block under each key and each two keys, as logarithms."""
    keys = labels.shape[1]
    pairs = [labels[:, [one, two]] for one in range(keys) for two in range(one)]
    columns = [_size(labels[:, [key]]) for key in range(keys)] + [*map(_size, pairs)]
    return np.asarray(np.log(np.column_stack(columns)), np.float32)


def _size(labels: Labels) -> NDArray[np.int64]:
    _, block, counts = np.unique(
        labels, axis=0, return_inverse=True, return_counts=True
    )
    return np.asarray(counts[block.reshape(-1)], np.int64)
