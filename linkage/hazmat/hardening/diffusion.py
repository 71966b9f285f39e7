"""Diffusion: each bit that leaves is the XOR of t bits that a key picks.

F. Armknecht, Y. Heng, R. Schnell, Strengthening Privacy-Preserving Record Linkage
using Diffusion, PoPETs 2023(2). There the t bits of each output bit are drawn freely;
here they are the same place in t keyed permutations, so that every input bit counts
in exactly t output bits. That makes the distance of two diffused filters vary less
than free draws would, and one tap only permutes.

*Defends against* graph matching and patterns: where two filters differ in a share p
of their bits, the diffused ones differ in (1 - (1 - 2p)^t) / 2 of theirs. For two
strangers that is a half up to a hair, whatever they are like, so that the similarity
of strangers tells nothing; a pair that is nearly the same keeps a distance to be seen.

*Costs*: the larger the difference of a true pair, the deeper it sinks into the noise
of 1024 bits. With t = 8 a pair stands out while it differs in fewer than about 110 of
1024 bits.

It is linear (over XOR), and no cipher: two filters that are equal stay so.
"""

import numpy as np
from numpy.typing import NDArray

from linkage.hazmat.hardening.bits import Filters, packed, unpacked
from linkage.hazmat.hardening.order import keyed_order

Taps = NDArray[np.int64]
"""For each output bit the input bits whose XOR it is, all different; (bits, t)."""


def draw_taps(key: bytes, bits: int, count: int) -> Taps:
    """The taps of a key.

    Args:
        key: 1 to 64 bytes.
        bits: Of a filter.
        count: Taps of each output bit, t; at most half of `bits`.
    """
    columns: list[NDArray[np.int64]] = []
    for turn in range(count):
        columns.append(_without_repeats(keyed_order(key, bits, turn), columns))
    return np.stack(columns, axis=1)


def _without_repeats(
    order: NDArray[np.int64], earlier: list[NDArray[np.int64]]
) -> NDArray[np.int64]:
    """Swap entries until no output bit takes one input bit twice (they would cancel).

    A place that repeats is swapped with the next place where both fit after it.
    """
    bits = len(order)
    if not earlier:
        return order
    # A swap leaves no repeat behind it, so that none is to be found but these.
    for place in np.flatnonzero((np.array(earlier) == order).any(axis=0)).tolist():
        if not _repeats(order[place], place, earlier):
            continue
        for step in range(1, bits):
            other = (place + step) % bits
            fits = not _repeats(order[other], place, earlier)
            if fits and not _repeats(order[place], other, earlier):
                order[[place, other]] = order[[other, place]]
                break
    return order


def _repeats(bit: np.int64, place: int, earlier: list[NDArray[np.int64]]) -> bool:
    return any(column[place] == bit for column in earlier)


def diffuse(filters: Filters, taps: Taps) -> Filters:
    """Diffuse filters.

    Works on planes, one for each bit of all filters, so that one XOR serves eight
    filters.

    Args:
        filters: Shape (n, bits / 8).
        taps: Shape (bits, t).
    """
    planes = np.packbits(unpacked(filters).T, axis=1)
    mixed = np.zeros_like(planes)
    for column in taps.T:
        mixed ^= planes[column]
    return packed(np.unpackbits(mixed, axis=1, count=len(filters)).T)
