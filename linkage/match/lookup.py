"""One encoding against a file: who is this?

The same candidates and verdicts as matching the encoding as a file of one row
(`pair.judge_pair`), without looking at every record's tokens or copying a filter.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from linkage.exchange.encoding import (
    FILTER_BYTES,
    FILTER_WORDS,
    TOKEN_BYTES,
    Encoding,
    EncodingsFile,
    Header,
    TokenTable,
)
from linkage.match.bits import popcounts
from linkage.match.evidence import Ground, fewest_common
from linkage.match.judge import Judged, judge
from linkage.match.kernel import Block, search
from linkage.match.links import REASONS, Band, Reason
from linkage.match.prepared import Prepared
from linkage.profile import Match, Profile


@dataclass(frozen=True, slots=True)
class Candidate:
    """A record that may be the person looked for."""

    handle: str
    row: int
    score: float
    """Never leaves the unit."""
    band: Band
    reason: Reason


def find(encoding: Encoding, among: Prepared, profile: Profile) -> list[Candidate]:
    """Records of a file that may be one encoded person, the surest first.

    The caller has checked that both are of one profile, epoch and secret
    (`exchange.reader.require`). A lookup is often made from an identifier alone:
    then nothing but the token can speak, and the pair is at most POSSIBLE unless
    the lookup carried other attributes too.
    """
    ground = Ground.of(profile, len(among))
    file, rows, judged = judged_among(encoding, among, ground, profile.match)
    order = np.lexsort((rows, -judged.evidence, -judged.bands.astype(int)))
    return [
        Candidate(
            handle=file.handles[judged.pairs[at, 1]],
            row=int(rows[at]),
            score=float(judged.scores[at]),
            band=Band(int(judged.bands[at])),
            reason=REASONS[int(judged.reasons[at])],
        )
        for at in order
    ]


def judged_among(
    encoding: Encoding, among: Prepared, ground: Ground, rules: Match
) -> tuple[EncodingsFile, NDArray[np.int64], Judged]:
    """Judge one encoding against a file, before rivals are settled.

    Returns:
        The records that are candidates as a file of their own, where each judged
        one stood in the whole file, and the verdicts: pairs of 0 and a row of the
        file of candidates.
    """
    asked = alone(encoding, among.header)
    places = np.unique(
        np.concatenate(
            [
                _similar(asked, among, ground, rules.similarity_links.possible),
                among.nik.holders(encoding.nik_tokens),
                among.passport.holders(encoding.passport_tokens),
            ]
        )
    )
    file = among.take(places)
    pairs = np.stack([np.zeros_like(places), np.arange(len(places))], axis=1)
    judged = judge(asked, file, pairs, ground, rules)
    return file, among.rows[places][judged.pairs[:, 1]], judged


def _similar(
    asked: EncodingsFile, among: Prepared, ground: Ground, least_evidence: float
) -> NDArray[np.int64]:
    """Places of the records that are candidates by their filters."""
    found = [np.empty(0, np.int64)]
    present = int(asked.present[0])
    counts = popcounts(asked.filters)
    query = Block(asked.filters, counts, np.zeros(1, np.int64))
    for mask, block in among.groups() if present else ():
        span = np.arange(block.popcounts[0], block.popcounts[-1] + 1)
        needed = fewest_common(ground, least_evidence, (present, mask), (counts, span))
        possible = np.flatnonzero(needed[0] <= np.minimum(span, counts))
        if not len(possible):
            continue
        first, last = span[possible[0]], span[possible[-1]]
        within = slice(*np.searchsorted(block.popcounts, (first, last + 1)))
        part = Block(block.filters[within], block.popcounts[within], block.rows[within])
        if len(part.rows):
            table = needed[:, part.popcounts[0] - span[0] :]
            found.append(part.rows[search(query, part, table)[:, 1]])
    return np.concatenate(found)


def alone(encoding: Encoding, header: Header) -> EncodingsFile:
    """One encoding as a file of one row."""
    words = np.frombuffer(encoding.filter, "<u8", FILTER_BYTES // 8)
    return EncodingsFile(
        header=header,
        handles=[encoding.handle],
        filters=words.astype(np.uint64).reshape(1, FILTER_WORDS),
        present=np.array([encoding.present], np.uint16),
        nik_tokens=_table(encoding.nik_tokens),
        passport_tokens=_table(encoding.passport_tokens),
    )


def _table(tokens: tuple[bytes, ...]) -> TokenTable:
    values = np.frombuffer(b"".join(tokens), np.dtype((np.void, TOKEN_BYTES)))
    return TokenTable(np.array([0, len(tokens)], np.int64), values)
