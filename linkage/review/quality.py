"""How many of the true pairs a profile links, and of whom it misses more.

Samples of people are encoded under a fresh secret and linked as the unit does it, by
the profile's own thresholds. Beside it the best threshold that there is, chosen with the
truth: what the encodings could give, for comparing ways of encoding whose thresholds
nobody has set.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from linkage.encode.encoder import Encoder
from linkage.exchange.encoding import EncodingsFile
from linkage.exchange.reader import read_encodings
from linkage.match.evidence import Ground, measures
from linkage.match.links import REASONS, Band, Links, Reason
from linkage.match.pair import link_pair
from linkage.pipeline.encode import encode_file
from linkage.pipeline.evaluate import Quality, quality
from linkage.profile import Evidence, Profile
from linkage.record import Record
from linkage.review.lab import changed, drawn_encoder
from linkage.review.registers import Register
from linkage.review.subgroups import groups_of

_LOWEST = 60
"""Evidence below which no way of encoding has its best threshold."""

Pairs = NDArray[np.int64]
"""Rows of two registers, shape (pairs, 2)."""


@dataclass(frozen=True, slots=True)
class Linked:
    """How well the records of some people were linked."""

    whole: Quality
    subgroups: Mapping[str, Quality]
    """By what is known of the records; see `subgroups.groups_of`."""


@dataclass(frozen=True, slots=True)
class Best:
    """What the best threshold gives."""

    precision: float
    recall: float
    threshold: float
    """The evidence from which pairs are links."""


def linked(profile: Profile, registers: Sequence[Register], seed: int) -> Linked:
    """Link by the profile's thresholds, from the band PROBABLE on.

    Args:
        profile: Under which records are encoded and judged.
        registers: With their people known.
        seed: From which the secret is drawn.
    """
    counts: Counter[tuple[str, str]] = Counter()
    for one, other, links in _pairwise(profile, registers, seed):
        found = links.at_least(Band.PROBABLE)
        rows = np.column_stack([found.left_rows, found.right_rows])
        _count(counts, one, other, rows)
    groups = {group for group, _ in counts}
    of = {
        group: quality(*(counts[group, kind] for kind in ("true", "found", "both")))
        for group in sorted(groups | {""})
    }
    return Linked(of.pop(""), of)


def best(profile: Profile, registers: Sequence[Register], seed: int) -> Best:
    """Link at the threshold of the highest F1; a common number always makes a link.

    Args:
        profile: Under which records are encoded; its thresholds don't count.
        registers: With their people known.
        seed: From which the secret is drawn.
    """
    evidence, right, wanted = [np.empty(0)], [np.empty(0, np.bool_)], 0
    similar = REASONS.index(Reason.SIMILARITY)
    for one, other, links in _pairwise(loosened(profile), registers, seed):
        mine, theirs = _people(one), _people(other)
        right.append(mine[links.left_rows] == theirs[links.right_rows])
        evidence.append(np.where(links.reasons == similar, links.evidence, np.inf))
        wanted += len(true_pairs(one, other))
    return at_best(np.concatenate(evidence), np.concatenate(right), wanted)


def _pairwise(
    profile: Profile, registers: Sequence[Register], seed: int
) -> Iterator[tuple[Register, Register, Links]]:
    """All pairs of registers, linked."""
    encoder = drawn_encoder(profile, seed)
    files = [encoded(each, encoder) for each in registers]
    rows = zip(registers, files, strict=True)
    for (one, left), (other, right) in combinations(rows, 2):
        yield one, other, link_pair(left, right, encoder.profile)


def encoded(register: Register, encoder: Encoder) -> EncodingsFile:
    """A register as the unit reads it."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "encodings.parquet"
        encode_file(path, register.agency, register.records, encoder)
        return read_encodings(path)


def _people(register: Register) -> NDArray[np.str_]:
    return np.array(register.people)


def true_pairs(one: Register, other: Register) -> Pairs:
    """Rows of the two registers that are of one person."""
    rows: defaultdict[str, list[int]] = defaultdict(list)
    for row, person in enumerate(other.people or ()):
        rows[person].append(row)
    return np.array(
        [
            (left, right)
            for left, person in enumerate(one.people or ())
            for right in rows[person]
        ],
        np.int64,
    ).reshape(-1, 2)


def _count(
    counts: Counter[tuple[str, str]], one: Register, other: Register, rows: Pairs
) -> None:
    """Add true pairs, found pairs and both, in all and by subgroup."""
    true = {(int(left), int(right)) for left, right in true_pairs(one, other)}
    found = {(int(left), int(right)) for left, right in rows}
    for kind, pairs in (("true", true), ("found", found), ("both", true & found)):
        for left, right in pairs:
            counts["", kind] += 1
            for group in _groups(one.records[left], other.records[right]):
                counts[group, kind] += 1


def _groups(one: Record, other: Record) -> set[str]:
    """Those of both records; what only one says counts."""
    return groups_of(one) | groups_of(other)


def loosened(profile: Profile) -> Profile:
    """The profile with every pair a link that stands clear of chance."""
    least = max(_LOWEST, _evidence_of_chance(profile))
    links = Evidence(certain=least, probable=least, possible=least)
    match = profile.match.model_copy(
        update={"similarity_links": links, "lowest_similarity": 0}
    )
    return changed(profile, match=match)


def _evidence_of_chance(profile: Profile) -> int:
    """What two whole records have that differ as one pair of strangers in 30,000."""
    if not profile.filter.hardening.diffusion:
        return 0
    ground = Ground.of(profile, 1)
    every = np.array([(1 << len(ground.bits)) - 1])
    common = np.array([256 + 32])
    pops = np.array([512]), np.array([512]), common
    return int(measures(ground, pops, (every, every)).evidence[0])


def at_best(
    evidence: NDArray[np.float64], right: NDArray[np.bool_], wanted: int
) -> Best:
    """The threshold of the highest F1.

    Args:
        evidence: Of each pair; infinite for one that is always a link.
        right: Which of the pairs are true.
        wanted: True pairs in all.
    """
    if not len(evidence) or not wanted:
        return Best(0.0, 0.0, np.inf)
    order = np.argsort(-evidence, kind="stable")
    found = np.cumsum(right[order])
    taken = np.arange(1, len(order) + 1)
    # A threshold takes all pairs of one evidence, never some of them.
    ranked = evidence[order]
    last = np.append(ranked[1:] != ranked[:-1], [True])
    at = int(np.argmax(np.where(last, 2 * found / (taken + wanted), 0)))
    return Best(
        float(found[at] / taken[at]), float(found[at] / wanted), float(ranked[at])
    )
