from datetime import date

import pytest

from linkage.cli.options import SHIPPED_PROFILE
from linkage.profile import Profile
from linkage.record import PartialDate, Record
from linkage.review.quality import best, linked, true_pairs
from linkage.review.registers import Register
from subgraphs.population.population import Population
from subgraphs.population.records import person_records


@pytest.fixture(scope="module")
def sides():
    agencies = {}
    for each in person_records(Population(5, 400, date(2026, 6, 1))):
        records, people = agencies.setdefault(each.agency, ([], []))
        records.append(each.record)
        people.append(str(each.person))
    return [Register(agency, *agencies[agency]) for agency in ("dukcapil", "imigrasi")]


@pytest.fixture(scope="module")
def profile():
    return Profile.load(SHIPPED_PROFILE)


def test_nearly_all_pairs_are_linked_and_subgroups_add_up(profile, sides):
    found = linked(profile, sides, 1)
    assert found.whole.true_pairs == len(true_pairs(*sides)) > 50
    assert found.whole.recall.value > 0.9
    assert found.whole.precision.value > 0.9
    women, men = found.subgroups["sex:F"], found.subgroups["sex:M"]
    assert women.true_pairs + men.true_pairs >= found.whole.true_pairs


def test_the_best_threshold_is_no_worse(profile, sides):
    found = best(profile, sides, 1)
    assert found.recall >= linked(profile, sides, 1).whole.recall.value - 0.05
    assert found.precision > 0.9


def test_custodians_tokens_link_as_keyed_ones(profile, sides):
    identifiers = profile.identifiers.model_copy(update={"mode": "oprf"})
    oprf = profile.model_copy(update={"identifiers": identifiers})
    assert linked(oprf, sides, 1).whole.true_pairs > 50


def test_plain_filters_have_no_noise_to_stand_clear_of(sides):
    plain = Profile.load(SHIPPED_PROFILE.with_name("plain.yaml"))
    assert best(plain, sides, 1).recall > 0.9


def test_nobody_in_common(profile):
    record = Record(
        handle="h", names=("SITI",), birth_date=PartialDate("1980-01-02"), sex="F"
    )
    one, other = Register("a", [record], ["1"]), Register("b", [], [])
    assert best(profile, [one, other], 1).recall == 0
    found = linked(profile, [one, other], 1)
    assert (found.whole.true_pairs, found.subgroups) == (0, {})
