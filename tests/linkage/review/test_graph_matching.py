"""The attack works where it must and fails where it must: its two controls."""

from datetime import date
from itertools import islice

import numpy as np
import pytest

from linkage.cli.options import SHIPPED_PROFILE
from linkage.profile import Profile
from linkage.record import PartialDate, Precision, Record
from linkage.review.attacks.frequency import align_frequencies
from linkage.review.attacks.graph_matching import match_graphs
from linkage.review.attacks.view import Seen
from linkage.review.lab import Lab
from linkage.review.measure import named
from subgraphs.population.population import Population
from subgraphs.population.rows import Resident

PEOPLE, ENCODED = 500, 250


def person(row):
    return Record(
        handle=row.handle,
        names=(row.name,),
        birth_date=PartialDate(
            row.birth_date, Precision(row.birth_date_precision), row.birth_date_imputed
        ),
        birth_place=row.birth_place,
        sex=row.sex,
        niks=(row.nik,),
        mother_name=row.mother_name,
    )


@pytest.fixture(scope="module")
def people():
    rows = (each.row for each in Population(77, 700, date(2026, 6, 1)).rows())
    residents = (row for row in rows if isinstance(row, Resident))
    return [person(row) for row in islice(residents, PEOPLE)]


@pytest.fixture(scope="module")
def truth():
    return np.random.default_rng(5).permutation(PEOPLE)[:ENCODED]


@pytest.fixture(params=["plain", "default"])
def lab(request, people):
    profile = Profile.load(SHIPPED_PROFILE.with_name(f"{request.param}.yaml"))
    return Lab(profile, people, 9)


def test_without_hardening_it_names_nearly_everybody_and_diffused_hardly_anybody(
    lab, truth
):
    guesses = match_graphs(lab.seen(truth), lab.known(), np.random.default_rng(1))
    found = named(guesses, truth)
    if lab.profile.id == "plain":
        assert found.share > 0.9
    else:
        assert found.named <= 8  # chance and rare sets of attributes give a few


def test_of_random_encodings_it_names_nobody_beyond_chance(people, truth):
    lab = Lab(Profile.load(SHIPPED_PROFILE.with_name("plain.yaml")), people, 9)
    noise = np.random.default_rng(2)
    filters = noise.integers(0, 256, (ENCODED, 128), dtype=np.uint8)
    seen = Seen(filters, lab.seen(truth).present)
    guesses = match_graphs(seen, lab.known(), noise)
    assert named(guesses, truth).named <= 8
    assert len(set(guesses.tolist())) == ENCODED


def test_people_known_beforehand_are_enough_without_a_first_guess(people, truth):
    lab = Lab(Profile.load(SHIPPED_PROFILE.with_name("plain.yaml")), people, 9)
    known = np.column_stack([np.arange(20), truth[:20]])
    guesses = match_graphs(
        lab.seen(truth), lab.known(), np.random.default_rng(1), known
    )
    assert named(guesses[20:], truth[20:]).share > 0.9


def test_frequencies_alone_name_few(lab, truth):
    guesses = align_frequencies(lab.seen(truth), lab.known(), np.random.default_rng(1))
    assert named(guesses, truth).named <= 25
    assert (lab.known().present[guesses] == lab.seen(truth).present).all()


def test_who_has_attributes_that_nobody_has_is_not_guessed(lab, truth):
    seen = lab.seen(truth)
    odd = Seen(seen.filters, np.full(ENCODED, 1 << 15, np.uint16))
    assert (align_frequencies(odd, lab.known(), np.random.default_rng(1)) == -1).all()
