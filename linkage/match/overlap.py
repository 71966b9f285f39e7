"""How many of one agency's people the other knows, judged by NIKs alone.

Where two agencies share few people, true pairs are few and chance look-alikes as many
as ever: the same evidence is worth less. NIKs tell how many are shared without any
truth. Of the side with fewer NIKs, the share whose NIK is found again beside a like
rest stands for the share of its people; where it is below the usual, each halving
counts as a doubling of the file does.
"""

from math import log2

import numpy as np

from linkage.exchange.encoding import EncodingsFile, TokenTable
from linkage.match.evidence import Ground
from linkage.match.identifiers import token_pairs
from linkage.match.judge import judge
from linkage.match.links import Band
from linkage.profile import Match

_FEWEST_NIKS = 50
"""With fewer, the share is anybody's guess and taken as usual."""


def missing_doublings(
    left: EncodingsFile, right: EncodingsFile, ground: Ground, rules: Match
) -> float:
    """By how many halvings the overlap is smaller than usual; 0 if it is not."""
    counted = found_again(left, right, ground, rules)
    if counted is None:
        return 0.0
    found, holders = counted
    # A half is added, so that no pair at all is little and not nothing.
    return max(0.0, log2(rules.usual_overlap / 1000 * holders / (found + 0.5)))


def found_again(
    left: EncodingsFile, right: EncodingsFile, ground: Ground, rules: Match
) -> tuple[int, int] | None:
    """How many NIKs are found again, of how many; None where they are too few."""
    holders = min(_holders(left.nik_tokens), _holders(right.nik_tokens))
    if holders < _FEWEST_NIKS:
        return None
    pairs = token_pairs(left.nik_tokens, right.nik_tokens)
    judged = judge(left, right, pairs, ground, rules)
    sure = judged.pairs[judged.bands == Band.CERTAIN]
    return min(len(np.unique(sure[:, 0])), len(np.unique(sure[:, 1]))), holders


def _holders(table: TokenTable) -> int:
    """Records with a token."""
    return int(np.count_nonzero(np.diff(table.offsets)))
