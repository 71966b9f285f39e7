import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkage.hazmat.hardening.bits import packed
from linkage.hazmat.hardening.diffusion import diffuse, draw_taps
from linkage.match.diffused import (
    FAINTEST,
    differing_bits,
    furthest,
    set_bits,
    set_positions,
)

TAPS = st.integers(1, 16)


@pytest.mark.parametrize("differing", [10, 40, 90])
def test_the_estimate_finds_how_far_the_filters_were_apart(differing):
    chance = np.random.default_rng(3)
    taps = draw_taps(b"key", 1024, 8)
    left = chance.integers(0, 256, (300, 128), dtype=np.uint8)
    changed = chance.permuted(np.tile(np.arange(1024) < differing, (300, 1)), axis=1)
    right = left ^ packed(changed.astype(np.uint8))
    distance = np.bitwise_count(diffuse(left, taps) ^ diffuse(right, taps)).sum(axis=1)
    found = differing_bits(distance.astype(np.int64), 8)
    assert found.mean() == pytest.approx(differing, rel=0.03)


def test_what_lies_in_the_noise_is_told_apart_no_further():
    distances = np.array([512 - 32, 500, 512, 700, 1024])
    assert len(set(differing_bits(distances, 8).round(9))) == 1
    assert differing_bits(np.array([512 - 33]), 8) < differing_bits(distances, 8)[0]


@given(TAPS, st.integers(0, 1024))
def test_the_furthest_distance_is_the_last_that_passes(taps, distance):
    differing = differing_bits(np.array([distance]), taps)
    reach = furthest(differing, taps)[0]
    faint = 1 - 2 * distance / 1024 <= FAINTEST
    assert reach == pytest.approx(1024 if faint else distance)


def test_nothing_reaches_less_than_no_difference():
    assert furthest(np.array([-1.0]), 8).tolist() == [-1]


@given(st.floats(0, 900))
def test_positions_and_bits_undo_each_other(positions):
    back = set_positions(set_bits(np.array([positions])))
    assert back[0] == pytest.approx(positions, abs=1e-6)


def test_a_full_filter_is_no_infinity():
    assert np.isfinite(set_positions(np.array([1024.0]))).all()
