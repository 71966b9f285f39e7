import math

import pytest

from linkage.cluster.clusters import RecordKey, cluster
from linkage.match.estimates import wilson
from linkage.match.links import Band
from linkage.match.pair import link_pair
from linkage.pipeline.evaluate import (
    evaluate_clusters,
    evaluate_links,
    pooled,
    quality,
)


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [
        # Newcombe, Statistics in Medicine 17 (1998), table I, method 3
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_gives_published_intervals(successes, trials, low, high):
    found = wilson(successes, trials)
    assert found.value == successes / trials
    assert found.low == pytest.approx(low, abs=5e-5)
    assert found.high == pytest.approx(high, abs=5e-5)


def test_nothing_tried_is_nothing_known():
    found = wilson(0, 0)
    assert (found.value, found.low, found.high) == (0, 0, 1)
    assert wilson(5, 5).high == 1


def test_quality_from_counts():
    found = quality(true=10, found=8, both=6)
    assert found.precision.value == 6 / 8
    assert found.recall.value == 6 / 10
    assert found.f1.value == pytest.approx(2 * 6 / (10 + 8))
    assert found.f1.low < found.f1.value < found.f1.high


def test_pooling_adds_counts():
    both = pooled([quality(10, 8, 6), quality(5, 5, 5)])
    assert (both.true_pairs, both.found_pairs, both.found_true_pairs) == (15, 13, 11)
    assert math.isclose(both.precision.value, 11 / 13)


@pytest.fixture
def linked(encode_to_file, population_register, passport_office, profile):
    left = encode_to_file("register", population_register)
    right = encode_to_file("passports", passport_office)
    return link_pair(left, right, profile).at_least(Band.PROBABLE)


HANDLES = {"register": ["r1", "r2", "r3", "r4"], "passports": ["p1", "p2", "p9"]}


def truth(**people):
    agencies = {"r": "register", "p": "passports"}
    return {RecordKey(agencies[key[0]], key): person for key, person in people.items()}


def test_links_are_judged_by_whom_they_join(linked):
    people = truth(r1="A", r2="B", r3="C", r4="D", p1="A", p2="X", p9="C")
    found = evaluate_links(linked, people, HANDLES)
    assert (found.true_pairs, found.found_pairs, found.found_true_pairs) == (2, 2, 1)


def test_two_records_of_a_person_make_two_true_pairs(linked):
    people = truth(r1="A", r2="A", r3="C", r4="D", p1="A", p2="A", p9="Z")
    found = evaluate_links(linked, people, HANDLES)
    assert (found.true_pairs, found.found_pairs, found.found_true_pairs) == (4, 2, 2)


def test_clusters_are_judged_per_pair_of_agencies(linked, profile):
    people = truth(r1="A", r2="B", r3="C", r4="D", p1="A", p2="X", p9="C")
    clusters = cluster({("register", "passports"): linked}, profile.cluster)
    found = evaluate_clusters(clusters, people, HANDLES)
    assert list(found) == [("passports", "register")]
    (one,) = found.values()
    assert (one.true_pairs, one.found_pairs, one.found_true_pairs) == (2, 2, 1)
