"""Every pair whose filters alone make it worth judging, by one engine or another."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol

import numpy as np

from linkage.exchange.encoding import EncodingsFile
from linkage.match.links import Progress
from linkage.match.tiles import Pairs, Tile, Wanted, tiles
from linkage.match.work import Kept, Nowhere, WorkFolder


class Engine(Protocol):
    """What compares two files."""

    def similar_pairs(
        self, left: EncodingsFile, right: EncodingsFile, wanted: Wanted, told: Progress
    ) -> Pairs:
        """Pairs with the evidence and the lowest similarity, by their filters.

        Args:
            left: One file.
            right: The other.
            wanted: Of a candidate.
            told: Called as the comparison goes on.

        Returns:
            Rows of the left and of the right file, shape (pairs, 2), in any order.
        """


@dataclass(frozen=True, slots=True)
class Embedded:
    """Compares all pairs on the cores of this machine: exact, no blocking."""

    work: Path | None = None
    """A folder from which a killed run goes on; nothing is kept, if None."""

    def similar_pairs(
        self, left: EncodingsFile, right: EncodingsFile, wanted: Wanted, told: Progress
    ) -> Pairs:
        """All pairs, tile by tile; what a run before has found is taken up."""
        kept: Kept = Nowhere()
        if self.work is not None:
            kept = WorkFolder.of(self.work, left, right, wanted)
        total = len(left) * len(right)
        done = 0
        found = [np.empty((0, 2), np.int64)]
        with ThreadPoolExecutor() as pool:
            every = enumerate(tiles(left, right, wanted))
            searched = pool.map(partial(_searched, kept), every)
            for comparisons, pairs in searched:
                found.append(pairs)
                done += comparisons
                told(done, total)
        return np.concatenate(found)


def _searched(kept: Kept, numbered: tuple[int, Tile]) -> tuple[int, Pairs]:
    number, tile = numbered
    pairs = kept.found(number)
    if pairs is None:
        pairs = tile.search()
        kept.keep(number, pairs)
    return tile.comparisons, pairs


EMBEDDED = Embedded()
"""Keeps nothing."""
