"""Every attack names people where nothing protects them, and nobody in noise."""

from datetime import date
from itertools import islice

import numpy as np
import pytest

from linkage.cli.options import SHIPPED_PROFILE
from linkage.profile import Profile
from linkage.review.attacks.patterns import mine_patterns
from linkage.review.attacks.view import Seen
from linkage.review.draw import drawn
from linkage.review.experiments import ATTACKS, EVERYBODY, Material
from linkage.review.lab import Lab
from subgraphs.population.population import Population
from subgraphs.population.records import person_records

FAST = [each for each in ATTACKS if each.id != "graph-matching"]
"""Graph matching has its own tests."""


@pytest.fixture(scope="module")
def draw():
    found = person_records(Population(78, 700, date(2026, 6, 1)))
    residents = (each.record for each in found if each.agency == "dukcapil")
    return drawn(list(islice(residents, 400)), 400, EVERYBODY, 3)


@pytest.mark.parametrize("attack", FAST, ids=lambda each: each.id)
def test_its_controls_come_out_as_they_must(attack, draw):
    profile = Profile.load(SHIPPED_PROFILE)
    assert attack.tried(draw, profile, Material.UNHARDENED).succeeded
    assert attack.tried(draw, profile, Material.RANDOM).failed


@pytest.mark.parametrize("attack", FAST, ids=lambda each: each.id)
def test_the_default_profile_withstands_it(attack, draw):
    profile = Profile.load(SHIPPED_PROFILE)
    assert attack.tried(draw, profile, Material.PROFILE).failed


def test_without_hardening_similarities_alone_name_nearly_everybody(draw):
    plain = Profile.load(SHIPPED_PROFILE.with_name("plain.yaml"))
    attack = next(each for each in ATTACKS if each.id == "similarity-tables")
    assert attack.tried(draw, plain, Material.PROFILE).found.share > 0.9


def test_a_profile_of_custodians_is_attacked_as_one_of_a_key(draw):
    profile = Profile.load(SHIPPED_PROFILE)
    identifiers = profile.identifiers.model_copy(update={"mode": "oprf"})
    oprf = profile.model_copy(update={"identifiers": identifiers})
    attack = next(each for each in ATTACKS if each.id == "dictionary")
    trial = attack.tried(draw, oprf, Material.PROFILE)
    assert trial.found.of > 300
    assert trial.failed


def test_without_tokens_there_is_nothing_to_look_up(draw):
    profile = Profile.load(SHIPPED_PROFILE)
    identifiers = profile.identifiers.model_copy(update={"mode": "none"})
    without = profile.model_copy(update={"identifiers": identifiers})
    attack = next(each for each in ATTACKS if each.id == "dictionary")
    assert attack.tried(draw, without, Material.PROFILE).found.named == 0


def test_encodings_that_are_all_alike_hold_no_pattern(draw):
    lab = Lab(Profile.load(SHIPPED_PROFILE), draw.people, 1)
    seen = lab.seen(draw.truth)
    alike = Seen(np.zeros_like(seen.filters), seen.present)
    guesses = mine_patterns(alike, lab.known(), draw.generator())
    assert (guesses == -1).all()


def test_the_same_number_draws_the_same_people(draw):
    one, other = (drawn(draw.people, 50, 20, 3) for _ in range(2))
    assert one.people == other.people
    assert one.truth.tolist() == other.truth.tolist()
    assert (len(one.people), len(one.truth)) == (50, 10)
    assert drawn(draw.people, 50, 20, 4).people != one.people
