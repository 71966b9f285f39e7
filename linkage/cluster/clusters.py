"""Links between many agencies to clusters of records, one cluster per person.

Connected components would chain: A links to B, B to C, and two strangers A and C
become one person. Here clusters grow by merging, surest link first, and two
clusters merge only if enough of the pairs between them are links themselves:

- A pair *speaks for* the merge if it is PROBABLE or CERTAIN, and *against* it if
  its agencies were compared and it is no link at all. A POSSIBLE pair and a pair of
  agencies never compared are silent; so are two records of one agency, unless its
  records were compared with each other.
- Of the pairs that speak, a share of at least `support` must speak for it.
- No cluster holds more records of one agency than the profile allows, unless that
  agency's records were compared with each other: then links say whose they are.

So with support above one half a third record never joins two that were compared
and found unlike. Links are taken in an order that depends on their content alone
(band, evidence, then agencies and handles), so clusters do not depend on the order
of records, files or pairs. A cluster's id is a digest of its least member.

This file knows nothing of filters, and can't load what encodes.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import product
from typing import NamedTuple

from linkage.match.links import Band, Links, Reason
from linkage.profile import Cluster as Rules


class RecordKey(NamedTuple):
    """A record, by its agency and handle."""

    agency: str
    handle: str


@dataclass(frozen=True, slots=True)
class Member:
    """A record in a cluster."""

    key: RecordKey
    band: Band
    """Of its surest link to another member."""
    reason: Reason
    """Of the same link."""


@dataclass(frozen=True, slots=True)
class PersonCluster:
    """Records that belong to one person; at least two."""

    id: str
    members: tuple[Member, ...]
    """In the order of their keys."""


@dataclass(frozen=True, slots=True)
class Clusters:
    """All clusters; a record in none of them was linked to nobody."""

    clusters: tuple[PersonCluster, ...]
    """In the order of their least members."""

    def of(self) -> dict[RecordKey, str]:
        """Each linked record's cluster id."""
        return {
            member.key: cluster.id
            for cluster in self.clusters
            for member in cluster.members
        }


class _Edge(NamedTuple):
    """A link, ordered as clusters take them: the surest first."""

    doubt: int
    weakness: float
    left: RecordKey
    right: RecordKey
    reason: Reason

    @property
    def band(self) -> Band:
        return Band(-self.doubt)


Pair = tuple[str, str]


def cluster(
    links_by_pair: Mapping[Pair, Links], rules: Rules, weakest: Band = Band.PROBABLE
) -> Clusters:
    """Cluster the records of many agencies.

    Args:
        links_by_pair: For each compared pair of agencies, its links, POSSIBLE ones
            included; a pair without links has an empty entry.
        rules: Of the profile.
        weakest: The band from which a link speaks for a merge.
    """
    edges = sorted(_edges(links_by_pair.values()))
    evidence = _Evidence(
        compared={frozenset(pair) for pair in links_by_pair},
        bands={frozenset((edge.left, edge.right)): edge.band for edge in edges},
        weakest=weakest,
    )
    accepted = [edge for edge in edges if edge.band >= weakest]
    return _as_clusters(_merge(accepted, evidence, rules), accepted)


def person_id(keys: Iterable[RecordKey]) -> str:
    """The id of the cluster of these records: 32 hex digits."""
    agency, handle = min(keys)
    content = f"{len(agency)}:{agency}{handle}".encode()
    return hashlib.blake2b(
        content, digest_size=16, person=b"tautan-cluster"
    ).hexdigest()


def _edges(all_links: Iterable[Links]) -> list[_Edge]:
    edges = []
    for links in all_links:
        for at in range(len(links)):
            link = links[at]
            ends = sorted(
                (
                    RecordKey(links.left_agency, link.left),
                    RecordKey(links.right_agency, link.right),
                )
            )
            weakness = -float(links.evidence[at])
            edges.append(_Edge(-link.band, weakness, ends[0], ends[1], link.reason))
    return edges


@dataclass(frozen=True, slots=True)
class _Evidence:
    """What was compared, and what came out."""

    compared: set[frozenset[str]]
    bands: dict[frozenset[RecordKey], Band]
    weakest: Band

    def support(self, left: list[RecordKey], right: list[RecordKey]) -> tuple[int, int]:
        """How many pairs between two clusters speak for and against a merge."""
        speakers: Counter[bool] = Counter()
        for one, other in product(left, right):
            band = self.bands.get(frozenset((one, other)))
            if band is not None and band >= self.weakest:
                speakers[True] += 1
            elif band is None and {one.agency, other.agency} in self.compared:
                speakers[False] += 1
        return speakers[True], speakers[False]

    def crowded(self, keys: tuple[RecordKey, ...], rules: Rules) -> bool:
        """Whether an agency has more records in a cluster than can be one person's."""
        counts = Counter(key.agency for key in keys)
        return any(
            count > rules.most_records_per_agency and {agency} not in self.compared
            for agency, count in counts.items()
        )


def _merge(
    edges: list[_Edge], evidence: _Evidence, rules: Rules
) -> list[list[RecordKey]]:
    """Merge along edges, the surest first, where the evidence supports it."""
    clusters: dict[RecordKey, list[RecordKey]] = {}
    for edge in edges:
        left = clusters.setdefault(edge.left, [edge.left])
        right = clusters.setdefault(edge.right, [edge.right])
        if left is right or evidence.crowded((*left, *right), rules):
            continue
        speaking_for, against = evidence.support(left, right)
        if speaking_for * 1000 < rules.support * (speaking_for + against):
            continue
        left.extend(right)
        clusters.update(dict.fromkeys(right, left))
    return list({id(members): members for members in clusters.values()}.values())


def _as_clusters(groups: list[list[RecordKey]], edges: list[_Edge]) -> Clusters:
    surest: dict[RecordKey, _Edge] = {}
    home = {key: at for at, group in enumerate(groups) for key in group}
    for edge in edges:
        if home[edge.left] == home[edge.right]:
            surest.setdefault(edge.left, edge)
            surest.setdefault(edge.right, edge)
    found = [
        PersonCluster(
            id=person_id(group),
            members=tuple(
                Member(key, surest[key].band, surest[key].reason)
                for key in sorted(group)
            ),
        )
        for group in groups
        if len(group) > 1
    ]
    return Clusters(tuple(sorted(found, key=lambda each: each.members[0].key)))
