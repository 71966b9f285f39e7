"""Dictionary: every number that there can be, hashed and looked up.

A NIK has 42 bits and a passport number 28: whoever can compute tokens tries them all
(P. Christen, T. Ranbaduge, R. Schnell, Linking Sensitive Data, Springer 2020, section
9.2). Who lacks the key tries the ways in which other systems have hashed such numbers:
no key, a constant key, a key that can be guessed. Here the dictionary holds the numbers
of the people that the attacker knows, since a longer one finds no others.
What trying all of them costs, and whom, is told by `measures.guessing`.
"""

import hashlib
import hmac
from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

import numpy as np

from linkage.review.attacks.view import Guesses

Token = Callable[[bytes], bytes]
"""The token of a normalised number."""

GUESSABLE: Final = (b"", b"secret", b"password", b"key", b"nik", b"tautan", bytes(32))
_TOKEN_BYTES: Final = 16


def bare_hash(number: bytes) -> bytes:
    """A token without a key, as the designs have it that this attack breaks."""
    return hashlib.sha256(number).digest()[:_TOKEN_BYTES]


def _keyed(key: bytes, number: bytes) -> bytes:
    return hmac.digest(key, number, "sha256")[:_TOKEN_BYTES]


WAYS: Final[tuple[Token, ...]] = (
    bare_hash,
    lambda number: hashlib.sha512(number).digest()[:_TOKEN_BYTES],
    lambda number: hashlib.blake2b(number, digest_size=_TOKEN_BYTES).digest(),
    lambda number: hashlib.md5(number, usedforsecurity=False).digest(),
    lambda number: hashlib.sha1(number, usedforsecurity=False).digest()[:_TOKEN_BYTES],
    *(partial(_keyed, key) for key in GUESSABLE),
)


def look_up(
    tokens: Sequence[Sequence[bytes]], numbers: Sequence[Sequence[bytes]]
) -> Guesses:
    """Guess whose tokens each record has; -1 where none is found.

    Args:
        tokens: Of each encoding.
        numbers: Normalised, of each person known.
    """
    whose = {
        way(number): row
        for row, each in enumerate(numbers)
        for number in each
        for way in WAYS
    }
    found = [next((whose[one] for one in each if one in whose), -1) for each in tokens]
    return np.array(found, np.int64)
