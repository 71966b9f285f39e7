"""Encodings files of many agencies to links and clusters.

read → check that all are of one profile, epoch and secret → match each pair →
cluster. Nothing here needs a secret.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import combinations, combinations_with_replacement
from pathlib import Path

from linkage.cluster.clusters import Clusters, Pair, cluster
from linkage.errors import TableInvalid
from linkage.exchange.encoding import EncodingsFile
from linkage.exchange.reader import read_encodings, require
from linkage.match.engine import EMBEDDED, Engine
from linkage.match.estimates import Estimate
from linkage.match.fitted import link_fitted
from linkage.match.links import Links
from linkage.match.pair import link_by_profile
from linkage.match.threshold.finding import Finding
from linkage.pipeline.progress import Report, unwatched
from linkage.profile import Profile


@dataclass(frozen=True, slots=True)
class Linked:
    """The outcome of a whole run."""

    files: dict[str, EncodingsFile]
    """By agency."""
    links: dict[Pair, Links]
    """For each pair of agencies, in alphabetical order, POSSIBLE links included; of an
    agency twice where its records were compared with each other."""
    clusters: Clusters
    findings: dict[Pair, Finding] = field(default_factory=dict)
    """For each pair, what was found of its threshold, where one was looked for."""
    recalls: dict[Pair, Estimate | None] = field(default_factory=dict)
    """For each pair, which share of its candidates was looked at, where that was not to
    be all of them; None where it was all the same."""


@dataclass(frozen=True, slots=True)
class How:
    """What a run compares, and how it decides."""

    fitted: bool = False
    """By thresholds fitted to each pair of files; by the profile's, if not."""
    within: bool = False
    """Also within each file; always so where there is but one."""
    pairs: Collection[Pair] | None = None
    """The pairs of agencies that may be compared; all, if None."""

    def compared(self, agencies: Iterable[str]) -> list[Pair]:
        """The pairs of some agencies that are compared, in order."""
        ordered = sorted(agencies)
        within = self.within or len(ordered) == 1
        each = (combinations_with_replacement if within else combinations)(ordered, 2)
        if self.pairs is None:
            return list(each)
        permitted = {frozenset(pair) for pair in self.pairs}
        return [pair for pair in each if frozenset(pair) in permitted]


AS_THE_PROFILE_SAYS = How()
"""All pairs of agencies, by the profile's thresholds."""


def link_files(
    paths: Iterable[Path],
    profile: Profile,
    how: How = AS_THE_PROFILE_SAYS,
    report: Report = unwatched,
    engine: Engine = EMBEDDED,
) -> Linked:
    """Link encodings files, one per agency, or find the duplicates of one.

    Args:
        paths: The files.
        profile: In force.
        how: Which pairs of agencies are compared, and what decides.
        report: Told of progress.
        engine: What compares.

    Raises:
        EncodingsCorrupt: A file is damaged or foreign.
        ProfileMismatch, EpochMismatch, SecretMismatch: The files can't be compared.
        TableInvalid: Two files are of one agency.
    """
    files = _by_agency([read_encodings(path) for path in paths], profile)
    links: dict[Pair, Links] = {}
    findings: dict[Pair, Finding] = {}
    for left, right in how.compared(files):
        pair, sides = (left, right), (files[left], files[right])
        watched = partial(report, f"{left} - {right}")
        if how.fitted:
            links[pair], findings[pair] = link_fitted(*sides, profile, watched, engine)
        else:
            links[pair] = link_by_profile(*sides, profile, watched, engine)
    return Linked(files, links, cluster(links, profile.cluster), findings)


def _by_agency(
    files: Sequence[EncodingsFile], profile: Profile
) -> dict[str, EncodingsFile]:
    """Files by agency, all comparable.

    Raises:
        ProfileMismatch, EpochMismatch, SecretMismatch: They are not.
        TableInvalid: Two files are of one agency.
    """
    for file in files:
        first = files[0].header
        require(file.header, profile, epochs={first.epoch}, canary=first.canary)
    found = {file.header.agency: file for file in files}
    if len(found) != len(files):
        raise TableInvalid("Two encodings files are of one agency.")
    return found
