"""A proportion with its interval."""

from dataclasses import dataclass
from math import sqrt

_Z = 1.959963984540054
"""The 97.5 % quantile of the normal distribution."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A proportion with its 95 % interval."""

    value: float
    low: float
    high: float


def wilson(successes: float, trials: float) -> Estimate:
    """The Wilson score interval (1927); of no trials, the whole of [0, 1] around 0.

    Args:
        successes: Of the trials; a fraction, where they are expected and not counted.
        trials: How many there were.
    """
    if trials == 0:
        return Estimate(0.0, 0.0, 1.0)
    share = successes / trials
    spread = _Z * sqrt(share * (1 - share) / trials + _Z**2 / (4 * trials**2))
    middle, scale = share + _Z**2 / (2 * trials), 1 + _Z**2 / trials
    low = max(0.0, min(share, (middle - spread) / scale))
    high = min(1.0, max(share, (middle + spread) / scale))
    return Estimate(share, low, high)
