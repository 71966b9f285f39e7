"""The comparison in plain Python: slow, short, and the judge of the fast one.

The tests hold `evidence`, `candidates` and the kernel equal to this, pair for pair.
"""

from dataclasses import dataclass
from math import log, log2

from linkage.exchange.encoding import FILTER_BITS, Encoding
from linkage.profile import AttributeName, Profile


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two encodings compared on common ground."""

    similarity: float
    evidence: float


def dice(left: bytes, right: bytes) -> float:
    """Dice of two filters: 2 |A and B| / (|A| + |B|), and 0 for two empty ones."""
    a, b = int.from_bytes(left, "little"), int.from_bytes(right, "little")
    total = a.bit_count() + b.bit_count()
    return 2 * (a & b).bit_count() / total if total else 0.0


def compare(
    left: Encoding, right: Encoding, profile: Profile, largest: int
) -> Comparison:
    """What `evidence.measures` computes for arrays, for one pair.

    Args:
        left: One record.
        right: The other.
        profile: Under which both were encoded.
        largest: Records in the larger of the two files.
    """
    all_left, all_right, union = _positions(left, right, profile)
    own_left = max(all_left - _alone(left.present, right.present, profile), 0)
    own_right = max(all_right - _alone(right.present, left.present, profile), 0)
    shared = all_left + all_right - union
    shared = max(0, min(shared, own_left, own_right))
    total = own_left + own_right
    penalty = profile.match.penalty / 1000
    return Comparison(
        similarity=2 * shared / total if total else 0.0,
        evidence=shared
        - penalty * (total - 2 * shared)
        - _allowance(left.present & right.present, profile, largest),
    )


def is_candidate(
    left: Encoding, right: Encoding, profile: Profile, largest: int
) -> bool:
    """Whether two filters alone make a pair worth judging."""
    if not left.present or not right.present:
        return False
    found = compare(left, right, profile, largest)
    return (
        found.similarity >= profile.match.lowest_similarity / 1000
        and found.evidence >= profile.match.similarity_links.possible
    )


def _positions(
    left: Encoding, right: Encoding, profile: Profile
) -> tuple[float, float, float]:
    """Positions of the left side, of the right one, and of their union."""
    a, b = int.from_bytes(left.filter, "little"), int.from_bytes(right.filter, "little")
    taps = profile.filter.hardening.diffusion
    if not taps:
        return _count(a), _count(b), _count(a | b)
    all_left, all_right = (_alone(each.present, 0, profile) for each in (left, right))
    clear = max(1 - 2 * (a ^ b).bit_count() / FILTER_BITS, 1 / 16)
    differing = FILTER_BITS * (1 - clear ** (1 / taps)) / 2
    kept = 1 - 1 / FILTER_BITS
    bits = sum(FILTER_BITS * (1 - kept**each) for each in (all_left, all_right))
    share = min((bits + differing) / 2, FILTER_BITS - 1) / FILTER_BITS
    return all_left, all_right, log(1 - share) / log(kept)


def _count(bits: int) -> float:
    popcount = min(bits.bit_count(), FILTER_BITS - 1)
    return log(1 - popcount / FILTER_BITS) / log(1 - 1 / FILTER_BITS)


def _allowance(common: int, profile: Profile, largest: int) -> float:
    names = [attribute.name for attribute in profile.filter.attributes]
    day = "birth_day" not in names or common >> names.index(AttributeName.BIRTH_DAY) & 1
    doublings = max(0.0, log2(max(largest, 1) / 10_000))
    without_day = 0 if day else profile.match.without_birth_day
    return profile.match.per_doubling * doublings + without_day


def _alone(present: int, other: int, profile: Profile) -> int:
    return sum(
        attribute.bits
        for at, attribute in enumerate(profile.filter.attributes)
        if (present & ~other) >> at & 1
    )
