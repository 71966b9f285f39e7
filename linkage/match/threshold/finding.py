"""What a run has to say of its threshold: how sure it is, and what it probably missed.

Precision and recall are expectations under the fit, which had no truth. Their intervals
cover the sampling of links, and what the fit gives on records drawn anew and with other
windows; they do not cover what the model itself gets wrong. The *silver standard*
stands beside: of the pairs that an identifier makes certain, the share that likeness
alone would have found.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from linkage.match.estimates import Estimate, wilson
from linkage.match.judge import Judged
from linkage.match.links import Band, Links
from linkage.match.threshold.likeness import Floats
from linkage.match.threshold.outcome import LINKED, Fitted, Undecided, Why

_FEWEST_SILVER: Final = 20
"""Pairs by identifier, below which nothing is said of them."""
_SURE: Final = 0.99
"""The probability of a pair that an identifier makes certain, at least."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What to expect of the links, under the fit."""

    precision: Estimate
    recall: Estimate
    missed: float
    """Links that are probably not among those found."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found of the threshold of two files."""

    why_undecided: Why | None
    """Why the profile's thresholds were taken; None if one was fitted."""
    threshold: float | None
    """Likeness from which a pair without a rival is a link."""
    certain: float | None
    """Likeness from which it is certain."""
    spread: tuple[float, float] | None
    """The lowest and highest threshold of the fits on records drawn anew."""
    expected: Expected | None
    links: int
    """Pairs that are PROBABLE or CERTAIN."""
    grey: int
    """Pairs that are POSSIBLE: worth a look."""
    silver: Estimate | None
    """Recall on pairs that an identifier makes certain, by likeness alone."""


def undecided(outcome: Undecided, links: Links) -> Finding:
    """The finding where the profile's thresholds were taken."""
    found = int(np.count_nonzero(links.bands >= Band.PROBABLE))
    grey = len(links) - found
    return Finding(outcome.why, None, None, None, None, found, grey, None)


def finding_of(
    fitted: Fitted,
    judged: Judged,
    probabilities: Floats,
    by_identifier: NDArray[np.uint8],
) -> Finding:
    """The finding of a fit and what it decided.

    Args:
        fitted: The fit.
        judged: All candidates, with a band of 0 where there is no link.
        probabilities: Of each.
        by_identifier: The band that an identifier gives each.
    """
    linked = judged.bands >= Band.PROBABLE
    sure = by_identifier == Band.CERTAIN
    probable = np.where(sure, np.maximum(probabilities, _SURE), probabilities)
    return Finding(
        why_undecided=None,
        threshold=fitted.threshold,
        certain=fitted.certain,
        spread=fitted.spread,
        expected=_expected(fitted, probable, judged, linked),
        links=int(np.count_nonzero(linked)),
        grey=int(np.count_nonzero(judged.bands == Band.POSSIBLE)),
        silver=_silver(fitted, judged.scores[sure]),
    )


def _expected(
    fitted: Fitted, probable: Floats, judged: Judged, linked: NDArray[np.bool_]
) -> Expected:
    found = _sums(probable, linked, fitted.people)
    others = [
        _sums(_under(other, fitted, probable, judged.scores), linked, other.people)
        for other in fitted.others
    ]
    links, every = float(np.count_nonzero(linked)), [found, *others]
    return Expected(
        precision=_widened([wilson(right, links) for right, _ in every]),
        recall=_widened([wilson(right, right + missed) for right, missed in every]),
        missed=found[1],
    )


def _sums(
    probable: Floats, linked: NDArray[np.bool_], people: float
) -> tuple[float, float]:
    """Expected links among those found, and those missed."""
    right = float(probable[linked].sum())
    beside = float(probable[~linked].sum())
    return right, max(people - right, beside)


def _under(other: Fitted, fitted: Fitted, probable: Floats, alike: Floats) -> Floats:
    """Probabilities under another fit: weights change, what competes does not."""
    factor = other.weights(alike) / np.maximum(fitted.weights(alike), 1e-12)
    odds = probable / np.maximum(1 - probable, 1e-12) * factor
    return np.asarray(odds / (1 + odds))


def _widened(estimates: Sequence[Estimate]) -> Estimate:
    """The first one, with an interval that holds all of theirs."""
    lows, highs = ([getattr(one, end) for one in estimates] for end in ("low", "high"))
    return Estimate(estimates[0].value, min(lows), max(highs))


def _silver(fitted: Fitted, alike: Floats) -> Estimate | None:
    if len(alike) < _FEWEST_SILVER:
        return None
    weights = fitted.weights(alike)
    found = np.count_nonzero(weights / (1 + weights) >= LINKED)
    return wilson(float(found), float(len(alike)))
