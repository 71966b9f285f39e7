"""The whole run: encodings of the agencies to the link table.

read the uploads → pairs that a linkage agreement in force covers → match, cluster
(`linkage.pipeline.link`) → give every person the id that it had → replace the table
in one transaction. A run that fails leaves the links as they were.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from linkage.cluster.carry import Finding, Standing
from linkage.cluster.clusters import Pair, RecordKey
from linkage.cluster.heirs import succeed
from linkage.match.evidence import Ground
from linkage.match.judge import judge
from linkage.match.links import Band, Links
from linkage.match.pair import ground_of
from linkage.pipeline.link import How, Linked, link_files
from linkage.pipeline.progress import Report
from linkage.profile import Profile
from protocol.agreements.book import AgreementBook
from protocol.rules.links import pairs_in_force
from subgraphs.persons.basis import Basis
from subgraphs.persons.contents import content_digests
from subgraphs.persons.ledger import (
    Cause,
    Ledger,
    Since,
    Turned,
    link_rows,
    record_row,
)
from subgraphs.persons.uploads import Uploads

NewId = Callable[[], str]
"""Draws an id that no person had."""


@dataclass(frozen=True, slots=True)
class WholeRun:
    """What a whole run found."""

    linked: Linked
    judged: Mapping[Pair, NDArray[np.uint8]]
    """The band of each link by itself, before rivals were settled."""
    basis: Basis

    def groups(self) -> list[list[RecordKey]]:
        """All records by person; one that links to nobody is a person too."""
        clusters = self.linked.clusters.clusters
        groups = [[member.key for member in each.members] for each in clusters]
        clustered = {key for group in groups for key in group}
        alone = (key for key in self.records() if key not in clustered)
        return [*groups, *([key] for key in alone)]

    def records(self) -> Iterator[RecordKey]:
        """All records."""
        for agency, file in self.linked.files.items():
            for handle in file.handles:
                yield RecordKey(agency, handle)

    def contents(self) -> Iterator[tuple[RecordKey, str]]:
        """All records, each with the digest of its encoding."""
        for agency, file in self.linked.files.items():
            for handle, content in content_digests(file):
                yield RecordKey(agency, handle), content

    def standings(self) -> Iterator[Standing]:
        """All links."""
        for pair, links in self.linked.links.items():
            yield from _standings(links, self.judged[pair])


def pairs_covered(book: AgreementBook, profile: Profile, today: date) -> list[Pair]:
    """Pairs of agencies that may be compared, each in alphabetical order."""
    covered = pairs_in_force(book, today).items()
    return sorted(
        (min(pair), max(pair))
        for pair, agreement in covered
        if agreement.profile == profile.id
    )


def link_uploads(
    uploads: Uploads, profile: Profile, pairs: Iterable[Pair], report: Report
) -> WholeRun:
    """Matches and clusters what was uploaded.

    Args:
        uploads: One encodings file per agency.
        profile: In force.
        pairs: That may be compared.
        report: Told of progress.

    Raises:
        LinkageError: A file is damaged, or of another profile, epoch or secret.
    """
    linked = link_files(uploads.paths(), profile, How(pairs=tuple(pairs)), report)
    grounds = {
        (left, right): ground_of(linked.files[left], linked.files[right], profile)
        for left, right in linked.links
    }
    judged = {
        pair: _judged(linked, found, grounds[pair], profile)
        for pair, found in linked.links.items()
    }
    allowances = {pair: ground.size_allowance for pair, ground in grounds.items()}
    epoch = next((file.header.epoch for file in linked.files.values()), "")
    return WholeRun(linked, judged, Basis(profile.fingerprint, epoch, allowances))


def _judged(
    linked: Linked, found: Links, ground: Ground, profile: Profile
) -> NDArray[np.uint8]:
    """Links judged by themselves; each has a band, or it would be none."""
    pairs = np.stack([found.left_rows, found.right_rows], axis=1)
    left, right = linked.files[found.left_agency], linked.files[found.right_agency]
    return judge(left, right, pairs, ground, profile.match).bands


def _standings(links: Links, judged: NDArray[np.uint8]) -> Iterator[Standing]:
    for at in range(len(links)):
        link = links[at]
        finding = Finding(
            RecordKey(links.left_agency, link.left),
            RecordKey(links.right_agency, link.right),
            float(links.evidence[at]),
            Band(int(judged[at])),
            link.reason,
        )
        yield Standing(finding, link.band)


def store_links(
    connection: Connection,
    run: WholeRun,
    profile: Profile,
    turned: Turned,
    new_id: NewId,
) -> None:
    """Replaces the link table by what a run found, or leaves it as it was.

    Args:
        connection: In a transaction, whose turn it is.
        run: What was found.
        profile: By which.
        turned: When and why.
        new_id: Draws the ids of persons that were not there before.
    """
    ledger = Ledger(connection)
    before = {} if turned.cause is Cause.COMPROMISE else ledger.everybody()
    succession = succeed(before, run.groups(), new_id)
    ledger.replace(
        (record_row(k, succession.persons[k], c) for k, c in run.contents()),
        _rows(run, succession.persons, ledger.since(), turned.today),
    )
    ledger.tell(succession.events, turned)
    ledger.ran(profile.id, run.basis, turned.today)


def _rows(
    run: WholeRun, persons: Mapping[RecordKey, str], since: Since, today: date
) -> Iterator[dict[str, object]]:
    for standing in run.standings():
        yield from link_rows(standing, persons, since, today)
