"""Randomness that depends on a seed and on labels alone.

A `Chance` is derived from the seed and from what it is for, as
`derive(7, "person", 42)`: no two purposes share a stream, so people can be made
in any order, in chunks or in parallel, and come out the same. It does not
depend on Python's hash seed.
"""

import hashlib
import math
from bisect import bisect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from random import Random  # noqa: TID251 -- the one seeded source, passed on from here
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Weighted(Generic[T]):
    """Things to choose from, with their running sums of weight."""

    items: tuple[T, ...]
    sums: tuple[float, ...]

    @classmethod
    def of(cls, weights: Mapping[T, float]) -> "Weighted[T]":
        """Weights need no unit; the order of the mapping is kept."""
        return cls(tuple(weights), tuple(accumulate(weights.values())))

    @classmethod
    def ranked(cls, items: Sequence[T], flatness: float = 8.0) -> "Weighted[T]":
        """The first item weighs most: 1 / (rank + flatness)."""
        weights = (1.0 / (rank + flatness) for rank in range(1, len(items) + 1))
        return cls(tuple(items), tuple(accumulate(weights)))


class Chance(Random):
    """A seeded generator in this package's own words."""

    def roll(self, rate: float) -> bool:
        """True at this rate, 0 to 1."""
        return self.random() < rate

    def pick(self, items: Sequence[T]) -> T:
        """One of the items, all alike."""
        return items[int(self.random() * len(items))]

    def draw(self, table: Weighted[T]) -> T:
        """One of the items by weight."""
        point = self.random() * table.sums[-1]
        return table.items[min(bisect(table.sums, point), len(table.items) - 1)]

    def whole(self, low: int, high: int) -> int:
        """A whole number, both ends included."""
        return low + int(self.random() * (high - low + 1))

    def day(self, first: date, last: date) -> date:
        """A day, both ends included; `first` where the ends are crossed."""
        return first + timedelta(days=self.whole(0, max((last - first).days, 0)))

    def days(self, median: float, spread: float) -> int:
        """A log-normal number of days; `spread` is the deviation of its logarithm."""
        return max(1, round(median * math.exp(self.gauss(0.0, spread))))

    def digits(self, count: int) -> str:
        """Decimal digits."""
        return f"{self.whole(0, 10**count - 1):0{count}d}"


def derive(seed: int, *labels: int | str) -> Chance:
    """The generator of one purpose."""
    return Chance(int.from_bytes(_digest(seed, labels, 16)))


def surrogate(seed: int, *labels: int | str, length: int = 26) -> str:
    """A name that looks random and is stable: hexadecimal, in capitals.

    Args:
        seed: The population's seed.
        *labels: What is named.
        length: Characters of four bits each, at most 26.
    """
    return _digest(seed, labels, 13).hex().upper()[:length]


def _digest(seed: int, labels: tuple[int | str, ...], size: int) -> bytes:
    text = "\x1f".join(map(str, (seed, *labels)))
    return hashlib.blake2b(text.encode(), digest_size=size).digest()
