"""A change to a few records, carried through to the persons around them.

A whole run compares every pair. When few records are new, changed or gone, most of
what it finds was found before. What can differ lies around the change:

1. *Pairs.* A pair is as it was unless one of its records is new, changed or gone.
   The caller compares those records alone and brings what it found.
2. *Rivals.* A pair's band depends on the other pairs of its two records, between
   the same two agencies. So the pairs of every record that won or lost a pair are
   settled again, among all the pairs of their records.
3. *Clusters.* Clusters never reach across records that no link of PROBABLE or
   better joins, directly or through others. So the records that can be reached over
   such links from a pair that was settled again are clustered again, and no others.

Laws: what comes out equals what a whole run finds, pair for pair and person for
person, if pairs are judged alike; the work depends on the change and on what it
touches, not on the number of records.

This file knows neither filters nor tables: what is known already it asks of `Known`.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np

from linkage.cluster.clusters import Pair, RecordKey, cluster
from linkage.match.judge import Judged
from linkage.match.links import REASONS, Band, Links, Reason
from linkage.match.rivals import settle
from linkage.profile import Profile


class Finding(NamedTuple):
    """A pair as it was judged by itself."""

    left: RecordKey
    """Of the agency whose name comes first."""
    right: RecordKey
    evidence: float
    judged: Band
    """Before rivals are settled."""
    reason: Reason

    @property
    def ends(self) -> tuple[RecordKey, RecordKey]:
        """Its records."""
        return self.left, self.right


class Standing(NamedTuple):
    """A pair as it stands among its rivals."""

    finding: Finding
    band: Band


class Known(Protocol):
    """What was found before."""

    def standings(self, records: Collection[RecordKey]) -> Iterable[Standing]:
        """Every pair with one of some records, at least once."""


@dataclass(frozen=True, slots=True)
class Change:
    """What is different from what was known."""

    erased: frozenset[RecordKey]
    """Records that are gone."""
    present: frozenset[RecordKey]
    """Records that are new or changed; what was known of them is void."""
    found: tuple[Finding, ...]
    """Every pair of a present record."""


@dataclass(frozen=True, slots=True)
class Region:
    """What a change made of the records around it."""

    groups: tuple[tuple[RecordKey, ...], ...]
    """Every record of the region once, with those of its person; least first."""
    standings: tuple[Standing, ...]
    """Every pair with a record of the region."""

    @property
    def records(self) -> frozenset[RecordKey]:
        """The records of the region."""
        return frozenset(key for group in self.groups for key in group)


def carry(
    change: Change, known: Known, compared: Collection[Pair], profile: Profile
) -> Region:
    """What becomes of the records that a change touches.

    Args:
        change: New, changed and erased records, with their pairs.
        known: What stood before the change.
        compared: Pairs of agencies that are compared, each in alphabetical order.
        profile: In force.
    """
    now = _Now(change, known)
    won_or_lost = now.ends_of_old_and_new() | change.present
    pairs = now.pairs(won_or_lost)
    ends = _ends(pairs.values())
    rivals = settled(now.pairs(ends).values(), profile)
    bands = {key: rivals[key] for key in pairs}
    around, region = _reachable(now, bands, ends | won_or_lost)
    inside = [each for each in around if region.issuperset(each.finding.ends)]
    return Region(grouped(region, inside, compared, profile), tuple(around))


def settled(
    findings: Iterable[Finding], profile: Profile
) -> dict[frozenset[RecordKey], Band]:
    """The band of each pair among its rivals, as `linkage.match.rivals` says it."""
    bands = {}
    for of_pair in _by_agencies(findings).values():
        places = _places(of_pair)
        judged = Judged(
            pairs=np.array([[places[key] for key in each.ends] for each in of_pair]),
            scores=np.zeros(len(of_pair)),
            evidence=np.array([each.evidence for each in of_pair]),
            bands=np.array([each.judged for each in of_pair], np.uint8),
            reasons=np.array([REASONS.index(e.reason) for e in of_pair], np.uint8),
        )
        after = settle(judged, profile.match).bands
        for each, band in zip(of_pair, after.tolist(), strict=True):
            bands[frozenset(each.ends)] = Band(band)
    return bands


def grouped(
    records: Collection[RecordKey],
    standings: Iterable[Standing],
    compared: Collection[Pair],
    profile: Profile,
) -> tuple[tuple[RecordKey, ...], ...]:
    """All records by person, those that link to nobody included."""
    links: dict[Pair, Links] = {pair: _links(pair, []) for pair in compared}
    by_pair: defaultdict[Pair, list[Standing]] = defaultdict(list)
    for each in standings:
        by_pair[each.finding.left.agency, each.finding.right.agency].append(each)
    links |= {pair: _links(pair, found) for pair, found in by_pair.items()}
    clusters = cluster(links, profile.cluster).clusters
    groups = [tuple(member.key for member in each.members) for each in clusters]
    alone = set(records).difference(*groups)
    return tuple(sorted([*groups, *((key,) for key in alone)]))


@dataclass(frozen=True, slots=True)
class _Now:
    """What is known, with the change in it."""

    change: Change
    known: Known

    def ends_of_old_and_new(self) -> frozenset[RecordKey]:
        """Records that lose or win a pair."""
        void = self.change.erased | self.change.present
        old = (each.finding for each in self.known.standings(void))
        return _ends([*old, *self.change.found]) - self.change.erased

    def pairs(
        self, records: Collection[RecordKey]
    ) -> dict[frozenset[RecordKey], Finding]:
        """Every pair with one of some records."""
        return {key: each.finding for key, each in self.standings(records).items()}

    def standings(
        self, records: Collection[RecordKey]
    ) -> dict[frozenset[RecordKey], Standing]:
        """The same with their bands, which new pairs have only by themselves."""
        void, wanted = self.change.erased | self.change.present, set(records)
        old = [
            each
            for each in self.known.standings(records)
            if void.isdisjoint(each.finding.ends)
        ]
        new = [
            Standing(each, each.judged)
            for each in self.change.found
            if not wanted.isdisjoint(each.ends)
        ]
        return {frozenset(each.finding.ends): each for each in (*old, *new)}


def _reachable(
    now: _Now, bands: Mapping[frozenset[RecordKey], Band], seeds: frozenset[RecordKey]
) -> tuple[list[Standing], frozenset[RecordKey]]:
    """Records that links join to some, and all pairs of those records."""
    reached, ahead = set(seeds), seeds
    around: dict[frozenset[RecordKey], Standing] = {}
    while ahead:
        near = {
            key: each._replace(band=bands.get(key, each.band))
            for key, each in now.standings(ahead).items()
        }
        around |= near
        joined = (e.finding for e in near.values() if e.band >= Band.PROBABLE)
        ahead = _ends(joined) - reached
        reached |= ahead
    return list(around.values()), frozenset(reached)


def _ends(findings: Iterable[Finding]) -> frozenset[RecordKey]:
    return frozenset(key for each in findings for key in each.ends)


def _by_agencies(findings: Iterable[Finding]) -> dict[Pair, list[Finding]]:
    by_pair: defaultdict[Pair, list[Finding]] = defaultdict(list)
    for each in findings:
        by_pair[each.left.agency, each.right.agency].append(each)
    return by_pair


def _places(findings: Sequence[Finding]) -> dict[RecordKey, int]:
    """A row for each record, as if the records were files of their own."""
    keys = sorted(_ends(findings))
    counts: defaultdict[str, int] = defaultdict(int)
    places = {}
    for key in keys:
        places[key] = counts[key.agency]
        counts[key.agency] += 1
    return places


def _links(pair: Pair, found: Sequence[Standing]) -> Links:
    findings = [each.finding for each in found]
    rows = np.zeros(len(found), np.int64)
    return Links(
        left_agency=pair[0],
        right_agency=pair[1],
        left_handles=[each.left.handle for each in findings],
        right_handles=[each.right.handle for each in findings],
        left_rows=rows,
        right_rows=rows,
        scores=np.zeros(len(found)),
        evidence=np.array([each.evidence for each in findings]),
        bands=np.array([each.band for each in found], np.uint8),
        reasons=np.array([REASONS.index(e.reason) for e in findings], np.uint8),
    )
