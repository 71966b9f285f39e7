"""An engine that compares fewer pairs than all, and says what it found of them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from linkage.exchange.encoding import EncodingsFile
from linkage.match.estimates import Estimate, wilson
from linkage.match.links import Progress
from linkage.match.lsh import Asked, Sampled, block
from linkage.match.tiles import Pairs, Tile, Wanted, compared, search_all

RECALL: Final = 0.98
"""The share of candidates that is asked for."""
SAMPLE: Final = 4096
"""Left records that are compared in full, to say what is found."""


@dataclass(frozen=True, slots=True)
class Blocking:
    """Candidates by locality-sensitive hashing (`lsh.py`)."""

    key: int
    """Of at least 128 bits: the unit's own randomness, and nobody else's."""
    recall: float = RECALL
    sample: int = SAMPLE
    recalls: dict[tuple[str, str], Estimate | None] = field(default_factory=dict)
    """Written: by pair of agencies the recall of candidates with its 95 % interval,
    judged by a sample; None where all pairs were compared."""

    def similar_pairs(
        self, left: EncodingsFile, right: EncodingsFile, wanted: Wanted, told: Progress
    ) -> Pairs:
        """Pairs of the same kind as an exact engine gives, but not all of them."""
        share = min(1.0, self.sample / max(1, len(left)))
        generator = np.random.default_rng(self.key)
        sampled: list[Sampled] = []

        def tiles() -> Iterator[Tile]:
            for one, other, needed in compared(left, right, wanted):
                asked = Asked(self.recall, share)
                blocked = block(one, other, needed, asked, generator)
                sampled.extend([blocked.sampled] if blocked.sampled else [])
                yield from blocked.tiles

        found = search_all(tiles(), told, len(left) * len(right))
        agencies = left.header.agency, right.header.agency
        self.recalls[agencies] = (
            wilson(
                sum(each.found for each in sampled), sum(each.pairs for each in sampled)
            )
            if sampled
            else None
        )
        return found
