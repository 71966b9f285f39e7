"""Quality on a population of people with the errors of Indonesian registers.

The seed is not one that any parameter was chosen on.
"""

from collections import defaultdict
from datetime import date

import pytest

from linkage.cli.options import SHIPPED_PROFILE
from linkage.cluster.clusters import RecordKey
from linkage.encode.encoder import Encoder
from linkage.match.links import Band
from linkage.pipeline.encode import encode_file
from linkage.pipeline.evaluate import evaluate_clusters, evaluate_links, pooled
from linkage.pipeline.link import link_files
from linkage.profile import Profile
from subgraphs.population.population import Population
from subgraphs.population.records import person_records

PEOPLE, SEED = 3000, 20_260
SHARED = 100
"""Pairs of agencies that share fewer people are pooled."""


def records_and_truth():
    records, truth = defaultdict(list), {}
    for each in person_records(Population(SEED, PEOPLE, date(2026, 6, 1))):
        truth[RecordKey(each.agency, each.record.handle)] = str(each.person)
        records[each.agency].append(each.record)
    return records, truth


@pytest.fixture(scope="module", params=["default", "plain", "strong"])
def outcome(request, tmp_path_factory, secret):
    """Links and clusters under each shipped profile."""
    profile = Profile.load(SHIPPED_PROFILE.with_name(f"{request.param}.yaml"))
    encoder = Encoder(profile, secret, "2026-1")
    records, truth = records_and_truth()
    folder = tmp_path_factory.mktemp("population")
    for agency, each in records.items():
        encode_file(folder / agency, agency, each, encoder)
    linked = link_files([folder / agency for agency in records], profile)
    handles = {agency: file.handles for agency, file in linked.files.items()}
    return linked, truth, handles


def judged(qualities):
    """Large pairs one by one, the others pooled."""
    large = [each for each in qualities if each.true_pairs >= SHARED]
    small = [each for each in qualities if each.true_pairs < SHARED]
    assert len(large) >= 4
    return [*large, pooled(small)]


@pytest.mark.parametrize("band", [Band.CERTAIN, Band.PROBABLE])
def test_links_reach_precision_and_recall_for_each_pair(outcome, band):
    linked, truth, handles = outcome
    for each in judged(
        [
            evaluate_links(links.at_least(band), truth, handles)
            for links in linked.links.values()
        ]
    ):
        assert each.precision.value >= 0.99
        assert each.recall.value >= 0.95


def test_clusters_reach_them_too(outcome):
    linked, truth, handles = outcome
    found = evaluate_clusters(linked.clusters, truth, handles)
    for each in judged(list(found.values())):
        assert each.precision.value >= 0.99
        assert each.recall.value >= 0.95


def test_no_cluster_holds_many_people(outcome):
    linked, truth, _ = outcome
    people = [
        len({truth[member.key] for member in each.members})
        for each in linked.clusters.clusters
    ]
    assert max(people) <= 2
    assert people.count(1) / len(people) > 0.99
