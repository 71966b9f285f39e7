"""How alike two filters are on the attributes that both records have.

Plain Dice punishes a record for what its agency never recorded: a mother's name
on one side alone adds positions that the other can't share. So a pair is compared
on common ground:

1. The number of positions that were *set into* a filter of m = 1024 bits is
   estimated from its popcount p as ln(1 - p/m) / ln(1 - 1/m) (Swamidass, Baldi
   2007; collisions make the popcount smaller). The estimates for both filters and
   for their union give the number that the two share.
2. The presence masks say which attributes one side alone has. The profile says
   how many positions each sets; they are taken off that side.
3. `similarity` is Dice over these numbers: 2 * shared / (left + right), in [0, 1].
   Without missing attributes it is Dice of the feature sets behind the filters.
4. `evidence` is shared - penalty * (left + right - 2 * shared) - allowance: much
   common ground that agrees weighs more than little. Two people with one short name
   and one birth year are alike, but hardly evident. The allowance is what chance
   brings about: in a file twice as large each person has twice as many
   look-alikes, and names and years repeat far more than birthdays do.

Where the profile diffuses filters, popcounts tell nothing: step 1 then takes the
positions of each side from its presence mask, and those of the union from the
distance (`diffused.py`). The rest is the same.

Everything here is plain floating point over popcounts, for one pair or for arrays;
`oracle.py` says the same in a few lines and the tests hold the two equal.
"""

from dataclasses import dataclass
from math import log2
from typing import cast

import numpy as np
from numpy.typing import NDArray

from linkage.exchange.encoding import FILTER_BITS
from linkage.match.diffused import (
    differing_bits,
    furthest,
    set_bits,
    set_positions,
)
from linkage.profile import AttributeName, Profile

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_SCALE = np.log1p(-1 / FILTER_BITS)
_POPCOUNTS = np.arange(FILTER_BITS + 1)
# A full filter would count as infinitely many; one position less is the most that
# a popcount can tell.
_COUNTS: Floats = (
    np.log1p(-np.minimum(_POPCOUNTS, FILTER_BITS - 1) / FILTER_BITS) / _SCALE
)

REFERENCE_RECORDS = 10_000
"""Up to so many records, the evidence that a profile asks for needs no allowance."""

_SLACK = 1e-9
"""Rounding that the inverse forgives: a candidate too many is dropped later."""


@dataclass(frozen=True, slots=True)
class Measures:
    """What is known of pairs; arrays of equal length."""

    left: Floats
    """Positions of the left side on common ground."""
    right: Floats
    shared: Floats
    allowance: Floats
    similarity: Floats
    evidence: Floats


@dataclass(frozen=True, slots=True)
class Ground:
    """What a profile says about comparing, as numbers."""

    bits: Ints
    """Positions of each attribute, in the order of the presence mask."""
    penalty: float
    lowest_similarity: float
    size_allowance: float
    day_allowance: int
    places: dict[AttributeName, int]
    """The bit of each attribute in the presence mask."""
    taps: int = 0
    """Of the diffusion; 0 where filters are not diffused."""
    caution: int = 0
    """Positions that never agree, put to both sides; if there are any, the lowest
    similarity is one of likeness (`threshold.likeness`)."""

    @classmethod
    def of(cls, profile: Profile, largest: int) -> "Ground":
        """Take a profile apart.

        Args:
            profile: In force.
            largest: Records in the larger of the two files.
        """
        attributes = profile.filter.attributes
        doublings = max(0.0, log2(max(largest, 1) / REFERENCE_RECORDS))
        return cls(
            bits=np.array([attribute.bits for attribute in attributes], np.int64),
            penalty=profile.match.penalty / 1000,
            lowest_similarity=profile.match.lowest_similarity / 1000,
            size_allowance=profile.match.per_doubling * doublings,
            day_allowance=profile.match.without_birth_day,
            places={each.name: at for at, each in enumerate(attributes)},
            taps=profile.filter.hardening.diffusion,
        )

    def positions(self, present: Ints) -> Floats:
        """Positions of all the attributes of a presence mask."""
        return self.alone(present, np.zeros_like(present)).astype(np.float64)

    def alone(self, present: Ints, other: Ints) -> Ints:
        """Positions of the attributes that `present` has and `other` lacks."""
        only = present & ~other
        bits = (only[..., None] >> np.arange(len(self.bits))) & 1
        return cast("Ints", bits @ self.bits)

    def allowance(self, common: Ints) -> Floats:
        """Evidence that chance accounts for, by the attributes in common."""
        place = self.places.get(AttributeName.BIRTH_DAY)
        has_day = (common >> place) & 1 if place is not None else np.ones_like(common)
        without_day = (1 - has_day).astype(np.float64)
        return self.size_allowance + self.day_allowance * without_day


