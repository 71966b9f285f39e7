import numpy as np
import pytest

from linkage.match.threshold.fit import Comparison, fit, fit_pair
from linkage.match.threshold.likeness import BINS
from linkage.match.threshold.outcome import Fitted, Undecided, Why
from linkage.match.threshold.scan import NEAREST, Scan
from tests.linkage.match.threshold.conftest import file_of, filters


@pytest.mark.parametrize(
    ("shared", "alone"), [(400, 0), (300, 100), (100, 300)], ids=["all", "most", "few"]
)
def test_the_number_of_people_in_both_is_found(made, plain, shared, alone):
    pair = made(shared, alone)
    found = fit_pair(pair.left, pair.right, plain)
    assert isinstance(found, Fitted)
    assert found.people == pytest.approx(shared, rel=0.08)
    low, high = found.spread
    assert low <= found.threshold <= high
    assert found.floor <= found.threshold <= found.certain


def test_the_fewer_are_free_the_less_likeness_is_asked_for(made, plain):
    few, all_ = (
        fit_pair(pair.left, pair.right, plain)
        for pair in (made(100, 300), made(400, 0))
    )
    assert all_.threshold < few.threshold
    assert all_.free < few.free


def test_it_does_not_matter_which_file_is_the_left_one(made, plain):
    pair = made(100, 200)
    one = fit_pair(pair.left, pair.right, plain)
    other = fit_pair(pair.right, pair.left, plain)
    assert one.people == pytest.approx(other.people, rel=0.5)
    assert abs(one.threshold - other.threshold) < 0.1


def test_nobody_in_both_is_said(made, plain):
    pair = made(0, 300)
    assert fit_pair(pair.left, pair.right, plain) == Undecided(Why.NOBODY_STANDS_OUT)


def test_few_records_tell_nothing(made, plain):
    pair = made(49, 0)
    assert fit_pair(pair.left, pair.right, plain) == Undecided(Why.TOO_FEW_RECORDS)


def test_counts_that_do_not_fall_tell_nothing():
    flat = Scan(np.arange(100), np.full(BINS, 7), np.zeros((100, NEAREST)))
    assert fit(Comparison(flat, 100, 100, within=False)) == Undecided(Why.NO_TAIL)


def test_duplicates_of_one_file_are_counted(made, plain, profile):
    pair = made(300, 0)
    values = np.concatenate([pair.left_values, pair.right_values[:120]])
    both = file_of(filters(values), profile, "a")
    found = fit_pair(both, both, plain)
    assert found.people == pytest.approx(120, rel=0.1)
    assert found.free == 1
