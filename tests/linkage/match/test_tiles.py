"""Groups of records cut for the engine that is cheaper for them."""

import pytest

from linkage.cli.options import SHIPPED_PROFILE
from linkage.match import pigeonhole
from linkage.match import tiles as module
from linkage.match.bitsliced import Task
from linkage.match.engine import EMBEDDED
from linkage.match.evidence import Ground
from linkage.match.links import unwatched
from linkage.match.tiles import Wanted, tiles
from linkage.profile import Profile
from tests.support.filters import alike_in_thirds, file_of, in_order


def found(left, right, wanted, progress=unwatched):
    pairs = EMBEDDED.similar_pairs(left, right, wanted, progress)
    return in_order(pairs)


@pytest.mark.parametrize("name", ["default", "plain"])
def test_engines_find_the_same_and_all_is_compared_once(name, monkeypatch):
    profile = Profile.load(SHIPPED_PROFILE.with_name(f"{name}.yaml"))
    least = profile.match.similarity_links.possible
    wanted = Wanted(Ground.of(profile, 1), least)
    # Many records with all attributes, a few with some, and with none.
    left = file_of(alike_in_thirds(1201, 1), [0b1111111] * 9 + [0b1111, 0b11])
    right = file_of(alike_in_thirds(1100, 2), [0b1111111] * 11 + [0])
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
