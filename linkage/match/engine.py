"""Every pair whose filters alone make it worth judging, by one engine or another."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from linkage.exchange.encoding import EncodingsFile
from linkage.match.links import Progress
from linkage.match.tiles import Pairs, Tile, Wanted, search_all, tiles
from linkage.match.work import WorkFolder


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
        every: Iterable[Tile] = tiles(left, right, wanted)
        if self.work is not None:
            every = WorkFolder.of(self.work, left, right, wanted).keeping(every)
        return search_all(every, told, len(left) * len(right))


EMBEDDED = Embedded()
"""Keeps nothing."""
