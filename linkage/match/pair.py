"""Two agencies' encodings to links.

candidates → judge → settle rivals. A pair is a candidate when its filters alone
are evidence enough, or when it shares an identifier token.

Nothing here can encode: a link is made from encodings, without a secret.
"""

from dataclasses import replace

import numpy as np

from linkage.exchange.encoding import EncodingsFile
from linkage.exchange.reader import require
from linkage.match.engine import EMBEDDED, Engine
from linkage.match.evidence import Ground
from linkage.match.identifiers import shared_identifiers
from linkage.match.judge import Judged, judge
from linkage.match.links import Links, Progress, unwatched
from linkage.match.overlap import missing_doublings
from linkage.match.rivals import settle
from linkage.match.tiles import Wanted
from linkage.profile import Profile


def link_pair(
    left: EncodingsFile,
    right: EncodingsFile,
    profile: Profile,
    progress: Progress = unwatched,
    engine: Engine = EMBEDDED,
) -> Links:
    """Link two agencies' records.

    Args:
        left: One agency's file.
        right: The other's.
        profile: Under which both were encoded.
        progress: Called as the comparison goes on.
        engine: What compares.

    Raises:
        ProfileMismatch: A file is of another profile.
        EpochMismatch: The files are of two epochs.
        SecretMismatch: The files were encoded with two secrets.
    """
    check_comparable(left, right, profile)
    judged = judge_pair(left, right, profile, progress, engine)
    return as_links(left, right, settle(judged, profile.match))


def link_by_profile(
    left: EncodingsFile,
    right: EncodingsFile,
    profile: Profile,
    progress: Progress,
    engine: Engine,
) -> Links:
    """As `link_pair`; or the duplicates of one file (`left is right`).

    Within a file nothing is a rival: a person may have any number of records.

    Raises:
        ProfileMismatch, EpochMismatch, SecretMismatch: They can't be compared.
    """
    if left is not right:
        return link_pair(left, right, profile, progress, engine)
    check_comparable(left, right, profile)
    judged = judge_pair(left, right, profile, progress, engine)
    once = np.flatnonzero(judged.pairs[:, 0] < judged.pairs[:, 1])
    return as_links(left, right, judged.take(once))


def check_comparable(
    left: EncodingsFile, right: EncodingsFile, profile: Profile
) -> None:
    """Check that two files were encoded alike.

    Raises:
        ProfileMismatch, EpochMismatch, SecretMismatch: They were not.
    """
    epochs = {left.header.epoch}
    for file in (left, right):
        require(file.header, profile, epochs=epochs, canary=left.header.canary)


def judge_pair(
    left: EncodingsFile,
    right: EncodingsFile,
    profile: Profile,
    progress: Progress = unwatched,
    engine: Engine = EMBEDDED,
) -> Judged:
    """Candidates of two files, judged one by one, rivals not yet settled."""
    ground = ground_of(left, right, profile)
    wanted = Wanted(ground, profile.match.similarity_links.possible)
    similar = engine.similar_pairs(left, right, wanted, progress)
    both = np.concatenate([similar, shared_identifiers(left, right)])
    return judge(left, right, np.unique(both, axis=0), ground, profile.match)


def ground_of(left: EncodingsFile, right: EncodingsFile, profile: Profile) -> Ground:
    """What the profile and these two files ask of a pair."""
    ground = Ground.of(profile, max(len(left), len(right)))
    missing = missing_doublings(left, right, ground, profile.match)
    more = profile.match.per_doubling * missing
    return replace(ground, size_allowance=ground.size_allowance + more)


def as_links(left: EncodingsFile, right: EncodingsFile, judged: Judged) -> Links:
    """Judged pairs with the handles of their records."""
    return Links(
        left_agency=left.header.agency,
        right_agency=right.header.agency,
        left_handles=[left.handles[row] for row in judged.pairs[:, 0]],
        right_handles=[right.handles[row] for row in judged.pairs[:, 1]],
        left_rows=judged.pairs[:, 0],
        right_rows=judged.pairs[:, 1],
        scores=judged.scores,
        evidence=judged.evidence,
        bands=judged.bands,
        reasons=judged.reasons,
    )
