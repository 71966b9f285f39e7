"""Two files, or one with itself, to links by a threshold that was fitted to them.

fit → candidates → weigh → let them compete → band. An identifier that two records
share, and that the rest does not contradict, weighs as it does under the profile's own
thresholds (`judge.identified`).

Where the data can't tell, the profile's thresholds hold, and the finding says so.
"""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from linkage.exchange.encoding import EncodingsFile
from linkage.match.engine import EMBEDDED, Engine
from linkage.match.estimates import wilson
from linkage.match.evidence import Ground
from linkage.match.exclusive import chosen, compete, standing
from linkage.match.identifiers import shared_identifiers
from linkage.match.judge import Judged, identified, measure_rows, reasons_of
from linkage.match.links import Band, Links, Progress
from linkage.match.overlap import found_again
from linkage.match.pair import as_links, check_comparable, link_by_profile
from linkage.match.threshold.finding import Finding, finding_of, undecided
from linkage.match.threshold.fit import fit_pair
from linkage.match.threshold.likeness import CAUTION, Floats, bins, likeness
from linkage.match.threshold.outcome import (
    CERTAIN,
    GREY,
    LINKED,
    Fitted,
    Undecided,
    Why,
)
from linkage.match.tiles import Wanted
from linkage.profile import Profile

Rows = NDArray[np.int64]

_OF_IDENTIFIER: Final = {Band.CERTAIN: (1e6, 1e3), Band.PROBABLE: (1e2, 3.0)}
"""By the band that an identifier gives: what it multiplies the weight of a pair by, and
the weight that such a pair has at least."""
_MORE_THAN_NIKS: Final = 3
"""People in both files, over NIKs found again, beyond which they are taken for kin."""
_HARDLY_ANY: Final = 1e-12
_SAME_RECORD: Final = 20.0
"""Odds from which two records of one file count as one person's: there, such pairs are
fewer against strangers than between two files."""


@dataclass(frozen=True, slots=True)
class Sides:
    """What is compared, and how."""

    left: EncodingsFile
    right: EncodingsFile
    profile: Profile
    ground: Ground

    @property
    def within(self) -> bool:
        """One file with itself."""
        return self.left is self.right


def link_fitted(
    left: EncodingsFile,
    right: EncodingsFile,
    profile: Profile,
    progress: Progress,
    engine: Engine = EMBEDDED,
) -> tuple[Links, Finding]:
    """Link two agencies' records, or those of one (`left is right`).

    Args:
        left: One file.
        right: The other, or the same.
        profile: Under which both were encoded.
        progress: Called as the comparison goes on.
        engine: What compares.

    Returns:
        The links, and what was found of the threshold.

    Raises:
        ProfileMismatch, EpochMismatch, SecretMismatch: They can't be compared.
    """
    check_comparable(left, right, profile)
    ground = replace(Ground.of(profile, 1), caution=CAUTION)
    sides = Sides(left, right, profile, ground)
    fitted = _believed(sides, fit_pair(left, right, ground))
    if isinstance(fitted, Undecided):
        links = link_by_profile(left, right, profile, progress, engine)
        return links, undecided(fitted, links)
    pairs = _candidates(sides, fitted, progress, engine)
    judged, finding = _decided(sides, pairs, fitted)
    return as_links(left, right, judged), finding


def _believed(sides: Sides, found: Fitted | Undecided) -> Fitted | Undecided:
    """A fit, unless identifiers say that hardly anybody is in both files."""
    if isinstance(found, Undecided) or sides.within:
        return found
    rules = sides.profile.match
    counted = found_again(sides.left, sides.right, sides.ground, rules)
    if counted is None:
        return found
    most = wilson(*counted).high * _MORE_THAN_NIKS
    smaller = min(np.count_nonzero(file.present) for file in (sides.left, sides.right))
    return (
        Undecided(Why.IDENTIFIERS_DISAGREE) if found.people / smaller > most else found
    )


def _candidates(
    sides: Sides, fitted: Fitted, progress: Progress, engine: Engine
) -> Rows:
    ground = replace(sides.ground, lowest_similarity=fitted.floor)
    wanted = Wanted(ground, -np.inf)
    left, right = sides.left, sides.right
    similar = engine.similar_pairs(left, right, wanted, progress)
    pairs = np.concatenate([similar, shared_identifiers(left, right)])
    pairs = np.unique(pairs, axis=0)
    return pairs[pairs[:, 0] < pairs[:, 1]] if sides.within else pairs


def _decided(sides: Sides, pairs: Rows, fitted: Fitted) -> tuple[Judged, Finding]:
    """Each candidate's band, and what to expect of all."""
    whole = measure_rows(sides.left, sides.right, pairs, sides.ground)
    alike = likeness(sides.left, sides.right, pairs, sides.ground)
    _, by_identifier = identified(
        (sides.left, sides.right), pairs, whole, sides.ground, sides.profile.match
    )
    alone = fitted.weights(alike)
    weights = _with_identifiers(alone, by_identifier)
    probabilities = _probabilities(sides, pairs, weights, fitted)
    bands = _bands(probabilities)
    by_filter = np.where(alone / (1 + alone) >= GREY, bands, 0)
    bands = np.maximum(bands, _kept_by_identifier(by_identifier))
    judged = Judged(
        pairs, alike, _logs(weights), bands, reasons_of(by_filter, by_identifier)
    )
    finding = finding_of(fitted, judged, probabilities, by_identifier)
    return judged.take(np.flatnonzero(bands)), finding


def _probabilities(
    sides: Sides, pairs: Rows, weights: Floats, fitted: Fitted
) -> Floats:
    """How probably each pair is a link; below `LINKED` where another one is it."""
    if fitted.within:
        return np.asarray(weights / (1 + weights))

    def same(side: int, rows: Rows) -> NDArray[np.bool_]:
        file = (sides.left, sides.right)[side]
        found = likeness(file, file, rows, sides.ground)
        return np.asarray(fitted.odds[bins(found)] >= _SAME_RECORD)

    ranks = _ranks(sides.left), _ranks(sides.right)
    probable = compete(pairs, weights)
    taken = chosen(pairs, weights, ranks, same)
    beside = np.minimum(probable, np.nextafter(LINKED, 0))
    return np.where(taken, standing(pairs, probable, taken), beside)


def _ranks(file: EncodingsFile) -> Rows:
    ranks = np.empty(len(file), np.int64)
    ranks[np.argsort(np.array(file.handles, dtype=object))] = np.arange(len(file))
    return ranks


def _bands(probabilities: Floats) -> NDArray[np.uint8]:
    return np.select(
        [probabilities >= CERTAIN, probabilities >= LINKED, probabilities >= GREY],
        [np.uint8(Band.CERTAIN), np.uint8(Band.PROBABLE), np.uint8(Band.POSSIBLE)],
        np.uint8(0),
    )


def _logs(weights: Floats) -> Floats:
    return np.asarray(np.log(np.maximum(weights, _HARDLY_ANY)))


def _with_identifiers(alone: Floats, by_identifier: NDArray[np.uint8]) -> Floats:
    """Weights with what an identifier adds; it never leaves less than its own band."""
    weights = alone.copy()
    for band, (factor, least) in _OF_IDENTIFIER.items():
        has = by_identifier == band
        weights[has] = np.maximum(weights[has] * factor, least)
    return weights


def _kept_by_identifier(by_identifier: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """What the identifier gives whatever the rivals."""
    sure = by_identifier == Band.CERTAIN
    hint = np.minimum(by_identifier, np.uint8(Band.POSSIBLE))
    return np.where(sure, by_identifier, hint)
