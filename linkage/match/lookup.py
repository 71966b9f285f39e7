"""One encoding against a file: who is this?"""

from dataclasses import dataclass

import numpy as np

from linkage.exchange.encoding import (
    FILTER_BYTES,
    FILTER_WORDS,
    TOKEN_BYTES,
    Encoding,
    EncodingsFile,
    Header,
    TokenTable,
)
from linkage.match.links import REASONS, Band, Reason
from linkage.match.pair import judge_pair
from linkage.profile import Profile


@dataclass(frozen=True, slots=True)
class Candidate:
    """A record that may be the person looked for."""

    handle: str
    row: int
    score: float
    """Never leaves the unit."""
    band: Band
    reason: Reason


def find(encoding: Encoding, file: EncodingsFile, profile: Profile) -> list[Candidate]:
    """Records of a file that may be one encoded person, the surest first.

    The caller has checked that both are of one profile, epoch and secret
    (`exchange.reader.require`). A lookup is often made from an identifier alone:
    then nothing but the token can speak, and the pair is at most POSSIBLE unless
    the lookup carried other attributes too.
    """
    judged = judge_pair(alone(encoding, file.header), file, profile)
    order = np.lexsort(
        (judged.pairs[:, 1], -judged.evidence, -judged.bands.astype(int))
    )
    return [
        Candidate(
            handle=file.handles[judged.pairs[at, 1]],
            row=int(judged.pairs[at, 1]),
            score=float(judged.scores[at]),
            band=Band(int(judged.bands[at])),
            reason=REASONS[int(judged.reasons[at])],
        )
        for at in order
    ]


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
