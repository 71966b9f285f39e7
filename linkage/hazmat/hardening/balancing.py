"""Balancing: a filter beside its own negation, in a keyed order.

R. Schnell, C. Borgs, Randomized response and balanced Bloom filters for privacy
preserving record linkage, IEEE ICDM Workshops 2016.

*Defends against* popcounts: every balanced filter has the same number of ones, so that
a short name can't be told from a long one.

*Costs* no recall: the Hamming distance doubles, and orders pairs as before. Filters
are twice as long. It does nothing against graph matching, which lives on distances.
"""

import numpy as np

from linkage.hazmat.hardening.bits import Filters, packed, unpacked
from linkage.hazmat.hardening.order import keyed_order


def balance(filters: Filters, key: bytes) -> Filters:
    """Filters of shape (n, bits / 8) to balanced ones of shape (n, bits / 4)."""
    bits = unpacked(np.concatenate([filters, ~filters], axis=1))
    return packed(bits[:, keyed_order(key, bits.shape[1])])
