from itertools import permutations

import numpy as np
import pytest

from linkage.match.exclusive import chosen, compete, standing

RANKS = np.arange(5), np.arange(5)


def nobody_twice(_side, rows):
    return np.zeros(len(rows), bool)


def twins(wanted):
    def same(side, rows):
        return np.array([(side, *sorted(row)) == wanted for row in rows.tolist()], bool)

    return same


def counted(pairs, weights):
    """By listing every set of pairs in which no record is twice."""
    totals = np.zeros(len(pairs) + 1)
    for bits in range(1 << len(pairs)):
        taken = [at for at in range(len(pairs)) if bits >> at & 1]
        if all(len({pairs[at][side] for at in taken}) == len(taken) for side in (0, 1)):
            product = float(np.prod([weights[at] for at in taken]))
            totals[taken] += product
            totals[-1] += product
    return totals[:-1] / totals[-1]


@pytest.mark.parametrize(
    "pairs",
    [
        [(0, 0)],
        [(0, 0), (0, 1), (0, 2)],
        [(0, 0), (1, 0), (1, 1)],
        [(0, 0), (0, 1), (1, 1), (2, 1), (2, 2)],
    ],
    ids=["alone", "star", "path", "tree"],
)
def test_pairs_without_a_ring_have_their_exact_share(pairs):
    weights = np.array([0.5, 3.0, 0.2, 9.0, 1.0][: len(pairs)])
    found = compete(np.array(pairs), weights)
    assert found == pytest.approx(counted(pairs, weights), abs=1e-4)


def test_the_heaviest_pair_of_a_record_is_taken():
    pairs = np.array([(0, 0), (0, 1), (1, 1), (2, 2)])
    weights = np.array([5.0, 9.0, 3.0, 0.9])
    found = chosen(pairs, weights, RANKS, nobody_twice)
    assert found.tolist() == [False, True, False, False]


def test_two_records_of_one_person_are_both_taken():
    pairs = np.array([(0, 0), (0, 1), (0, 2)])
    weights = np.array([5.0, 9.0, 3.0])
    found = chosen(pairs, weights, RANKS, twins((1, 0, 1)))
    assert found.tolist() == [True, True, False]
    certain = standing(pairs, compete(pairs, weights), found)
    assert certain[0] == certain[1] > 0.7
    assert certain[2] == 0


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_the_order_of_pairs_does_not_count(order):
    pairs = np.array([(0, 0), (0, 1), (1, 0), (1, 1)])
    weights = np.array([2.0, 2.0, 2.0, 2.0])
    mixed = list(order)
    found = chosen(pairs[mixed], weights[mixed], RANKS, nobody_twice)
    assert sorted(pairs[mixed][found].tolist()) == [[0, 0], [1, 1]]


def test_no_pairs_are_no_links():
    none = np.empty((0, 2), np.int64)
    assert compete(none, np.empty(0)).shape == (0,)
    taken = chosen(none, np.empty(0), RANKS, nobody_twice)
    assert standing(none, np.empty(0), taken).shape == (0,)
