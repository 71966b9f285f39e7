"""The outcome of matching two agencies: links, each with a band and a reason."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum

import numpy as np
from numpy.typing import NDArray


class Band(IntEnum):
    """How sure a link is; a higher band is surer."""

    POSSIBLE = 1
    PROBABLE = 2
    CERTAIN = 3


class Reason(StrEnum):
    """What a link rests on."""

    IDENTIFIER = "IDENTIFIER"
    SIMILARITY = "SIMILARITY"
    BOTH = "BOTH"


REASONS = (Reason.IDENTIFIER, Reason.SIMILARITY, Reason.BOTH)
"""`Links.reasons` indexes into this."""

Progress = Callable[[int, int], None]
"""Called with comparisons done and comparisons in all."""


def unwatched(_done: int, _total: int) -> None:
    """Progress that nobody watches."""


@dataclass(frozen=True, slots=True)
class Link:
    """One row of `Links`."""

    left: str
    right: str
    score: float
    band: Band
    reason: Reason


@dataclass(frozen=True, slots=True)
class Links:
    """Links between records of two agencies, as columns of equal length."""

    left_agency: str
    right_agency: str
    left_handles: Sequence[str]
    right_handles: Sequence[str]
    left_rows: NDArray[np.int64]
    """Row in the left file."""
    right_rows: NDArray[np.int64]
    scores: NDArray[np.float64]
    """Dice of what both sides know, in [0, 1]; never leaves the unit."""
    evidence: NDArray[np.float64]
    """Weight of evidence in filter positions, identifiers included; orders links."""
    bands: NDArray[np.uint8]
    """Values of `Band`."""
    reasons: NDArray[np.uint8]
    """Indices into `REASONS`."""

    def __len__(self) -> int:
        return len(self.left_handles)

    def __getitem__(self, at: int) -> Link:
        return Link(
            left=self.left_handles[at],
            right=self.right_handles[at],
            score=float(self.scores[at]),
            band=Band(int(self.bands[at])),
            reason=REASONS[int(self.reasons[at])],
        )

    def __iter__(self) -> Iterator[Link]:
        return map(self.__getitem__, range(len(self)))

    def at_least(self, band: Band) -> "Links":
        """The links of a band and of surer ones."""
        kept = np.flatnonzero(self.bands >= band)
        return Links(
            left_agency=self.left_agency,
            right_agency=self.right_agency,
            left_handles=[self.left_handles[at] for at in kept.tolist()],
            right_handles=[self.right_handles[at] for at in kept.tolist()],
            left_rows=self.left_rows[kept],
            right_rows=self.right_rows[kept],
            scores=self.scores[kept],
            evidence=self.evidence[kept],
            bands=self.bands[kept],
            reasons=self.reasons[kept],
        )
