"""Pairs that claim one record, settled.

A record's best pair stands. A pair that falls behind it by more than a margin is
demoted to POSSIBLE: if one record of an agency is clearly the person, a weaker
look-alike is probably a relative. But one person can have two records at an agency.
So rivals within the margin stand together, and so does a pair whose evidence would
be beyond doubt without any rival.
"""

import numpy as np
from numpy.typing import NDArray

from linkage.match.judge import Judged
from linkage.match.links import Band
from linkage.profile import Match


def settle(judged: Judged, rules: Match) -> Judged:
    """Demote pairs that fall behind a rival of either of their records."""
    best = np.maximum(
        _best_of(judged.pairs[:, 0], judged.evidence),
        _best_of(judged.pairs[:, 1], judged.evidence),
    )
    behind = judged.evidence < best - rules.rival_margin
    doubtful = judged.evidence < rules.beyond_rivals
    bands = np.where(behind & doubtful, np.uint8(Band.POSSIBLE), judged.bands)
    return Judged(judged.pairs, judged.scores, judged.evidence, bands, judged.reasons)


def _best_of(
    rows: NDArray[np.int64], evidence: NDArray[np.float64]
) -> NDArray[np.float64]:
    """For each pair, the most evidence that any pair of its record has."""
    best = np.full(rows.max(initial=-1) + 1, -np.inf)
    np.maximum.at(best, rows, evidence)
    return best[rows]
