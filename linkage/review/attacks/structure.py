"""The place of each record in the graph of closeness, as numbers.

Nothing here depends on names, keys or the order of records: a person has about the
same numbers in the encoded graph and in that of the plain population, although the one
is a sample of the other.

- how close the others are: quantiles, mean and spread of a row;
- the same after the noise is taken out: the graph is rebuilt from the eigenvectors
  that stand out of noise (the edge of Wigner's semicircle; shrunk as in Benaych-Georges,
  Nadakuditi, The eigenvalues and eigenvectors of finite, low rank perturbations of large
  random matrices, 2011);
- the popcount, and the weighted mean and spread of all these among near records, at
  several ranges (as the structural features of Henderson and others, It's who you know:
  graph mining using recursive structural features, KDD 2011).
"""

from typing import cast

import numpy as np
from numpy.typing import NDArray
from scipy.sparse.linalg import eigsh

from linkage.hazmat.hardening.bits import Filters
from linkage.review.attacks.closeness import others
from linkage.review.attacks.view import Floats

_QUANTILES = np.array([0.02, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.98, 0.99, 0.995])
_RANGES = (0.7, 1.5, 3.0)
_RANK = 60
_FARTHEST = 6.0
"""Standard deviations at which closeness is cut, so that no pair outweighs all."""

Features = NDArray[np.float64]


def structure(close: Floats, popcounts: Floats, noise: float) -> Features:
    """The features of all records.

    Args:
        close: Shape (n, n).
        popcounts: Of the filters, shape (n,).
        noise: Standard deviation of an entry of `close` around its expectation.
    """
    clean = _without_noise(close, noise)
    base = np.column_stack(
        [_row_shape(close), _row_shape(clean), np.diag(clean), popcounts]
    ).astype(np.float64)
    parts = [base]
    for reach in _RANGES:
        weights = _weights(clean, reach)
        mean = weights @ base
        spread = np.sqrt(np.maximum(weights @ base**2 - mean**2, 0))
        parts += [mean, spread, weights @ mean]
    parts.append(_weights(close, 1.5) @ base)
    return np.concatenate(parts, axis=1)


def popcounts(filters: Filters) -> Floats:
    """Bits set in each filter; shape (n,)."""
    return np.asarray(np.bitwise_count(filters).sum(axis=1), np.float32)


def _row_shape(square: Floats) -> Floats:
    rest = others(square)
    at = np.round(_QUANTILES * (rest.shape[1] - 1)).astype(int)
    quantiles = np.partition(rest, at, axis=1)[:, at]
    return np.column_stack([quantiles, rest.mean(axis=1), rest.std(axis=1)])


def _without_noise(close: Floats, noise: float) -> Floats:
    size = len(close)
    mean = close.mean(axis=1)
    centred = close - mean[:, None] - mean[None, :] + mean.mean()
    start = np.ones(size, np.float32) + np.arange(size, dtype=np.float32) % 7
    rank = min(_RANK, size - 2)
    values, vectors = eigsh(centred, k=rank, which="LA", v0=start, tol=1e-3)
    edge = 2 * noise * np.sqrt(size)
    kept = np.where(values > edge, values, np.inf)
    strength = np.where(values > edge, values * (1 - (edge / kept) ** 2), 0)
    return cast("Floats", ((vectors * strength) @ vectors.T).astype(np.float32))


def _weights(square: Floats, reach: float) -> Floats:
    """Rows that sum to one, the nearer the heavier, nothing on the diagonal."""
    rest = others(square)
    spread = rest.std() + 1e-9
    scaled = np.clip((square - rest.mean()) / spread, -_FARTHEST, _FARTHEST)
    np.fill_diagonal(scaled, -50)
    weights = np.exp(reach * scaled)
    return np.asarray(weights / weights.sum(axis=1)[:, None], np.float32)
