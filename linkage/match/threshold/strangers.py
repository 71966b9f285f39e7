"""How many strangers are how alike, read from where there are few others.

Two people picked at random are hardly alike, and each step up in likeness halves their
number or so: far above the bulk the logarithm of the counts falls in a line, or bends
down. So a line or a parabola is fitted to it by Poisson regression, in a window in
which a record has some strangers each but never more than a few of its own person,
and carried on to where people stand among the strangers.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from linkage.match.threshold.likeness import BINS, MIDDLES, Floats, Ints

_ROUNDS: Final = 50
_NARROWEST: Final = 6
"""Steps of a window, at least."""
_HARDLY_ANY: Final = 1e-80


@dataclass(frozen=True, slots=True)
class Window:
    """Where the tail is fitted at first: pairs that are more alike, for each record."""

    most: float
    least: float


@dataclass(frozen=True, slots=True)
class Tail:
    """The tail of the strangers."""

    counts: Floats
    """Expected pairs by step."""
    first: int
    """The first step of the window; below it the tail says nothing."""


class NoTail(Exception):
    """The counts have no falling tail to fit."""


def first_tail(histogram: Ints, records: int, window: Window) -> Tail:
    """A line through the window.

    Raises:
        NoTail: There are too few steps in it.
    """
    above = np.cumsum(histogram[::-1])[::-1] / records
    beyond_bulk = np.arange(BINS) > int(np.argmax(histogram))
    within = (above < window.most) & (above > window.least) & beyond_bulk
    steps = np.flatnonzero(within & (histogram > 0))
    if len(steps) < _NARROWEST:
        raise NoTail
    fitted = _regression(steps, histogram.astype(np.float64), degree=1)
    return Tail(_never_rising(fitted, int(steps[-1])), int(steps[0]))


def refined(tail: Tail, strangers: Floats, last: int) -> Tail:
    """The tail fitted again, up to a step further on.

    Args:
        tail: So far.
        strangers: Pairs by step without those that are probably one person.
        last: The last step that tells something of strangers.

    Raises:
        NoTail: The counts do not fall.
    """
    steps = np.arange(tail.first, max(last, tail.first + _NARROWEST) + 1)
    steps = steps[steps < BINS]
    for degree in (2, 1):
        fitted = _regression(steps, strangers, degree)
        slopes = np.diff(np.log(fitted[steps]))
        if slopes[-1] < 0 and (degree == 1 or slopes[-1] <= slopes[0]):
            return Tail(_never_rising(fitted, int(steps[-1])), tail.first)
    raise NoTail


def _regression(steps: Ints, counted: Floats, degree: int) -> Floats:
    """A polynomial for the logarithm of counts; its values at all steps.

    Iteratively reweighted least squares (McCullagh, Nelder 1989).
    """
    middle, spread = MIDDLES[steps].mean(), MIDDLES[steps].std()
    terms = np.vander((MIDDLES - middle) / spread, degree + 1)
    design, observed = terms[steps], counted[steps]
    weights, *_ = np.linalg.lstsq(design, np.log(observed + 0.5), rcond=None)
    for _ in range(_ROUNDS):
        expected = np.exp(np.clip(design @ weights, -30, 40))
        curvature = (design * expected[:, None]).T @ design
        curvature += 1e-9 * np.eye(degree + 1)
        step = np.linalg.solve(curvature, design.T @ (observed - expected))
        weights = weights + step
        if np.abs(step).max() < 1e-8:  # noqa: PLR2004 -- converged
            break
    return np.asarray(np.exp(np.clip(terms @ weights, -180, 60)))


def _never_rising(fitted: Floats, last: int) -> Floats:
    """Past the window the tail falls as steeply as at its end, or more."""
    logs = np.log(np.maximum(fitted, _HARDLY_ANY))
    slope = min(logs[last] - logs[last - 1], 0.0)
    beyond = logs[last] + slope * np.arange(1, BINS - last)
    logs[last + 1 :] = np.minimum(logs[last + 1 :], beyond)
    return np.asarray(np.maximum(np.exp(logs), _HARDLY_ANY))
