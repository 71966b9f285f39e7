"""How close filters are: 1 for equal ones, about 0 for two random ones.

Closeness is 1 - 2d / m for Hamming distance d. Diffusion with t taps turns an expected
closeness c into c^t and adds noise of about 1 / sqrt(m), so that an attacker computes
the closeness behind the diffusion from plain text, without the noise.
"""

import numpy as np

from linkage.hazmat.hardening.bits import Filters, unpacked
from linkage.review.attacks.view import Floats, Known


def closeness(filters: Filters) -> Floats:
    """Of all pairs of filters; shape (n, n)."""
    signs = 1 - 2 * unpacked(filters).astype(np.float32)
    return np.asarray(signs @ signs.T / signs.shape[1], np.float32)


def expected_closeness(known: Known) -> Floats:
    """Of all pairs of the population, as the diffused encodings should have it."""
    mean = sum(closeness(filters) for filters in known.filters) / len(known.filters)
    taps = max(known.taps, 1)
    return np.asarray(np.sign(mean) * np.abs(mean) ** taps, np.float32)


def others(square: Floats) -> Floats:
    """Each row without its diagonal entry; shape (n, n - 1)."""
    size = len(square)
    return square[~np.eye(size, dtype=bool)].reshape(size, size - 1)
