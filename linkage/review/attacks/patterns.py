"""Pattern mining: bits that go together are the bits of one feature.

P. Christen, T. Ranbaduge, D. Vatsalan, R. Schnell, Precise and fast cryptanalysis for
Bloom filter based privacy-preserving record linkage, IEEE TKDE 31(11), 2019; P.
Christen, A. Vidanage, T. Ranbaduge, R. Schnell, Pattern-mining based cryptanalysis of
Bloom filters for privacy-preserving record linkage, PAKDD 2018. All records that hold
"born in the seventies" have the same twenty bits set, whatever the key.

1. Bits whose occurrences are correlated are gathered to patterns.
2. A record holds a pattern where (nearly) all its bits are set.
3. Patterns are given to features by how often each occurs, and how often each two occur
   together: both are known of the plain population.
4. What features an encoding holds is compared with what each person holds.

The papers mine maximal frequent item sets and partition by them one after another;
clusters of correlated bits find the same sets where filters hold many attributes.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.optimize import linear_sum_assignment
from scipy.spatial.distance import squareform

from linkage.hazmat.hardening.bits import unpacked
from linkage.review.attacks.view import Floats, Guesses, Known, Seen

_FEWEST_BITS = 5
_FARTHEST = 0.86
"""Mean distance, 1 - correlation, within a pattern."""
_NEARLY_ALL = 0.92
_ROUNDS = 30
_NEVER = 1e9


def mine_patterns(seen: Seen, known: Known, _generator: np.random.Generator) -> Guesses:
    """Guess whose record each encoding is; -1 for all where no pattern stands out.

    Args:
        seen: Of the agency.
        known: Holds every person seen, and others.
    """
    patterns = _patterns(seen)
    if patterns.shape[1] == 0 or known.holds.shape[1] == 0:
        return np.full(len(seen.filters), -1, np.int64)
    found, there = patterns.astype(np.float32), known.holds.astype(np.float32)
    which, whose = _given_to(_together(found), _together(there))
    apart = _apart(found[:, which], there[:, whose])
    apart[~known.possible(seen)] = _NEVER
    return np.asarray(linear_sum_assignment(apart)[1], np.int64)


def _patterns(seen: Seen) -> NDArray[np.bool_]:
    """Which pattern each record holds; shape (n, patterns)."""
    bits = unpacked(seen.filters).astype(np.float32)
    varied = bits[:, bits.std(axis=0) > 0]
    if varied.shape[1] <= _FEWEST_BITS:
        return np.empty((len(bits), 0), np.bool_)
    distances = np.asarray(1 - np.corrcoef(varied.T), np.float64)
    np.fill_diagonal(distances, 0)
    tree = linkage(squareform(distances, checks=False), "average")
    labels = fcluster(tree, _FARTHEST, "distance")
    members = np.arange(1, labels.max() + 1)[:, None] == labels[None, :]
    large = members[members.sum(axis=1) >= _FEWEST_BITS].astype(np.float32)
    share = varied @ large.T / np.maximum(large.sum(axis=1), 1)
    return np.asarray(share >= _NEARLY_ALL, np.bool_)


def _together(held: Floats) -> Floats:
    """How often each two occur together, and each alone on the diagonal."""
    return np.asarray(held.T @ held / len(held), np.float32)


def _given_to(
    patterns: Floats, features: Floats
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Patterns and the features that they are taken for, of equal length."""
    cost = np.abs(np.diag(patterns)[:, None] - np.diag(features)[None, :])
    rows, columns = linear_sum_assignment(cost)
    for _ in range(_ROUNDS):
        apart = _apart_squared(patterns[:, rows], features[:, columns])
        again, taken = linear_sum_assignment(apart + len(rows) * cost**2)
        if np.array_equal(taken, columns):
            break
        rows, columns = again, taken
    return np.asarray(rows, np.int64), np.asarray(columns, np.int64)


def _apart_squared(one: Floats, other: Floats) -> Floats:
    lengths = (one**2).sum(axis=1)[:, None] + (other**2).sum(axis=1)[None, :]
    return np.asarray(lengths - 2 * one @ other.T, np.float32)


def _apart(found: Floats, there: Floats) -> NDArray[np.float64]:
    """Features that differ, the rarer the more they weigh; shape (n, N)."""
    common = np.clip(there.mean(axis=0), 0.01, 0.99)
    weights = np.sqrt(-np.log(np.minimum(common, 1 - common)))
    return np.asarray(_apart_squared(found * weights, there * weights), np.float64)
