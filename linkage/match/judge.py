"""What band a candidate pair belongs to, and why.

By similarity: the evidence of the filters decides.

By identifier: a shared NIK or passport number is strong, but numbers are typed
wrongly, shared and inherited. So everything else has to be alike: the identifier's
own positions are taken off first, since they repeat what the token said. A token
between two people who are otherwise unlike makes the pair POSSIBLE.

A pair gets the surer of its two bands. Identifiers that differ count for nothing
beyond their positions in the filter.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from linkage.exchange.encoding import EncodingsFile, TokenTable
from linkage.match.bits import popcounts
from linkage.match.evidence import Ground, Measures, from_shared, measures
from linkage.match.identifiers import same_first, token_pairs
from linkage.match.links import REASONS, Band, Reason
from linkage.profile import AttributeName, Evidence, Match

Rows = NDArray[np.int64]

_AT_ONCE = 65_536
"""Pairs whose filters are in memory together."""


@dataclass(frozen=True, slots=True)
class Judged:
    """Candidate pairs with their verdicts; arrays of equal length."""

    pairs: Rows
    """Shape (n, 2)."""
    scores: NDArray[np.float64]
    evidence: NDArray[np.float64]
    bands: NDArray[np.uint8]
    """Values of `Band`, or 0 for no link."""
    reasons: NDArray[np.uint8]

    def take(self, kept: NDArray[np.int64]) -> "Judged":
        """Some of the pairs."""
        return Judged(
            self.pairs[kept],
            self.scores[kept],
            self.evidence[kept],
            self.bands[kept],
            self.reasons[kept],
        )


@dataclass(frozen=True, slots=True)
class _Kind:
    """One kind of identifier in both files."""

    attribute: AttributeName
    left: TokenTable
    right: TokenTable


def judge(
    left: EncodingsFile,
    right: EncodingsFile,
    pairs: Rows,
    ground: Ground,
    rules: Match,
) -> Judged:
    """Judge candidate pairs; those without a band are left out."""
    whole = measure_rows(left, right, pairs, ground)
    by_similarity = _bands(whole.evidence, rules.similarity_links)
    by_similarity[whole.similarity < ground.lowest_similarity] = 0
    matched, by_identifier = identified((left, right), pairs, whole, ground, rules)
    bands = np.maximum(by_similarity, by_identifier)
    judged = Judged(
        pairs,
        whole.similarity,
        whole.evidence + rules.identifier_weight * matched,
        bands,
        reasons_of(by_similarity, by_identifier),
    )
    return judged.take(np.flatnonzero(bands))


def identified(
    sides: tuple[EncodingsFile, EncodingsFile],
    pairs: Rows,
    whole: Measures,
    ground: Ground,
    rules: Match,
) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
    """How many kinds of identifier each pair shares, and the band that gives it."""
    matched, rest = _without_identifiers(*sides, pairs, ground, whole)
    bands = np.select(
        [
            matched == 0,
            _nothing_else(*sides, pairs, ground),
            rest.similarity >= rules.identifier_links.certain / 1000,
            rest.similarity >= rules.identifier_links.probable / 1000,
        ],
        [0, Band[rules.identifier_alone], Band.CERTAIN, Band.PROBABLE],
        Band.POSSIBLE,
    )
    return matched, bands.astype(np.uint8)


def measure_rows(
    left: EncodingsFile, right: EncodingsFile, pairs: Rows, ground: Ground
) -> Measures:
    """The measures of given pairs of rows."""
    return measures(
        ground,
        (
            popcounts(left.filters)[pairs[:, 0]],
            popcounts(right.filters)[pairs[:, 1]],
            common_of(left, right, pairs),
        ),
        (
            left.present[pairs[:, 0]].astype(np.int64),
            right.present[pairs[:, 1]].astype(np.int64),
        ),
    )


def common_of(left: EncodingsFile, right: EncodingsFile, pairs: Rows) -> Rows:
    """Common bits of each pair; filters are copied for some pairs at a time."""
    counts = np.empty(len(pairs), np.int64)
    for start in range(0, len(pairs), _AT_ONCE):
        part = slice(start, start + _AT_ONCE)
        one, other = left.filters[pairs[part, 0]], right.filters[pairs[part, 1]]
        counts[part] = popcounts(one & other)
    return counts


def _without_identifiers(
    left: EncodingsFile,
    right: EncodingsFile,
    pairs: Rows,
    ground: Ground,
    whole: Measures,
) -> tuple[NDArray[np.int64], Measures]:
    """How many kinds of identifier match, and what the rest of a pair says."""
    matched = np.zeros(len(pairs), np.int64)
    off_sides, off_shared = np.zeros(len(pairs)), np.zeros(len(pairs))
    for kind in (
        _Kind(AttributeName.NIK, left.nik_tokens, right.nik_tokens),
        _Kind(AttributeName.PASSPORT, left.passport_tokens, right.passport_tokens),
    ):
        matches = _isin(pairs, token_pairs(kind.left, kind.right))
        matched += matches
        if kind.attribute in ground.places:
            bits = ground.bits[ground.places[kind.attribute]]
            off_sides += bits * matches
            # Only the first number of a record is in its filter.
            off_shared += bits * (matches & same_first(kind.left, kind.right, pairs))
    left_rest = np.maximum(whole.left - off_sides, 0)
    right_rest = np.maximum(whole.right - off_sides, 0)
    shared = np.clip(whole.shared - off_shared, 0, np.minimum(left_rest, right_rest))
    positions = left_rest, right_rest, shared
    return matched, from_shared(ground, positions, whole.allowance)


def _nothing_else(
    left: EncodingsFile, right: EncodingsFile, pairs: Rows, ground: Ground
) -> NDArray[np.bool_]:
    """Pairs with no attribute in common but identifiers."""
    common = left.present[pairs[:, 0]] & right.present[pairs[:, 1]]
    identifiers = sum(
        1 << ground.places[name]
        for name in (AttributeName.NIK, AttributeName.PASSPORT)
        if name in ground.places
    )
    return np.asarray((common & ~np.uint16(identifiers)) == 0, np.bool_)


def _isin(pairs: Rows, wanted: Rows) -> NDArray[np.bool_]:
    """Which pairs stand in a list of pairs."""
    width = 1 + max(
        (int(each.max()) for each in (pairs, wanted) if each.size), default=0
    )
    return np.isin(pairs @ [width, 1], wanted @ [width, 1])


def _bands(evidence: NDArray[np.float64], needed: Evidence) -> NDArray[np.uint8]:
    bands = np.zeros(len(evidence), np.uint8)
    for band, least in (
        (Band.POSSIBLE, needed.possible),
        (Band.PROBABLE, needed.probable),
        (Band.CERTAIN, needed.certain),
    ):
        bands[evidence >= least] = band
    return bands


def reasons_of(
    by_similarity: NDArray[np.uint8], by_identifier: NDArray[np.uint8]
) -> NDArray[np.uint8]:
    """What each pair rests on, as indices into `REASONS`."""
    reasons = np.full(len(by_similarity), REASONS.index(Reason.BOTH), np.uint8)
    reasons[by_similarity == 0] = REASONS.index(Reason.IDENTIFIER)
    reasons[by_identifier == 0] = REASONS.index(Reason.SIMILARITY)
    return reasons
