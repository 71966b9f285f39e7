"""Numbers in words and marks, as a page has them."""

from linkage.match.estimates import Estimate
from linkage.release.words import Words
from linkage.review.measure import Trial

_MINUTE, _HOUR, _DAY, _YEAR = 60, 3600, 86_400, 31_557_600
_FOREVER = 1e15 * _YEAR


def per_thousand(trial: Trial) -> str:
    """`3.2 (1.1-7.0)`: of 1,000, with the interval."""
    value, low, high = trial.found.per_1000
    return f"{value:.1f} ({low:.1f}\u2013{high:.1f})"


def in_indonesian(figures: str) -> str:
    """The same figures with a decimal comma, and points between thousands."""
    return figures.translate(str.maketrans(".,", ",."))


def percent(estimate: Estimate) -> str:
    """`97.2% (96.6-97.8)`."""
    low, high = 100 * estimate.low, 100 * estimate.high
    return f"{100 * estimate.value:.1f}% ({low:.1f}\u2013{high:.1f})"


def duration(seconds: float) -> Words:
    """How long something takes, roughly."""
    if seconds < 1:
        return Words("kurang dari sedetik", "under a second")
    for limit, size, one, other in (
        (_MINUTE, 1, "detik", "seconds"),
        (_HOUR, _MINUTE, "menit", "minutes"),
        (_DAY, _HOUR, "jam", "hours"),
        (_YEAR, _DAY, "hari", "days"),
        (_FOREVER, _YEAR, "tahun", "years"),
    ):
        if seconds < limit:
            count = f"{seconds / size:,.0f}"
            return Words(f"\u2248 {count} {one}", f"\u2248 {count} {other}")
    return Words("tidak terjangkau", "out of reach")
