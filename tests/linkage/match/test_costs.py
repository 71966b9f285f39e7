"""Which engine a pair of groups gets."""

import numpy as np
import pytest
from scipy.stats import hypergeom

from linkage.match.bits import popcounts
from linkage.match.costs import chance_within, parts_that_pay, slicing_pays
from linkage.match.dice import fewest_common
from linkage.match.kernel import Block


def block(rows, seed):
    made = np.random.default_rng(seed).integers(0, 2**64, (rows, 16), np.uint64)
    return Block(made, popcounts(made), np.arange(rows))


@pytest.fixture(scope="module")
def sides():
    return block(300_000, 1), block(250_000, 2)


def parts(sides, threshold):
    one, other = sides
    return parts_that_pay(one, other, fewest_common(one.span, other.span, threshold))


def test_slicing_pays_for_two_large_groups_alone():
    assert slicing_pays(100_000, 100_000)
    assert slicing_pays(1000, 1000)
    assert not slicing_pays(1, 1_000_000)
    assert not slicing_pays(40, 40)
    assert not slicing_pays(0, 10)


def test_parts_pay_where_a_pair_must_be_very_alike(sides):
    assert parts(sides, 1.0) == 1
    assert parts(sides, 0.97) in range(2, 40)
    assert parts(sides, 0.75) is None
    assert parts(sides, 0.5) is None


def test_parts_never_pay_for_small_groups():
    assert parts((block(3000, 3), block(3000, 4)), 0.98) is None


def test_filters_that_are_all_alike_are_not_cut_into_parts():
    """Everybody would have everybody's keys."""
    same = np.full((60_000, 16), 2**40 - 1, np.uint64)
    side = Block(same, popcounts(same), np.arange(len(same)))
    assert parts((side, side), 0.9) is None


@pytest.mark.parametrize(("size", "radius"), [(1024, 3), (31, 0), (31, 2), (2, 3)])
def test_how_a_part_differs_is_a_hypergeometric_draw(size, radius):
    wanted = hypergeom.cdf(radius, 1024, np.arange(1025), size)
    assert np.allclose(chance_within(size, radius), wanted, atol=1e-9)
