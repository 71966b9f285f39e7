import hashlib
import secrets

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from linkage.hazmat.hardening.balancing import balance
from linkage.hazmat.hardening.bits import packed, unpacked
from linkage.hazmat.hardening.diffusion import diffuse, draw_taps
from linkage.hazmat.hardening.folding import xor_fold
from linkage.hazmat.hardening.order import keyed_order
from linkage.hazmat.hardening.randomised import randomise
from linkage.hazmat.hardening.rule90 import rule_90
from linkage.hazmat.hardening.salting import salted

KEY, OTHER_KEY = b"k" * 32, b"o" * 32
BITS = 64
TAPS = draw_taps(KEY, BITS, 5)

filters = arrays(np.uint8, (3, BITS // 8))
pairs = st.tuples(filters, filters)


def distance(left, right):
    return np.bitwise_count(left ^ right).sum(axis=1)


@given(filters)
def test_packing_undoes_unpacking(rows):
    assert np.array_equal(packed(unpacked(rows)), rows)


def test_bit_i_is_bit_i_mod_8_of_byte_i_div_8():
    rows = np.array([[0b00000010, 0b10000000]], np.uint8)
    assert np.flatnonzero(unpacked(rows)[0]).tolist() == [1, 15]


def test_an_order_sorts_numbers_by_their_keyed_hash():
    def rank(number):
        content = bytes(3) + b"\x02" + number.to_bytes(4, "big")
        return hashlib.blake2b(content, digest_size=8, key=KEY).digest()

    assert keyed_order(KEY, 50, turn=2).tolist() == sorted(range(50), key=rank)


def test_orders_of_other_keys_and_rounds_differ():
    assert not np.array_equal(keyed_order(KEY, 50), keyed_order(OTHER_KEY, 50))
    assert not np.array_equal(keyed_order(KEY, 50), keyed_order(KEY, 50, turn=1))


@pytest.mark.parametrize(("bits", "count"), [(64, 1), (64, 8), (1024, 8), (1024, 16)])
def test_every_bit_is_tapped_equally_often_and_never_twice_by_one(bits, count):
    taps = draw_taps(KEY, bits, count)
    assert taps.shape == (bits, count)
    assert (np.bincount(taps.ravel(), minlength=bits) == count).all()
    assert all(len(set(row)) == count for row in taps.tolist())


def test_taps_depend_on_the_key_alone():
    assert np.array_equal(draw_taps(KEY, 1024, 8), draw_taps(KEY, 1024, 8))
    same = draw_taps(KEY, 1024, 8) == draw_taps(OTHER_KEY, 1024, 8)
    assert same.mean() < 0.01


@given(filters)
def test_a_diffused_bit_is_the_xor_of_its_taps(rows):
    bits = unpacked(rows)
    expected = [[sum(row[tap]) % 2 for tap in TAPS] for row in bits]
    assert np.array_equal(unpacked(diffuse(rows, TAPS)), expected)


@given(pairs)
def test_diffusion_is_linear(pair):
    left, right = pair
    together = diffuse(left ^ right, TAPS)
    assert np.array_equal(together, diffuse(left, TAPS) ^ diffuse(right, TAPS))


@given(pairs)
def test_one_tap_keeps_every_distance(pair):
    one = draw_taps(KEY, BITS, 1)
    moved = distance(diffuse(pair[0], one), diffuse(pair[1], one))
    assert np.array_equal(moved, distance(*pair))


def test_the_distance_of_diffused_filters_is_what_the_paper_says():
    chance = np.random.default_rng(1)
    taps = draw_taps(KEY, 1024, 8)
    for share in (0.02, 0.05, 0.1, 0.4):
        left = chance.integers(0, 256, (400, 128), dtype=np.uint8)
        right = left ^ packed((chance.random((400, 1024)) < share).astype(np.uint8))
        found = distance(diffuse(left, taps), diffuse(right, taps)) / 1024
        expected = (1 - (1 - 2 * share) ** 8) / 2
        assert found.mean() == pytest.approx(expected, abs=0.005)


def test_no_filters_stay_none():
    nothing = np.empty((0, BITS // 8), np.uint8)
    assert diffuse(nothing, TAPS).shape == (0, BITS // 8)


@given(pairs)
def test_balancing_levels_popcounts_and_doubles_distances(pair):
    left, right = (balance(rows, KEY) for rows in pair)
    assert (np.bitwise_count(left).sum(axis=1) == BITS).all()
    assert np.array_equal(distance(left, right), 2 * distance(*pair))


def test_the_order_of_a_balanced_filter_is_keyed():
    rows = np.arange(8, dtype=np.uint8).reshape(1, 8)
    assert not np.array_equal(balance(rows, KEY), balance(rows, OTHER_KEY))


def test_folding_lays_one_half_on_the_other():
    rows = np.array([[0b1100, 0b0001, 0b1010, 0b0001]], np.uint8)
    assert xor_fold(rows).tolist() == [[0b0110, 0]]


@given(pairs)
def test_folding_and_rule_90_are_linear_and_never_far_apart(pair):
    left, right = pair
    for step, most in ((xor_fold, 1), (rule_90, 2)):
        assert np.array_equal(step(left ^ right), step(left) ^ step(right))
        assert (distance(step(left), step(right)) <= most * distance(left, right)).all()


def test_rule_90_is_the_xor_of_both_neighbours_round_the_ends():
    rows = np.array([[0b00000001, 0b00000000]], np.uint8)
    assert np.flatnonzero(unpacked(rule_90(rows))[0]).tolist() == [1, 15]


def test_randomised_bits_are_coins_at_the_given_rate():
    rows = np.zeros((200, 128), np.uint8)
    noisy = unpacked(randomise(rows, 300, secrets.token_bytes))
    assert noisy.mean() == pytest.approx(0.15, abs=0.01)
    ones = unpacked(randomise(~rows, 300, secrets.token_bytes))
    assert ones.mean() == pytest.approx(0.85, abs=0.01)


def test_noise_is_drawn_anew_for_each_record_and_call():
    rows = np.zeros((2, 128), np.uint8)
    first = randomise(rows, 500, secrets.token_bytes)
    assert not np.array_equal(first[0], first[1])
    assert not np.array_equal(first, randomise(rows, 500, secrets.token_bytes))


def test_no_noise_changes_nothing_and_full_noise_everything():
    rows = np.full((50, 128), 255, np.uint8)
    assert np.array_equal(randomise(rows, 0, secrets.token_bytes), rows)
    whole = unpacked(randomise(rows, 1000, secrets.token_bytes))
    assert whole.mean() == pytest.approx(0.5, abs=0.02)


def test_a_salt_gives_a_subkey_of_its_own():
    # RFC 4231, test case 2.
    assert salted(b"Jefe", "what do ya want for nothing?").hex() == (
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    )
    assert salted(KEY, "1990") != salted(KEY, "1991")
