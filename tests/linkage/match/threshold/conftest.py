"""Two files of made-up filters: some people in both, written otherwise."""

from dataclasses import dataclass
from functools import partial

import numpy as np
import pytest

from linkage.exchange.encoding import EncodingsFile, Header, TokenTable
from linkage.match.evidence import Ground

BITS = 1024
EVERYTHING = 0b111111111


@dataclass(frozen=True)
class Made:
    """Two files; row i of one is row i of the other, for people in both."""

    left: EncodingsFile
    right: EncodingsFile
    left_values: np.ndarray
    """What the filters of the left file were made of."""
    right_values: np.ndarray


def no_tokens(rows):
    return TokenTable(
        np.zeros(rows + 1, np.int64), np.empty(0, np.dtype((np.void, 16)))
    )


def file_of(bits, profile, agency):
    packed = np.packbits(bits, axis=1, bitorder="little")
    header = Header(
        profile.id, profile.version, profile.fingerprint, "e", agency, "canary"
    )
    return EncodingsFile(
        header=header,
        handles=[f"{agency}{at:05}" for at in range(len(bits))],
        filters=np.ascontiguousarray(packed).view(np.uint64),
        present=np.full(len(bits), EVERYTHING, np.uint16),
        nik_tokens=no_tokens(len(bits)),
        passport_tokens=no_tokens(len(bits)),
    )


VALUES, FEATURES, SET = 60, 14, 24
"""Values that each feature can have, features of a person, bits that a value sets."""


def people(generator, count):
    """The values of their features, some of them commoner than others."""
    likely = 1 / (np.arange(VALUES) + 3)
    return generator.choice(VALUES, (count, FEATURES), p=likely / likely.sum())


def copies(generator, values, errors):
    """The same people, of some of whom features were written otherwise."""
    wrong = generator.random(values.shape) < generator.exponential(
        errors, (len(values), 1)
    ).clip(0, 0.6)
    return np.where(wrong, people(generator, len(values)), values)


def filters(values):
    """Each value sets bits of its own."""
    generator = np.random.default_rng(7)
    positions = generator.integers(0, BITS, (FEATURES, VALUES, SET))
    bits = np.zeros((len(values), BITS), bool)
    for feature in range(FEATURES):
        chosen = positions[feature, values[:, feature]]
        np.put_along_axis(bits, chosen, values=True, axis=1)
    return bits


def made_files(profile, shared, alone, seed=1, errors=0.1):
    """Two files: people in both, and some in one alone."""
    generator = np.random.default_rng(seed)
    everybody = people(generator, shared + 2 * alone)
    left = everybody[: shared + alone]
    both = np.concatenate([everybody[:shared], everybody[shared + alone :]])
    right = copies(generator, both, errors)
    return Made(
        file_of(filters(left), profile, "a"),
        file_of(filters(right), profile, "b"),
        left,
        right,
    )


@pytest.fixture
def plain(profile):
    return Ground.of(profile, 1)


@pytest.fixture
def made(profile):
    return partial(made_files, profile)
