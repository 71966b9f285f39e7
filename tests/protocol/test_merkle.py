"""Merkle trees, against the plain definition of RFC 9162 and by their paths."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.merkle import merkle_path, merkle_root, root_of_path

leaves = st.lists(st.binary(min_size=32, max_size=32), min_size=1, max_size=40)


def sha(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def test_small_trees_are_as_the_rfc_draws_them() -> None:
    """RFC 9162 §2.1.1: MTH of none, one, two and three; k is 2 of 3."""
    a, b, c = b"a", b"b", b"c"
    assert merkle_root([]) == sha(b"")
    assert merkle_root([a]) == sha(b"\x00a")
    pair = sha(b"\x01" + sha(b"\x00a") + sha(b"\x00b"))
    assert merkle_root([a, b]) == pair
    assert merkle_root([a, b, c]) == sha(b"\x01" + pair + sha(b"\x00c"))


def test_known_roots_of_certificate_transparency() -> None:
    """Leaves and roots of the test data of google/certificate-transparency."""
    inputs = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657"]
    data = [bytes.fromhex(one) for one in inputs]
    data.append(bytes(range(0x60, 0x70)))
    assert merkle_root(data).hex() == (
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"
    )


@given(leaves, st.data())
def test_a_path_leads_to_the_root_from_its_leaf_alone(
    listed: list[bytes], data: st.DataObject
) -> None:
    index = data.draw(st.integers(0, len(listed) - 1))
    path, root = merkle_path(listed, index), merkle_root(listed)
    assert root_of_path(listed[index], index, len(listed), path) == root
    assert root_of_path(b"\xff" * 33, index, len(listed), path) != root


def test_paths_have_their_length() -> None:
    listed = [bytes([n]) * 32 for n in range(5)]
    path = merkle_path(listed, 1)
    with pytest.raises(ValueError, match="short"):
        root_of_path(listed[1], 1, 5, path[:-2])
    with pytest.raises(ValueError, match="long"):
        root_of_path(listed[1], 1, 5, (*path, path[0]))
    with pytest.raises(IndexError):
        merkle_path(listed, 5)
    with pytest.raises(IndexError):
        merkle_path([], 0)
