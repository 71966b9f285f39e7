"""How alike a sample of records is to everybody in the other file.

All pairs of the sample and the other file are compared, and nothing of them is kept
but a count by likeness and, for each record of the sample, its nearest ones. So the
cost is bounded however large the files are.

The sample depends on what the records are and not on where they stand: records are
ordered by a hash of their filters, and the first ones are taken.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from linkage.compiled import compiled
from linkage.exchange.encoding import FILTER_BITS, EncodingsFile, Words
from linkage.match.bits import common_bits, popcounts
from linkage.match.evidence import Ground, counts
from linkage.match.threshold.likeness import BINS, CAUTION, Floats, Ints

NEAREST: Final = 8
"""Records of the other file that are kept for each of the sample."""
_BUDGET: Final = 200_000_000
"""Comparisons, some seconds on one core."""
_FEWEST, _MOST = 500, 5_000
"""Records of a sample, where the file has so many."""
_AT_ONCE: Final = 250
"""Records of the sample in the work of one thread."""
_MIX: Final = np.uint64(0x9E3779B97F4A7C15)
"""An odd number near 2^64 over the golden ratio (Knuth, TAOCP 3, 6.4)."""


@dataclass(frozen=True, slots=True)
class Scan:
    """What was seen."""

    rows: Ints
    """The sample, as rows of its file."""
    histogram: Ints
    """Pairs by step of likeness."""
    nearest: Floats
    """Shape (rows, NEAREST): likenesses, the highest first; 0 where there are fewer."""


def scan(sampled: EncodingsFile, other: EncodingsFile, ground: Ground) -> Scan:
    """Compare a sample of one file with all of another, or with its own file."""
    rows = _sample(sampled, max(_FEWEST, min(_MOST, _BUDGET // max(1, len(other)))))
    one, all_others = _side(sampled), _side(other)
    tables = _Tables.of(ground)

    def part(start: int) -> tuple[Ints, Floats]:
        chosen = rows[start : start + _AT_ONCE]
        itself = chosen if sampled is other else np.full(len(chosen), -1)
        histogram = np.zeros(BINS, np.int64)
        nearest = np.zeros((len(chosen), NEAREST))
        _scan(one.take(chosen), all_others, itself, tables, (histogram, nearest))
        return histogram, nearest

    with ThreadPoolExecutor() as pool:
        parts = list(pool.map(part, range(0, len(rows), _AT_ONCE)))
    histograms = [np.zeros(BINS, np.int64), *(histogram for histogram, _ in parts)]
    nearest = [np.zeros((0, NEAREST)), *(each for _, each in parts)]
    return Scan(rows, np.sum(histograms, axis=0), np.concatenate(nearest))


def _sample(file: EncodingsFile, most: int) -> Ints:
    """Up to so many rows with attributes, in an order that chance gave."""
    hashed = np.zeros(len(file), np.uint64)
    for word in file.filters.T:
        hashed = (hashed ^ word) * _MIX
        hashed ^= hashed >> np.uint64(29)
    order = np.argsort(hashed, kind="stable")
    return order[file.present[order] > 0][:most]


class _Side(NamedTuple):
    """One side, as the loop takes it."""

    filters: Words
    popcounts: Ints
    present: Ints
    positions: Floats
    """Set into each filter."""

    def take(self, rows: Ints) -> "_Side":
        return _Side(
            self.filters[rows],
            self.popcounts[rows],
            self.present[rows],
            self.positions[rows],
        )


class _Tables(NamedTuple):
    """What is looked up for each pair."""

    alone: Floats
    """Positions of the attributes of a mask."""
    counts: Floats
    """Positions by popcount."""
    diffused: bool
    """Whether filters are, so that likeness is their distance alone."""

    @classmethod
    def of(cls, ground: Ground) -> "_Tables":
        masks = np.arange(1 << len(ground.bits))
        every = np.arange(FILTER_BITS + 1)
        return cls(ground.positions(masks), counts(every), ground.taps > 0)


def _side(file: EncodingsFile) -> _Side:
    pops, present = popcounts(file.filters), file.present.astype(np.int64)
    return _Side(file.filters, pops, present, counts(pops))


def _scan_plain(
    sample: _Side,
    others: _Side,
    itself: NDArray[np.int64],
    tables: _Tables,
    out: tuple[Ints, Floats],
) -> None:
    """Count all pairs by likeness, and keep the nearest of each row of the sample."""
    histogram, nearest = out
    last = nearest.shape[1] - 1
    for i in range(len(sample.popcounts)):
        for j in range(len(others.popcounts)):
            if j == itself[i]:
                continue
            common = common_bits(sample.filters, i, others.filters, j)
            pops = sample.popcounts[i] + others.popcounts[j]
            if tables.diffused:
                value = max(1 - 2 * (pops - 2 * common) / FILTER_BITS, 0.0)
            else:
                left, right = sample.positions[i], others.positions[j]
                shared = left + right - tables.counts[pops - common]
                left -= tables.alone[sample.present[i] & ~others.present[j]]
                right -= tables.alone[others.present[j] & ~sample.present[i]]
                left, right = max(left, 0.0), max(right, 0.0)
                shared = min(max(shared, 0.0), left, right)
                value = 2 * shared / (left + right + CAUTION)
            histogram[min(int(value * BINS), BINS - 1)] += 1
            if value > nearest[i, last]:
                at = last
                while at > 0 and value > nearest[i, at - 1]:
                    nearest[i, at] = nearest[i, at - 1]
                    at -= 1
                nearest[i, at] = value


_scan = compiled(_scan_plain)
