"""A table of keys gives back whoever has a key, and nobody else."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from linkage.match.keytable import holders, key_table, known_keys, part_keys

LAST = 2**64 - 1
# Few numbers to begin with, so that keys share bits of the sketch.
KEYS = st.one_of(
    st.integers(0, LAST),
    st.sampled_from([0, 1, 2, 1 << 50, (1 << 50) + 1, LAST - 1, LAST]),
)


@settings(deadline=None)
@given(st.lists(KEYS, min_size=1, max_size=200), st.lists(KEYS, unique=True))
def test_the_holders_of_turned_keys_are_found(held, asked):
    held, asked = np.array(held, np.uint64), np.array(asked, np.uint64)
    own = np.uint64(1 << 50)
    table = key_table(held)
    known = np.empty(len(asked) + 1, np.uint64)
    count = known_keys(own, own ^ asked, table, known)
    rows = np.empty(len(held), np.uint32)
    found = rows[: holders(known[:count], table, rows)]
    assert sorted(found.tolist()) == np.flatnonzero(np.isin(held, asked)).tolist()


def test_the_sketch_keeps_most_unknown_keys_out():
    generator = np.random.default_rng(1)
    held, asked = generator.integers(0, 2**64, (2, 10_000), np.uint64)
    known = np.empty(10_001, np.uint64)
    assert known_keys(np.uint64(0), asked, key_table(held), known) < 400


def test_a_key_is_the_xor_of_the_words_of_set_bits():
    filters = np.zeros((3, 16), np.uint64)
    filters[1, 0] = 0b101
    filters[2, 15] = 1 << 63
    words = np.array([3, 5, 9], np.uint64)
    keys = part_keys(filters, np.array([0, 2, 1023]), words)
    assert keys.tolist() == [0, 3 ^ 5, 9]
