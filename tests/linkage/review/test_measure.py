import numpy as np
import pytest

from linkage.review.attacks.view import Known, Seen
from linkage.review.measure import (
    Trial,
    expected_by_attributes,
    interval,
    named,
    pooled,
)


def test_the_interval_of_none_in_a_thousand():
    """1 - 0.025 ** (1 / n), as the paper has it for no success."""
    found = interval(0, 1000)
    assert found.low == 0
    assert found.high == pytest.approx(1 - 0.025 ** (1 / 1000))


def test_all_named_has_no_upper_doubt():
    found = interval(50, 50)
    assert found.high == 1
    assert found.low == pytest.approx(0.025 ** (1 / 50))
    assert found.share == 1


def test_a_table_value():
    """10 of 100: the exact interval is 0.049 to 0.176."""
    found = interval(10, 100)
    assert (found.low, found.high) == pytest.approx((0.0490, 0.1762), abs=1e-4)


def test_nobody_to_name_says_nothing():
    found = interval(0, 0)
    assert (found.low, found.high, found.share) == (0, 1, 0)


def test_guesses_are_right_where_they_equal_the_truth():
    assert named(np.array([3, 1, -1]), np.array([3, 2, 5])).named == 1


def test_chance_names_one_in_each_group_that_was_encoded_whole():
    filters = np.zeros((4, 1), np.uint8)
    seen = Seen(filters, np.array([1, 1, 2, 7], np.uint16))
    people = np.array([1, 1, 2, 2, 2, 2], np.uint16)
    known = Known(
        (np.zeros((6, 1), np.uint8),),
        people,
        0,
        np.ones((6, 1), bool),
        lambda _rows, _: filters,
    )
    assert expected_by_attributes(seen, known) == pytest.approx(1 + 1 / 4)


def test_a_trial_succeeds_beyond_doubt_or_fails_within_it():
    assert Trial(interval(30, 300), 2.0).succeeded
    assert not Trial(interval(30, 300), 2.0).failed
    assert Trial(interval(3, 300), 2.0).failed
    assert not Trial(interval(3, 300), 2.0).succeeded


def test_trials_are_pooled_by_their_counts():
    both = pooled([Trial(interval(1, 10), 0.5), Trial(interval(3, 10), 1.0)])
    assert both == Trial(interval(4, 20), 1.5)
