import numpy as np
import pytest

from linkage.review.measures.skew import bit_shares, gini, skew


def words(bits):
    """Rows of bits as filters of sixteen words."""
    packed = np.packbits(np.array(bits, np.uint8), axis=1, bitorder="little")
    return np.ascontiguousarray(packed).view("<u8")


def test_even_bits_have_no_skew():
    filters = words([[1, 0] * 512, [0, 1] * 512])
    found = skew(filters)
    assert (found.gini, found.jensen_shannon) == pytest.approx((0, 0), abs=1e-9)
    assert found.entropy == pytest.approx(1)
    assert (found.fewest, found.mean, found.spread, found.most) == (512, 512, 0, 512)


def test_one_bit_that_has_all():
    filters = words([[1] + [0] * 1023] * 3)
    found = skew(filters)
    assert found.gini == pytest.approx(1023 / 1024)
    assert found.jensen_shannon > 0.99
    assert found.entropy == pytest.approx(0)


def test_half_of_the_bits():
    assert gini(np.array([0.0, 0.0, 1.0, 1.0])) == pytest.approx(0.5)
    assert gini(np.zeros(4)) == 0


def test_filters_without_bits_are_even():
    assert skew(words([[0] * 1024])).entropy == pytest.approx(1)


def test_shares_of_many_are_counted_in_parts():
    rows = np.zeros((8200, 1024), np.uint8)
    rows[:4100, 3] = 1
    assert bit_shares(words(rows))[3] == pytest.approx(0.5)
