"""What the fit of a threshold comes to: a threshold, or that the data can't tell."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

import numpy as np

from linkage.match.threshold.likeness import BINS, Floats, bins

LINKED: Final = 0.5
"""From this probability a pair is a link."""
CERTAIN: Final = 0.95
GREY: Final = 0.1
"""From this probability on a pair that is no link is worth a look."""
MOST_CANDIDATES: Final = 500_000
CANDIDATES_EACH: Final = 20
"""Candidates for each record are as many, or `MOST_CANDIDATES` in all if more."""


class Why(StrEnum):
    """Why the data can't tell."""

    TOO_FEW_RECORDS = "TOO_FEW_RECORDS"
    """One of the files has hardly any records."""
    NO_TAIL = "NO_TAIL"
    """Strangers do not get fewer as they get more alike."""
    NOBODY_STANDS_OUT = "NOBODY_STANDS_OUT"
    """Hardly anybody is more alike than strangers are: few or none are in both."""
    IDENTIFIERS_DISAGREE = "IDENTIFIERS_DISAGREE"
    """Far fewer NIKs are found again than people seem to be: they may be kin."""
    UNCLEAR = "UNCLEAR"
    """Fits on records drawn anew put the threshold in quite different places."""


@dataclass(frozen=True, slots=True)
class Undecided:
    """The data can't tell; the profile's own thresholds hold."""

    why: Why


@dataclass(frozen=True, slots=True)
class Fitted:
    """Odds by likeness, and what follows from them."""

    odds: Floats
    """Expected pairs of one person over expected pairs of strangers, by step."""
    free: float
    """The share of pairs of records that both have no fellow; 1 within one file."""
    people: float
    """Expected pairs of one person in all."""
    pairs_above: Floats
    """Pairs at a step or above it, of the whole files, estimated."""
    within: bool
    """Of one file with itself: pairs don't compete."""
    others: tuple["Fitted", ...] = ()
    """Fitted to records drawn anew; they tell how far the fit can be trusted."""

    @classmethod
    def of(cls, best: "Fitted", others: Sequence["Fitted"]) -> "Fitted":
        """The best fit, with others for its spread."""
        return replace(best, others=tuple(others))

    def weights(self, values: Floats) -> Floats:
        """The weight of pairs, by their likeness, before they compete."""
        return np.asarray(self.odds[bins(values)] / self.free)

    @property
    def spread(self) -> tuple[float, float]:
        """The lowest and the highest threshold of all fits."""
        thresholds = [each.threshold for each in (self, *self.others)]
        return min(thresholds), max(thresholds)

    @property
    def threshold(self) -> float:
        """The likeness from which a pair without a rival is a link."""
        return self._least(LINKED)

    @property
    def certain(self) -> float:
        """The likeness from which it is certain."""
        return self._least(CERTAIN)

    @property
    def floor(self) -> float:
        """The likeness from which pairs are candidates.

        Those that are worth a look, as far as there aren't too many.
        """
        records = float(self.pairs_above[0]) ** 0.5
        most = max(MOST_CANDIDATES, CANDIDATES_EACH * records)
        few = np.flatnonzero(self.pairs_above <= most)
        bound = few[0] / BINS if len(few) else 1.0
        return max(self._least(GREY), float(bound))

    def _least(self, probability: float) -> float:
        needed = probability / (1 - probability) * self.free
        reached = np.flatnonzero(self.odds >= needed)
        return float(reached[0] / BINS) if len(reached) else 1.0
