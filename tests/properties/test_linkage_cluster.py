"""Clusters: any order gives the same, and no cluster breaks the rules."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from linkage.cluster.clusters import cluster
from linkage.match.links import Band, Links
from linkage.profile import Cluster

AGENCIES = "abcd"
PAIRS = [(one, other) for one in AGENCIES for other in AGENCIES if one < other]


@st.composite
def linkings(draw):
    """Links between up to four agencies of four records each."""
    result = {}
    for pair in draw(st.lists(st.sampled_from(PAIRS), unique=True)):
        ends = st.tuples(st.integers(0, 3), st.integers(0, 3))
        rows = draw(st.lists(ends, unique=True, max_size=8))
        judged = st.tuples(st.integers(50, 60), st.sampled_from(Band))
        result[pair] = [(*row, *draw(judged)) for row in rows]
    return result


def links(pair, rows):
    return Links(
        left_agency=pair[0],
        right_agency=pair[1],
        left_handles=[f"h{row[0]}" for row in rows],
        right_handles=[f"h{row[1]}" for row in rows],
        left_rows=np.array([row[0] for row in rows], np.int64),
        right_rows=np.array([row[1] for row in rows], np.int64),
        scores=np.full(len(rows), 0.8),
        evidence=np.array([row[2] for row in rows], float),
        bands=np.array([row[3] for row in rows], np.uint8),
        reasons=np.zeros(len(rows), np.uint8),
    )


def clustered(linking, rules):
    return cluster({pair: links(pair, rows) for pair, rows in linking.items()}, rules)


@settings(max_examples=80, deadline=None)
@given(linkings(), st.randoms(use_true_random=False), st.integers(1, 3))
def test_clusters_do_not_depend_on_any_order(linking, random, most):
    rules = Cluster(most_records_per_agency=most, support=600)
    before = clustered(linking, rules)
    pairs = list(linking)
    random.shuffle(pairs)
    shuffled = {}
    for pair in pairs:
        rows = list(linking[pair])
        random.shuffle(rows)
        if random.random() < 0.5:  # the same pair the other way round
            shuffled[pair[::-1]] = [(b, a, *rest) for a, b, *rest in rows]
        else:
            shuffled[pair] = rows
    assert clustered(shuffled, rules) == before


@settings(max_examples=80, deadline=None)
@given(linkings(), st.integers(1, 3), st.sampled_from([501, 600, 1000]))
def test_every_cluster_keeps_the_rules(linking, most, support):
    rules = Cluster(most_records_per_agency=most, support=support)
    found = clustered(linking, rules).clusters
    keys = [member.key for each in found for member in each.members]
    assert len(keys) == len(set(keys))
    assert len({each.id for each in found}) == len(found)
    bands = {
        ((pair[0], f"h{a}"), (pair[1], f"h{b}")): band
        for pair, rows in linking.items()
        for a, b, _, band in rows
    }
    for each in found:
        members = [member.key for member in each.members]
        agencies = [key.agency for key in members]
        assert len(members) > 1
        assert max(agencies.count(agency) for agency in agencies) <= most
        inside = [
            bands.get((one, other))
            for one in members
            for other in members
            if (one.agency, other.agency) in linking
        ]
        spoken = [band for band in inside if band != Band.POSSIBLE]
        agreed = [band for band in spoken if band is not None]
        # A merge of two groups needs its share, so the whole has it too.
        assert len(agreed) * 1000 >= support * len(spoken)
        assert agreed


@settings(max_examples=80, deadline=None)
@given(linkings())
def test_three_records_are_never_chained_through_one(linking):
    """With support above one half: x-y and y-z don't join x and z that are unlike."""
    rules = Cluster(most_records_per_agency=3, support=600)
    linked = {
        frozenset(((pair[0], f"h{a}"), (pair[1], f"h{b}")))
        for pair, rows in linking.items()
        for a, b, *_ in rows
    }
    for each in clustered(linking, rules).clusters:
        if len(each.members) == 3:
            keys = [member.key for member in each.members]
            for at, one in enumerate(keys):
                for other in keys[at + 1 :]:
                    compared = (one.agency, other.agency) in linking
                    assert not compared or frozenset((one, other)) in linked
