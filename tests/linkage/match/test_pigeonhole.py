"""The join by parts against plain loops."""

import numpy as np
import pytest

from linkage.match.bits import popcounts
from linkage.match.dice import fewest_common
from linkage.match.kernel import Block
from linkage.match.pigeonhole import _ROOM, QUERIES, tasks
from tests.support.filters import filters, in_order, plain_join, slipped


def block(made):
    return Block(made, popcounts(made), np.arange(len(made)))


def work_of(left, right, threshold, parts):
    one, other = block(left), block(right)
    return list(
        tasks(one, other, fewest_common(one.span, other.span, threshold), parts)
    )


def joined(left, right, threshold, parts):
    work = work_of(left, right, threshold, parts)
    return np.concatenate([each.search() for each in work])


@pytest.mark.parametrize(
    ("threshold", "parts"), [(1.0, 1), (1.0, 5), (0.95, 20), (0.9, 47), (0.8, 90)]
)
def test_the_join_is_that_of_a_plain_loop(threshold, parts):
    left = filters(400, seed=1)
    right = np.concatenate([filters(300, 2), slipped(left, 3)])
    found = joined(left, right, threshold, parts)
    wanted = in_order(plain_join(left, right, threshold))
    assert in_order(found) == wanted
    assert len(wanted) >= (7 if threshold == 1.0 else 40)


def test_a_pair_of_many_parts_is_reported_once():
    left = filters(50, 4)[5:]
    work = work_of(left, left, 0.95, 30)
    found = [each.search() for each in work]
    assert in_order(np.concatenate(found)) == in_order(plain_join(left, left, 0.95))
    assert len(found[0]) == len(left)
    assert not any(map(len, found[1:]))


def test_more_pairs_than_there_is_room_for_are_all_found():
    same = np.full((300, 16), 3, np.uint64)
    found = joined(same, same[:250], 1.0, 2)
    assert len(found) == 300 * 250 > _ROOM
    assert len({tuple(pair) for pair in found.tolist()}) == len(found)


def test_more_queries_than_one_call_takes():
    left = np.zeros((QUERIES + 5, 16), np.uint64)
    left[:, 0] = 1
    left[-3:, 1] = 7
    assert joined(left, left[-1:], 1.0, 3).tolist() == [
        [QUERIES + at, 0] for at in (2, 3, 4)
    ]


def test_two_empty_filters_are_no_pair_and_a_tie_is_one():
    empty = np.zeros((3, 16), np.uint64)
    assert len(joined(empty, empty, 0.9, 4)) == 0
    left, right = np.zeros((1, 16), np.uint64), np.zeros((1, 16), np.uint64)
    left[0, 0], right[0, 0] = 0b1111111111, 0b1111111111000
    assert joined(left, right, 0.7, 6).tolist() == [[0, 0]]
    assert joined(left, right, 0.7001, 6).tolist() == []


def test_all_pairs_are_compared_once():
    left = filters(37, 5)
    work = work_of(left, left[:31], 0.9, 40)
    assert sum(each.comparisons for each in work) == 37 * 31
