"""Merkle trees, against RFC 9162 and the test data of others."""

import hashlib

import pytest

from protocol.merkle import merkle_root

# https://github.com/google/certificate-transparency, merkle_tree_test
INPUTS = [
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


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


@pytest.mark.parametrize("count", range(1, len(INPUTS) + 1))
def test_known_roots_of_certificate_transparency(count: int) -> None:
    data = [bytes.fromhex(one) for one in INPUTS[:count]]
    assert merkle_root(data).hex() == ROOTS[count - 1]
