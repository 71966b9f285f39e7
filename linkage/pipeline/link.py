"""Encodings files of many agencies to links and clusters.

read → check that all are of one profile, epoch and secret → match each pair →
cluster. Nothing here needs a secret.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import combinations
from pathlib import Path

from linkage.cluster.clusters import Clusters, Pair, cluster
from linkage.errors import TableInvalid
from linkage.exchange.encoding import EncodingsFile
from linkage.exchange.reader import read_encodings, require
from linkage.match.engine import EMBEDDED, Engine
from linkage.match.estimates import Estimate
from linkage.match.fitted import link_fitted
from linkage.match.links import Links
from linkage.match.pair import link_pair, link_within
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
    """How a run decides."""

    fitted: bool
    """By thresholds fitted to each pair of files; by the profile's, if not."""
    within: bool = False
    """Also within each file; always so where there is but one."""


def link_files(
    paths: Iterable[Path],
    profile: Profile,
    pairs: Iterable[Pair] | None = None,
    report: Report = unwatched,
    engine: Engine = EMBEDDED,
) -> Linked:
    """Link encodings files, one per agency.

    Args:
        paths: The files.
        profile: In force.
        pairs: The pairs of agencies that may be compared; all, if None.
        report: Told of progress.
        engine: What compares.

    Raises:
        EncodingsCorrupt: A file is damaged or foreign.
        ProfileMismatch, EpochMismatch, SecretMismatch: The files can't be compared.
        TableInvalid: Two files are of one agency.
    """
    files = _by_agency([read_encodings(path) for path in paths], profile)
    wanted = None if pairs is None else {frozenset(pair) for pair in pairs}
    links = {
        (left, right): link_pair(
            files[left],
            files[right],
            profile,
            partial(report, f"{left} - {right}"),
            engine,
        )
        for left, right in combinations(sorted(files), 2)
        if wanted is None or {left, right} in wanted
    }
    return Linked(files, links, cluster(links, profile.cluster))


def decide_files(
    paths: Iterable[Path],
    profile: Profile,
    how: How,
    report: Report = unwatched,
    engine: Engine = EMBEDDED,
) -> Linked:
    """Link encodings files, one per agency, or find the duplicates of one.

    Args:
        paths: The files.
        profile: In force.
        how: What decides, and whether agencies' own duplicates are looked for.
        report: Told of progress.
        engine: What compares.

    Raises:
        EncodingsCorrupt: A file is damaged or foreign.
        ProfileMismatch, EpochMismatch, SecretMismatch: The files can't be compared.
        TableInvalid: Two files are of one agency.
    """
    files = _by_agency([read_encodings(path) for path in paths], profile)
    pairs = list(combinations(sorted(files), 2))
    if how.within or len(files) == 1:
        pairs = sorted([*pairs, *((agency, agency) for agency in files)])
    links: dict[Pair, Links] = {}
    findings: dict[Pair, Finding] = {}
    for left, right in pairs:
        watched = partial(report, f"{left} - {right}")
        if how.fitted:
            links[left, right], findings[left, right] = link_fitted(
                files[left], files[right], profile, watched, engine
            )
        elif left == right:
            links[left, right] = link_within(files[left], profile, watched, engine)
        else:
            links[left, right] = link_pair(
                files[left], files[right], profile, watched, engine
            )
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
