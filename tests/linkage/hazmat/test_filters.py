"""Positions and tokens against published vectors and against chance."""

import hashlib
from collections import Counter
from itertools import pairwise

import pytest

from linkage.hazmat.filters import mask, positions, token, tokens

KEY = bytes(range(32))


def test_the_hash_is_the_keyed_blake2b_of_its_authors():
    # First entry of the official test vectors (keyed BLAKE2b, empty input),
    # https://github.com/BLAKE2/BLAKE2/blob/master/testvectors/blake2b-kat.txt
    assert hashlib.blake2b(b"", key=bytes(range(64))).hexdigest() == (
        "10ebb67700b1868efb4417987acf4690ae9d972fb7a590c2f02871799aaa4786"
        "b5e996e8f0f4eb981fc214b005f42d2ff4233499391653df7aefcbc13fc51568"
    )


def test_positions_are_ten_bit_slices_of_numbered_blocks():
    blocks = b"".join(
        hashlib.blake2b(number.to_bytes(4, "big") + b"AN", key=KEY).digest()
        for number in range(2)
    )
    slices = [
        int.from_bytes(blocks[at : at + 2], "big") % 1024
        for at in range(0, len(blocks), 2)
    ]
    assert positions(KEY, b"AN", 40) == slices[:40]


def test_a_smaller_count_gives_the_first_positions():
    assert positions(KEY, b"AN", 33)[:7] == positions(KEY, b"AN", 7)
    assert positions(KEY, b"AN", 0) == []


def test_key_and_feature_change_the_positions():
    assert positions(KEY, b"AN", 10) != positions(KEY[::-1], b"AN", 10)
    assert positions(KEY, b"AN", 10) != positions(KEY, b"NA", 10)


def test_positions_are_spread_evenly():
    counts = Counter(
        position
        for number in range(2000)
        for position in positions(KEY, str(number).encode(), 32)
    )
    expected = 2000 * 32 / 1024
    chi_square = sum((counts[at] - expected) ** 2 / expected for at in range(1024))
    # 1023 degrees of freedom: mean 1023, standard deviation 45.
    assert 1023 - 5 * 45 < chi_square < 1023 + 5 * 45


def test_positions_of_a_feature_are_no_arithmetic_progression():
    """Double hashing would give a constant difference; slices give many."""
    found = positions(KEY, b"AN", 32)
    steps = {(b - a) % 1024 for a, b in pairwise(found)}
    assert len(steps) > 25


def test_a_mask_has_the_bits_of_the_positions():
    assert mask(KEY, b"AN", 12) == sum(1 << at for at in set(positions(KEY, b"AN", 12)))


@pytest.mark.parametrize(
    ("key", "value", "digest"),
    [
        # RFC 4231, test cases 2 and 1: https://www.rfc-editor.org/rfc/rfc4231#section-4
        (
            b"Jefe",
            "what do ya want for nothing?",
            "5bdcc146bf60754e6a042426089575c7",
        ),
        (b"\x0b" * 20, "Hi There", "b0344c61d8db38535ca8afceaf0bf12b"),
    ],
)
def test_a_token_is_hmac_sha256_cut_to_16_bytes(key, value, digest):
    assert token(key, value).hex() == digest


def test_many_tokens_are_each_one():
    values = [b"7371010503710001", b"", b"X" * 100]
    made = tokens(bytes(32), values)
    assert made == [token(bytes(32), each.decode()) for each in values]


def test_many_tokens_are_hmac_sha256_of_rfc_4231():
    """RFC 4231, section 4.3 (test case 2), cut to 16 bytes."""
    (made,) = tokens(b"Jefe", [b"what do ya want for nothing?"])
    assert made.hex() == "5bdcc146bf60754e6a042426089575c7"
