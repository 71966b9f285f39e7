"""The threshold of a pair of files, without a truth.

scan → the strangers' tail → people and strangers told apart → the tail again, further
up → … → odds by likeness. (Expectation maximisation, Dempster, Laird, Rubin 1977.)

Pairs of one step of likeness are of one person in a share that depends on the step
alone: the *odds* there are expected pairs of one person over expected pairs of
strangers. Odds never fall with likeness.

Where each record has at most one fellow in the other file, its pairs compete: the
probability of a pair is its weight over one and the weights of all pairs of the
record. The weight is the odds over the share of records that are free, that is without
a fellow: if nearly everybody has one, a record's nearest is it, however unlike. Within
one file nothing competes, since a person may have any number of records.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from linkage.exchange.encoding import EncodingsFile
from linkage.match.evidence import Ground
from linkage.match.threshold.likeness import BINS, Floats, bins
from linkage.match.threshold.outcome import Fitted, Undecided, Why
from linkage.match.threshold.people import by_step, density
from linkage.match.threshold.scan import Scan, scan
from linkage.match.threshold.strangers import (
    NoTail,
    Tail,
    Window,
    first_tail,
    refined,
)

FEWEST_RECORDS: Final = 50
"""Of the smaller file; with fewer the data can't tell."""
FEWEST_PEOPLE: Final = 30
"""Expected in both files; with fewer they can't be told from chance."""
WIDEST: Final = 0.25
"""Between the thresholds of fits on records drawn anew, where pairs lie between."""
LEAST_FREE: Final = 0.003
"""The share of records without a fellow is never taken to be less."""
_MOST_ODDS: Final = 1e12
_LEAST_ODDS: Final = 0.02
"""Within one file pairs below it are strangers, lest the tail of people feed itself."""
_ROUNDS, _STEPS = 8, 60
_SETTLED: Final = 1e-4
_WINDOW: Final = Window(20.0, 0.5)
_OTHERS: Final = (Window(60.0, 3.0), Window(30.0, 2.0), Window(20.0, 1.0))
_REPEATS: Final = 9
"""Of the fit on records drawn anew, each time with another window."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What was scanned, and what of it competes."""

    seen: Scan
    smaller: int
    larger: int
    """Records of the two files with attributes."""
    within: bool
    """One file with itself."""


def fit_pair(
    left: EncodingsFile, right: EncodingsFile, ground: Ground
) -> Fitted | Undecided:
    """Find the threshold of two files, or of one with itself (`left is right`)."""
    sizes = [int(np.count_nonzero(file.present)) for file in (left, right)]
    if min(sizes) < FEWEST_RECORDS:
        return Undecided(Why.TOO_FEW_RECORDS)
    sampled, other = (left, right) if sizes[0] <= sizes[1] else (right, left)
    seen = scan(sampled, other, ground)
    return fit(Comparison(seen, min(sizes), max(sizes), left is right))


def fit(compared: Comparison) -> Fitted | Undecided:
    """Find the threshold of what was scanned, with its spread."""
    whole = np.ones(len(compared.seen.rows))
    try:
        best = _fit_once(compared, whole, _WINDOW)
    except NoTail:
        return Undecided(Why.NO_TAIL)
    if best.people < FEWEST_PEOPLE:
        return Undecided(Why.NOBODY_STANDS_OUT)
    generator = np.random.default_rng(0)
    others = []
    for at in range(_REPEATS):
        drawn = generator.poisson(1.0, len(whole)).astype(np.float64)
        try:
            others.append(_fit_once(compared, drawn, _OTHERS[at % len(_OTHERS)]))
        except NoTail:
            continue
    fitted = Fitted.of(best, others)
    return Undecided(Why.UNCLEAR) if _unclear(fitted) else fitted


def _unclear(fitted: Fitted) -> bool:
    """Whether fits on other draws would decide quite otherwise."""
    low, high = fitted.spread
    above = [
        fitted.pairs_above[min(int(each * BINS), BINS - 1)] for each in (low, high)
    ]
    return high - low > WIDEST and above[0] - above[1] > fitted.people / 2


@dataclass(frozen=True, slots=True)
class _State:
    """Where a fit stands."""

    odds: Floats
    share: float
    """Of the sample's records that have a fellow; pairs for each record, within."""
    people: Floats
    """Pairs by step, each weighted by how probably it is of one person."""


def _fit_once(compared: Comparison, drawn: Floats, window: Window) -> Fitted:
    """One fit.

    Args:
        compared: What was scanned.
        drawn: How often each record of the sample counts.
        window: Where the tail is fitted at first.

    Raises:
        NoTail: There is no tail of strangers.
    """
    histogram = compared.seen.histogram
    tail = first_tail(histogram, len(drawn), window)
    odds = np.maximum(histogram - tail.counts, 0) / tail.counts
    odds[: tail.first + 1] = 0
    state = _State(_rising(odds), 0.5, np.zeros(BINS))
    for _ in range(_ROUNDS):
        before = state.share
        state = _told_apart(compared, drawn, tail, state)
        strangers = np.maximum(histogram - state.people, 0)
        tail = refined(tail, strangers, _reach(tail, state))
        if abs(state.share - before) < _SETTLED:
            break
    return _as_fitted(compared, _told_apart(compared, drawn, tail, state))


def _told_apart(
    compared: Comparison, drawn: Floats, tail: Tail, state: _State
) -> _State:
    """People and strangers told apart, with the strangers as they are."""
    records = len(drawn)
    scale = records / drawn.sum()
    steps = bins(compared.seen.nearest)
    counted = by_step(steps.ravel(), np.repeat(drawn * scale, steps.shape[1]))
    odds, share, people = state.odds, state.share, state.people
    for _ in range(_STEPS):
        if compared.within:
            people = counted * odds / (1 + odds) * (odds >= _LEAST_ODDS)
        else:
            weights = _competing(odds[steps], share) * (drawn * scale)[:, None]
            people = by_step(steps.ravel(), weights.ravel())
        total = float(people.sum())
        if total < 1:
            return _State(odds, 0.0, people)
        odds = _rising(np.minimum(density(people) / tail.counts, _MOST_ODDS))
        before, share = share, total / records
        if abs(share - before) < _SETTLED:
            break
    return _State(odds, share, people)


def _competing(odds: Floats, share: float) -> Floats:
    """The probability of each pair of a record that has one fellow or none."""
    weights = odds / max(1 - share, LEAST_FREE)
    return np.asarray(weights / (1 + weights.sum(axis=1, keepdims=True)))


def _reach(tail: Tail, state: _State) -> int:
    """Up to where strangers are the more, and there are any."""
    people_are_more = np.flatnonzero(state.odds >= 1)
    crossing = int(people_are_more[0]) if len(people_are_more) else BINS - 1
    return min(crossing, int(np.flatnonzero(tail.counts >= 1)[-1]))


def _rising(odds: Floats) -> Floats:
    return np.asarray(np.maximum.accumulate(odds))


def _as_fitted(compared: Comparison, state: _State) -> Fitted:
    scale = compared.smaller / len(compared.seen.rows)
    people = state.share * compared.smaller / (2 if compared.within else 1)
    free = 1.0
    if not compared.within:
        free = max(1 - state.share, LEAST_FREE)
        free *= max(1 - people / compared.larger, LEAST_FREE)
    above = np.cumsum(compared.seen.histogram[::-1])[::-1] * scale
    return Fitted(
        odds=state.odds,
        free=free,
        people=people,
        pairs_above=above / (2 if compared.within else 1),
        within=compared.within,
    )
