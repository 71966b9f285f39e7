"""People known to an attacker, and those of them who were encoded."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from linkage.profile import Profile
from linkage.record import Record
from linkage.review.attacks.view import Rows
from linkage.review.lab import Lab, Made


@dataclass(frozen=True, slots=True)
class Draw:
    """One setting of an attack; everything in it follows from a number."""

    people: Sequence[Record]
    """Known in plain text, in the agency's own spelling."""
    truth: Rows
    """Whose record each encoding is: rows of `people`."""
    seed: int
    made: Made = field(default_factory=dict, init=False, repr=False, compare=False)

    def lab(self, profile: Profile) -> Lab:
        """These people under a profile; what one attack encoded, the next one finds."""
        return Lab(profile, self.people, self.seed, self.made)

    def generator(self) -> np.random.Generator:
        """A fresh one, the same each time."""
        return np.random.default_rng([self.seed, 7])


def drawn(records: Sequence[Record], known: int, overlap: int, seed: int) -> Draw:
    """Draw people, and the encoded among them.

    Args:
        records: Of a register.
        known: How many people at most.
        overlap: Percent of them who are encoded.
        seed: Other people for another number.
    """
    generator = np.random.default_rng([seed, 1])
    size = min(known, len(records))
    rows = generator.permutation(len(records))[:size]
    truth = generator.permutation(size)[: max(2, size * overlap // 100)]
    return Draw([records[row] for row in rows.tolist()], truth, seed)
