"""Blocking finds what it says, says what it finds, and gives way to comparing all."""

import numpy as np
import pytest

from linkage.match import lsh
from linkage.match.bits import popcounts
from linkage.match.blocked import Blocking
from linkage.match.costs import chance_within
from linkage.match.dice import dice_join, fewest_common
from linkage.match.engine import EMBEDDED
from linkage.match.evidence import Ground
from linkage.match.kernel import Block
from linkage.match.links import unwatched
from linkage.match.lsh import MOST_DRAWS, Asked, _count, block
from linkage.match.tiles import Group, Wanted
from linkage.profile import Profile
from tests.support.filters import file_of, filters, in_order, slipped

THRESHOLD = 0.8
PEOPLE = 1500
MASKS = [0b1111111] * 8 + [0b1111]


@pytest.fixture(scope="module")
def sides():
    left = filters(PEOPLE, 1)
    return left, np.concatenate([slipped(left, 2, most=90), filters(500, 3)])


@pytest.fixture
def cheap(monkeypatch):
    """Comparing all pairs is what nobody can wait for."""
    monkeypatch.setattr(lsh, "exact_seconds", lambda *_: np.inf)


def blocked(sides, recall=0.9, key=7, sample=0.2):
    groups = [Group.of(each, np.arange(len(each))) for each in sides]
    needed = fewest_common(*(each.block.span for each in groups), THRESHOLD)
    generator = np.random.default_rng(key)
    return block(*groups, needed, Asked(recall, sample), generator)


def pairs_of(found):
    return in_order(np.concatenate([tile.search() for tile in found.tiles]))


@pytest.mark.usefixtures("cheap")
@pytest.mark.parametrize("recall", [0.6, 0.95])
def test_about_the_share_that_was_asked_for_is_found_and_nothing_else(sides, recall):
    found = blocked(sides, recall)
    pairs, wanted = pairs_of(found), in_order(dice_join(*sides, THRESHOLD))
    assert set(pairs) <= set(wanted)
    assert len(set(pairs)) == len(pairs)
    true = len(pairs) / len(wanted)
    assert recall - 0.08 <= true < 1
    stated = found.sampled
    assert 50 < stated.pairs < len(wanted) / 5
    spread = 3.5 * (true * (1 - true) / stated.pairs) ** 0.5
    assert abs(stated.found / stated.pairs - true) <= spread


@pytest.mark.usefixtures("cheap")
def test_the_key_decides_what_is_missed_and_repeats_it(sides):
    one, again, other = (pairs_of(blocked(sides, 0.6, key)) for key in (1, 1, 2))
    assert one == again
    assert one != other


def test_all_pairs_are_compared_where_that_is_no_dearer(sides, monkeypatch):
    monkeypatch.setattr(lsh, "exact_seconds", lambda *_: 1e-6)
    found = blocked(sides)
    assert found.sampled is None
    assert pairs_of(found) == in_order(dice_join(*sides, THRESHOLD))


@pytest.mark.usefixtures("cheap")
def test_all_pairs_are_compared_where_a_sample_says_too_little(sides):
    assert blocked(sides, sample=0.001).sampled is None


@pytest.mark.usefixtures("cheap")
def test_all_pairs_are_compared_where_too_many_draws_are_wanted(sides, monkeypatch):
    monkeypatch.setattr(lsh, "MOST_DRAWS", 1)
    assert blocked(sides, recall=0.999).sampled is None


def test_draws_are_as_many_as_the_share_needs():
    pairs = np.zeros(1025)
    pairs[100] = 1
    chance = chance_within(16, 1)[100]
    count = _count(pairs, 0.9, chance_within(16, 1))
    assert 1 - (1 - chance) ** count >= 0.9 > 1 - (1 - chance) ** (count - 1)
    pairs = np.roll(pairs, 600)
    assert _count(pairs, 0.9, chance_within(64, 0)) == 0
    assert count <= MOST_DRAWS


@pytest.fixture
def wanted(profile: Profile):
    return Wanted(Ground.of(profile, 1), profile.match.similarity_links.possible)


@pytest.mark.usefixtures("cheap")
def test_the_engine_states_the_recall_of_two_files(sides, wanted):
    left, right = (
        file_of(each, MASKS, agency) for each, agency in zip(sides, "ab", strict=True)
    )
    exact = in_order(EMBEDDED.similar_pairs(left, right, wanted, unwatched))
    engine, steps = Blocking(key=5, recall=0.8, sample=400), []
    told = lambda *done: steps.append(done)  # noqa: E731 -- a name for the line below
    found = in_order(engine.similar_pairs(left, right, wanted, told))
    assert set(found) <= set(exact)
    assert steps[-1] == (len(left) * len(right),) * 2
    recall = engine.recalls["a", "b"]
    assert recall.low <= len(found) / len(exact) <= recall.high


def test_the_engine_says_so_where_all_was_compared(sides, wanted):
    left, right = (
        file_of(each, MASKS, agency) for each, agency in zip(sides, "ab", strict=True)
    )
    engine = Blocking(key=5)
    found = in_order(engine.similar_pairs(left, right, wanted, unwatched))
    assert found == in_order(EMBEDDED.similar_pairs(left, right, wanted, unwatched))
    assert engine.recalls == {("a", "b"): None}
    nobody = file_of(filters(0, 1), MASKS)
    assert engine.similar_pairs(nobody, right, wanted, unwatched).shape == (0, 2)


def test_a_block_of_one_popcount_is_cut_too():
    made = np.full((30, 16), 2**32 - 1, np.uint64)
    assert len(set(popcounts(made))) == 1
    assert isinstance(Group.of(made, np.arange(30)).block, Block)
    assert len(pairs_of(blocked((made, made)))) == 900
