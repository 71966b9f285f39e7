"""What the distance of two diffused filters says about the filters behind them.

With t taps, filters that differ in a share p of their bits come out differing in
q = (1 - (1 - 2p)^t) / 2 of theirs (Armknecht, Heng, Schnell 2023). So q tells p, as
long as 1 - 2q stands clear of chance: two filters that have nothing to do with each
other give 1 - 2q = 0 with a standard deviation of 1 / sqrt(m), here 1 / 32. Below twice
that, a pair counts as if it were there: no difference is told from a larger one.

Popcounts of diffused filters say nothing, so that the number of positions of a side
comes from its presence mask.
"""

from math import sqrt

import numpy as np
from numpy.typing import NDArray

from linkage.exchange.encoding import FILTER_BITS

Floats = NDArray[np.float64]

FAINTEST = 2 / sqrt(FILTER_BITS)
"""The least 1 - 2q that is taken at its word."""
_ROUNDING = 1e-9


def differing_bits(distance: NDArray[np.integer], taps: int) -> Floats:
    """In how many bits the filters behind two diffused ones differ, estimated."""
    clear = np.maximum(1 - 2 * distance / FILTER_BITS, FAINTEST)
    return np.asarray((1 - clear ** (1 / taps)) / 2 * FILTER_BITS, np.float64)


def furthest(differing: Floats, taps: int) -> Floats:
    """The distance of diffused filters up to which so many bits or fewer differ.

    The inverse of `differing_bits`: all distances pass where the number reaches what
    the faintest pair gives, none (-1) where it is negative.
    """
    clear = np.maximum(1 - 2 * differing / FILTER_BITS, 0) ** taps
    reach = np.where(
        clear <= FAINTEST + _ROUNDING, FILTER_BITS, (1 - clear) / 2 * FILTER_BITS
    )
    return np.where(differing < 0, -1.0, reach)


def set_bits(positions: Floats) -> Floats:
    """Bits that so many independent positions set, on average."""
    return np.asarray(
        FILTER_BITS * (1 - (1 - 1 / FILTER_BITS) ** positions), np.float64
    )


def set_positions(bits: Floats) -> Floats:
    """The inverse of `set_bits`; a full filter counts as one bit less."""
    share = np.minimum(bits, FILTER_BITS - 1) / FILTER_BITS
    return np.asarray(np.log1p(-share) / np.log1p(-1 / FILTER_BITS), np.float64)
