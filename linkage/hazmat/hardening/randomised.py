"""Randomised response: some bits are replaced by the toss of a fair coin.

R. Schnell, C. Borgs, Randomized response and balanced Bloom filters for privacy
preserving record linkage, IEEE ICDM Workshops 2016; after S. L. Warner, Randomized
response, JASA 60, 1965. The noise is true randomness and drawn for each record: noise
from a keyed generator would be the same wherever a filter repeats, and protect nothing.

*Defends against* patterns: no single bit is sure. A filter that repeats comes out
different each time, which hides that two records are equal.

*Costs* recall for every pair alike, since strangers and true pairs get the same noise.
Graph matching averages it away.
"""

from collections.abc import Callable

import numpy as np

from linkage.hazmat.hardening.bits import Filters, packed, unpacked

_STEPS = 1 << 16


def randomise(
    filters: Filters, permille: int, random_bytes: Callable[[int], bytes]
) -> Filters:
    """Replace each bit by a fair coin with a probability, independently.

    Args:
        filters: Shape (n, bits / 8).
        permille: The probability in thousandths, exact to 1 / 65,536.
        random_bytes: Pass `secrets.token_bytes`.
    """
    bits = unpacked(filters)
    draws = np.frombuffer(random_bytes(2 * bits.size), "<u2").reshape(bits.shape)
    coins = np.frombuffer(random_bytes(bits.size), np.uint8).reshape(bits.shape) & 1
    tossed = draws < permille * _STEPS // 1000
    return packed(np.where(tossed, coins, bits))
