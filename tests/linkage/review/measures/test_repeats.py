import numpy as np
import pytest

from linkage.review.measures.repeats import grouped, told_by


def test_groups_of_three_two_and_one():
    found = grouped(np.array([[1], [1], [1], [2], [2], [3]]))
    assert (found.records, found.groups, found.smallest) == (6, 3, 1)
    assert (found.alone, found.below_five, found.largest) == (1, 6, 3)


def test_a_column_tells_all_of_itself_and_nothing_of_chance():
    column = ["a", "b"] * 500
    assert told_by(column, column) == pytest.approx(1, abs=0.01)
    assert told_by(column, ["x"] * 500 + ["y"] * 500) == pytest.approx(0, abs=0.01)


def test_nobody_tells_nothing():
    assert told_by([], []) == 0
