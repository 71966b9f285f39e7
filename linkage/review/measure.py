"""How many people an attack names, with an interval that holds for none at all.

The exact interval of C. J. Clopper, E. S. Pearson, The use of confidence or fiducial
limits illustrated in the case of the binomial, Biometrika 26, 1934, at 95 %.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import beta

from linkage.review.attacks.view import Known, Seen

_TAIL = 0.025
_DOUBT = 0.005


@dataclass(frozen=True, slots=True)
class Named:
    """People named correctly, of so many."""

    named: int
    of: int
    low: float
    """Lower end of the interval of the share."""
    high: float

    @property
    def share(self) -> float:
        """In [0, 1]; 0 where there was nobody to name."""
        return self.named / self.of if self.of else 0.0

    @property
    def per_1000(self) -> tuple[float, float, float]:
        """The share and its interval, of 1,000; nothing where there was nobody."""
        ends = (self.low, self.high) if self.of else (0.0, 0.0)
        return 1000 * self.share, 1000 * ends[0], 1000 * ends[1]


@dataclass(frozen=True, slots=True)
class Trial:
    """What an attack named, and what blind guesses would have named on average."""

    found: Named
    chance: float
    """People, as `found.named`."""

    @property
    def succeeded(self) -> bool:
        """More people than chance gives, beyond doubt."""
        return self.found.low * self.found.of > self.chance

    @property
    def failed(self) -> bool:
        """No more than chance gives, but for a doubt of five in a thousand."""
        return (self.found.low - _DOUBT) * self.found.of <= self.chance


def pooled(trials: Iterable[Trial]) -> Trial:
    """Several trials as one."""
    each = list(trials)
    return Trial(
        interval(
            sum(one.found.named for one in each), sum(one.found.of for one in each)
        ),
        sum(one.chance for one in each),
    )


def named(guesses: NDArray[np.int64], truth: NDArray[np.int64]) -> Named:
    """Compare guesses with the truth; arrays of one length."""
    return interval(int(np.count_nonzero(guesses == truth)), len(truth))


def interval(successes: int, trials: int) -> Named:
    """The exact interval of a share; of no trials the whole of [0, 1]."""
    rest = trials - successes
    low = float(beta.ppf(_TAIL, successes, rest + 1)) if successes else 0.0
    high = float(beta.ppf(1 - _TAIL, successes + 1, rest)) if rest else 1.0
    return Named(successes, trials, low, high)


def expected_by_attributes(seen: Seen, known: Known) -> float:
    """People that blind guesses name on average, among those with the attributes seen.

    What an attack names beyond this it owes to the filters.
    """
    masks, counts = np.unique(seen.present, return_counts=True)
    people = [int(np.count_nonzero(known.present == mask)) for mask in masks]
    return sum(
        int(one) / many for one, many in zip(counts, people, strict=True) if many
    )
