"""Positions cut into parts: whatever the cut, no pair slips through."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkage.match.dice import fewest_common
from linkage.match.parts import budgets, deal, places, radii, random_words, turns


@pytest.mark.parametrize("parts", [1, 7, 33, 96, 1024])
def test_every_position_is_in_one_part(parts):
    masks = deal(parts)
    dealt = np.concatenate([places(mask) for mask in masks])
    assert sorted(dealt.tolist()) == list(range(1024))
    sizes = np.bitwise_count(masks).sum(axis=1, dtype=int)
    assert sizes.max() - sizes.min() <= 1


@given(st.lists(st.integers(0, 1025), min_size=1), st.integers(1, 100))
def test_the_radii_and_one_each_are_the_budget(wanted, parts):
    reach = radii(np.array(wanted), parts)
    assert ((reach + 1).sum(axis=1) == wanted).all()
    assert (np.ptp(reach, axis=1) <= 1).all()


@given(
    st.integers(0, 1024), st.integers(0, 1024), st.sampled_from([0.5, 0.8, 0.93, 1.0])
)
def test_the_budget_is_one_more_than_a_pair_may_differ_in(one, other, threshold):
    left, right = np.array([one]), np.array([other])
    (budget,) = budgets(left, right, fewest_common(left, right, threshold))
    differing = [
        one + other - 2 * common
        for common in range(min(one, other) + 1)
        if one + other and 2 * common >= threshold * (one + other) - 1e-9
    ]
    assert budget == max(differing, default=-1) + 1


def test_turns_are_all_xors_of_few_words_fewest_first():
    words = random_words(0, 9)
    every, ends = turns(words, 3)
    assert ends.tolist() == [1, 10, 46, 130]
    for radius, end in enumerate(ends):
        wanted = {
            int(np.bitwise_xor.reduce(words[list(chosen)], initial=np.uint64(0)))
            for turned in range(radius + 1)
            for chosen in combinations(range(9), turned)
        }
        assert {int(each) for each in every[:end]} == wanted
        assert len(wanted) == end


def test_a_turn_to_the_same_key_is_made_once():
    one, other = np.uint64(5), np.uint64(9)
    every, ends = turns(np.array([one, other, one ^ other]), 2)
    assert every.tolist() == [0, 5, 9, 12]
    assert ends.tolist() == [1, 4, 4]
