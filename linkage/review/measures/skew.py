"""How unevenly bits are set.

Gini coefficient and Jensen-Shannon divergence from even use after T. Franke, Z. Sehili, E.
Rahm, Evaluation of hardening techniques for privacy-preserving record linkage, EDBT 2021.
Even bits leave nothing to align frequencies by. They don't stop attacks on graphs: those
look at distances of pairs, and never at single bits.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from linkage.exchange.encoding import FILTER_BITS, Words
from linkage.hazmat.hardening.bits import unpacked

_ROWS = 8192
"""Filters that are unpacked at once."""

Shares = NDArray[np.float64]
"""The share of records that set each bit; shape (bits,)."""


@dataclass(frozen=True, slots=True)
class Skew:
    """How unevenly bits are set over all encodings, and how many each sets."""

    shares: Shares
    gini: float
    """0: every bit is set equally often; near 1: a few bits have all."""
    jensen_shannon: float
    """Divergence of the bits' shares from even ones, in bits; 0 to 1."""
    entropy: float
    """Of the bits' shares over the largest that there is; 0 to 1."""
    fewest: int
    """Bits set in the emptiest filter."""
    mean: float
    spread: float
    """Standard deviation of bits set in a filter."""
    most: int


def skew(filters: Words) -> Skew:
    """Measure filters; at least one."""
    set_bits = np.bitwise_count(filters).sum(axis=1, dtype=np.int64)
    shares = bit_shares(filters)
    return Skew(
        shares=shares,
        gini=gini(shares),
        jensen_shannon=_from_even(shares),
        entropy=_entropy(_scaled(shares)) / float(np.log2(len(shares))),
        fewest=int(set_bits.min()),
        mean=float(set_bits.mean()),
        spread=float(set_bits.std()),
        most=int(set_bits.max()),
    )


def bit_shares(filters: Words) -> Shares:
    """The share of filters that set each bit."""
    packed = np.ascontiguousarray(filters).view(np.uint8)
    total = np.zeros(FILTER_BITS, np.int64)
    for start in range(0, len(packed), _ROWS):
        total += unpacked(packed[start : start + _ROWS]).sum(axis=0, dtype=np.int64)
    return np.asarray(total / max(1, len(packed)), np.float64)


def gini(shares: Shares) -> float:
    """The Gini coefficient; 0 of nothing."""
    ordered = np.sort(shares)
    if not ordered.sum():
        return 0.0
    ranks = np.arange(1, len(ordered) + 1)
    weighted = float((ranks * ordered).sum() / ordered.sum())
    return 2 * weighted / len(ordered) - (len(ordered) + 1) / len(ordered)


def _from_even(shares: Shares) -> float:
    mine = _scaled(shares)
    even = np.full(len(mine), 1 / len(mine))
    middle = _entropy((mine + even) / 2)
    return max(0.0, middle - (_entropy(mine) + _entropy(even)) / 2)


def _scaled(shares: Shares) -> Shares:
    total = shares.sum()
    return shares / total if total else np.full(len(shares), 1 / len(shares))


def _entropy(shares: Shares) -> float:
    held = shares[shares > 0]
    return float(-(held * np.log2(held)).sum())