def counts(popcounts: NDArray[np.integer]) -> Floats:
    """The estimated number of positions set into filters of given popcounts."""
    return cast("Floats", _COUNTS[popcounts])


def measures(
    ground: Ground,
    popcounts: tuple[Ints, Ints, Ints],
    present: tuple[Ints, Ints],
) -> Measures:
    """Compare pairs.

    Args:
        ground: Of the profile.
        popcounts: Of the left filter, the right one, and their intersection.
        present: Presence masks of both sides.
    """
    left_all, right_all, union = _positions(ground, popcounts, present)
    left = np.maximum(left_all - ground.alone(present[0], present[1]), 0)
    right = np.maximum(right_all - ground.alone(present[1], present[0]), 0)
    shared = np.clip(left_all + right_all - union, 0, np.minimum(left, right))
    return from_shared(
        ground, (left, right, shared), ground.allowance(present[0] & present[1])
    )


def _positions(
    ground: Ground, popcounts: tuple[Ints, Ints, Ints], present: tuple[Ints, Ints]
) -> tuple[Floats, Floats, Floats]:
    """Positions of the left side, of the right one, and of their union."""
    left_pop, right_pop, both_pop = popcounts
    if not ground.taps:
        union = counts(left_pop + right_pop - both_pop)
        return counts(left_pop), counts(right_pop), union
    left_all, right_all = (ground.positions(mask) for mask in present)
    differing = differing_bits(left_pop + right_pop - 2 * both_pop, ground.taps)
    bits = (set_bits(left_all) + set_bits(right_all) + differing) / 2
    return left_all, right_all, set_positions(bits)


def from_shared(
    ground: Ground, positions: tuple[Floats, Floats, Floats], allowance: Floats
) -> Measures:
    """Similarity and evidence from left, right and shared positions."""
    left, right, shared = positions
    total = left + right
    similarity = np.divide(2 * shared, total, out=np.zeros_like(total), where=total > 0)
    evidence = shared - ground.penalty * (total - 2 * shared) - allowance
    return Measures(left, right, shared, allowance, similarity, evidence)


def fewest_common(
    ground: Ground,
    least_evidence: float,
    present: tuple[int, int],
    popcounts: tuple[Ints, Ints],
) -> NDArray[np.int32]:
    """The fewest common bits that make a pair a candidate.

    The inverse of `measures`, for a kernel that knows popcounts alone.

    Args:
        ground: Of the profile.
        least_evidence: What a candidate needs, beside the lowest similarity.
        present: The presence mask of all left and of all right filters.
        popcounts: Left popcounts, shape (l,), and right ones, shape (r,).

    Returns:
        Shape (l, r); more than any filter has where no pair can be a candidate.
    """
    left_pop, right_pop = popcounts[0][:, None], popcounts[1][None, :]
    if ground.taps and ground.caution:
        farthest = (1 - ground.lowest_similarity) * FILTER_BITS / 2
        fewest = np.ceil((left_pop + right_pop - farthest - _SLACK) / 2)
        return np.maximum(fewest, 0).astype(np.int32)
    masks = np.array(present[0]), np.array(present[1])
    if ground.taps:
        left_all, right_all = (ground.positions(mask) for mask in masks)
    else:
        left_all, right_all = counts(left_pop), counts(right_pop)
    left = np.maximum(left_all - ground.alone(masks[0], masks[1]), 0)
    right = np.maximum(right_all - ground.alone(masks[1], masks[0]), 0)
    total = left + right
    least = least_evidence + ground.allowance(masks[0] & masks[1])
    shared = np.maximum(
        ground.lowest_similarity * (total + ground.caution) / 2,
        (least + ground.penalty * total) / (1 + 2 * ground.penalty),
    )
    most_union = left_all + right_all - shared + _SLACK
    if ground.taps:
        bits = 2 * set_bits(most_union) - set_bits(left_all) - set_bits(right_all)
        reach = furthest(bits, ground.taps)
        common = np.ceil((left_pop + right_pop - reach - _SLACK) / 2).astype(np.int64)
    else:
        union = np.searchsorted(_COUNTS, most_union, "right") - 1
        common = left_pop + right_pop - union
    out_of_reach = shared > np.minimum(left, right) + _SLACK
    needed = np.where(shared <= 0, 0, np.maximum(common, 0))
    return np.where(out_of_reach, FILTER_BITS + 1, needed).astype(np.int32)
