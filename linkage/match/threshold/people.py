"""How alike the records of one person are, from pairs weighted by what they are.

A kernel estimate over the steps of likeness. Below the twentieth part of the people it
is an exponential tail instead, since there strangers are so many that single pairs say
nothing; its slope is the mean shortfall of that part.
"""

from typing import Final

import numpy as np

from linkage.match.threshold.likeness import BINS, Floats, Ints

_TAIL: Final = 0.03
_FEWEST_IN_TAIL: Final = 20
_GROSS: Final = 0.02
"""The share of people taken to differ by any amount, as where a date was replaced: too
few to be seen among the strangers there."""
_BANDWIDTH: Final = 0.63
"""Of Silverman's rule for a normal density, 0.9 there: ours has two humps or more."""
_STEPS: Final = np.arange(BINS)


def density(people: Floats) -> Floats:
    """Expected pairs of one person by step, smoothed.

    Args:
        people: Pairs by step, each weighted by how probably it is of one person; at
            least one in sum.
    """
    total = float(people.sum())
    smooth = _smoothed(people, total)
    least = max(_TAIL * total, min(_FEWEST_IN_TAIL, total / 4))
    end = int(np.searchsorted(np.cumsum(people), least))
    below = people[: end + 1]
    mass = float(below.sum())
    mean = max(float((end - _STEPS[: end + 1]) @ below) / mass, 1.0)
    smooth[:end] = mass / mean * np.exp(-(end - _STEPS[:end]) / mean)
    smooth[:end] += _GROSS * total / max(end, 1)
    return smooth


def _smoothed(people: Floats, total: float) -> Floats:
    mean = _STEPS @ people / total
    spread = np.sqrt((_STEPS - mean) ** 2 @ people / total)
    width = max(1.0, float(_BANDWIDTH * spread * total**-0.2))
    reach = int(4 * width) + 1
    kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) / width) ** 2)
    padded = np.convolve(people, kernel / kernel.sum())
    return np.asarray(padded[reach : reach + BINS])


def by_step(steps: Ints, weights: Floats) -> Floats:
    """Sums of weights by step."""
    return np.asarray(np.bincount(steps, weights, BINS), np.float64)
