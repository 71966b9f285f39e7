"""An exact Dice join with the project's kernel: all pairs at or above a threshold.

A pair of filters with a and b bits needs 2c / (a + b) >= t, so at least
t (a + b) / 2 common bits; the kernel takes that table and knows nothing of Dice.
Tiles and threads are those of `linkage.match.candidates`.
"""

import json
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from linkage.exchange.encoding import Words
from linkage.match.kernel import Block, popcounts, search

TILE = 4096
ROUNDING = 1e-9
"""Keeps a pair that has exactly the threshold."""


def dice_join(left: Words, right: Words, threshold: float) -> int:
    """How many pairs are at least so alike.

    Args:
        left: Filters, shape (n, 16).
        right: Filters, shape (m, 16).
        threshold: Least Dice coefficient, in (0, 1].
    """

    def found(tiles: tuple[Block, Block]) -> int:
        return len(search(*tiles, fewest_common(*tiles, threshold)))

    with ThreadPoolExecutor() as pool:
        return sum(pool.map(found, product(_tiles(left), _tiles(right))))


def fewest_common(left: Block, right: Block, threshold: float) -> NDArray[np.int32]:
    """Common bits that a pair needs, by the two popcounts from the lowest of a side."""
    totals = np.add.outer(_span(left), _span(right))
    return np.ceil(threshold * totals / 2 - ROUNDING).astype(np.int32)


def _span(block: Block) -> NDArray[np.int64]:
    return np.arange(block.popcounts.min(), block.popcounts.max() + 1)


def _tiles(filters: Words) -> Iterator[Block]:
    for start in range(0, len(filters), TILE):
        part = filters[start : start + TILE]
        rows = np.arange(start, start + len(part))
        yield Block(part, popcounts(part), rows)


def peak_mb() -> float:
    """The most memory that was resident, in MB of 10^6 bytes."""
    status = Path("/proc/self/status").read_text("utf-8")
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024 / 1e6


def main(left: str, right: str, threshold: str) -> None:
    """Join two .npy files as `peers/anonlink_join.py` does, and print the same."""
    sides = np.load(left), np.load(right)
    dice_join(sides[0][:1], sides[1][:1], 1.0)  # compiles, or reads what was compiled
    began = time.perf_counter()
    pairs = dice_join(*sides, float(threshold))
    seconds = time.perf_counter() - began
    print(json.dumps({"seconds": seconds, "pairs": pairs, "peak_mb": peak_mb()}))


if __name__ == "__main__":
    main(*sys.argv[1:])
