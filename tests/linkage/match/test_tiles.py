"""Groups of records cut for the engine that is cheaper for them."""

import numpy as np
import pytest

from linkage.cli.options import SHIPPED_PROFILE
from linkage.exchange.encoding import EncodingsFile, Header, TokenTable
from linkage.match import pigeonhole
from linkage.match import tiles as module
from linkage.match.bitsliced import Task
from linkage.match.engine import EMBEDDED
from linkage.match.evidence import Ground
from linkage.match.links import unwatched
from linkage.match.tiles import Wanted, tiles
from linkage.profile import Profile

NO_TOKENS = np.empty(0, np.dtype((np.void, 16)))


def file_of(rows, seed, masks):
    """Filters of which every third is like its namesake of another seed."""
    generator = np.random.default_rng(seed)
    bits = np.random.default_rng(0).random((rows, 1024)) < 0.45
    bits[::3] ^= generator.random((len(bits[::3]), 1024)) < 0.03
    bits[1::3] = generator.random((len(bits[1::3]), 1024)) < 0.45
    words = np.packbits(bits, axis=1, bitorder="little").view("<u8")
    empty = TokenTable(np.zeros(rows + 1, np.int64), NO_TOKENS)
    return EncodingsFile(
        header=Header("default", 1, "f", "e", "a", "c"),
        handles=[str(at) for at in range(rows)],
        filters=words.astype(np.uint64),
        present=np.array(masks, np.uint16)[np.arange(rows) % len(masks)],
        nik_tokens=empty,
        passport_tokens=empty,
    )


def found(left, right, wanted, progress=unwatched):
    pairs = EMBEDDED.similar_pairs(left, right, wanted, progress)
    return sorted(map(tuple, pairs.tolist()))


@pytest.mark.parametrize("name", ["default", "plain"])
def test_engines_find_the_same_and_all_is_compared_once(name, monkeypatch):
    profile = Profile.load(SHIPPED_PROFILE.with_name(f"{name}.yaml"))
    least = profile.match.similarity_links.possible
    wanted = Wanted(Ground.of(profile, 1), least)
    # Many records with all attributes, a few with some, and with none.
    left = file_of(1201, 1, [0b1111111] * 9 + [0b1111, 0b11])
    right = file_of(1100, 2, [0b1111111] * 11 + [0])
    kinds = {type(tile) for tile in tiles(left, right, wanted)}
    assert len(kinds) == 2
    assert Task in kinds
    steps = []
    sliced = found(left, right, wanted, lambda *done: steps.append(done))
    compared = 1201 * int((right.present > 0).sum())
    assert steps[-1] == (compared, 1201 * 1100)
    monkeypatch.setattr(module, "parts_that_pay", lambda *_: 300)
    assert pigeonhole.Task in {type(tile) for tile in tiles(left, right, wanted)}
    by_parts = found(left, right, wanted, lambda *done: steps.append(done))
    assert steps[-1] == (compared, 1201 * 1100)
    monkeypatch.setattr(module, "slicing_pays", lambda *_: False)
    plain = found(left, right, wanted)
    assert len(plain) > 100
    assert sliced == by_parts == plain
