"""What an asker reaches from a record: bands, permitted pairs, no chains."""

from collections import defaultdict
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkage.cluster.clusters import RecordKey
from linkage.match.links import Band
from subgraphs.persons.reach import Link, reach

DAY = date(2026, 3, 1)
A, B, C, D = (RecordKey(agency, agency[0]) for agency in ("ahu", "bin", "cek", "dia"))
ALL = {frozenset(pair) for pair in (("ahu", "bin"), ("bin", "cek"), ("ahu", "cek"))}


def around(*edges):
    found = defaultdict(list)
    for left, right, band, same in edges:
        for here, other in ((left, right), (right, left)):
            found[here].append(Link(other, band, "BOTH", DAY, same))
    return found


def reached(origin, neighbours, pairs, band):
    return {each.record: each.band for each in reach(origin, neighbours, pairs, band)}


def test_the_record_itself_comes_first_and_needs_no_link():
    only = reach(A, {}, set(), Band.CERTAIN)
    assert [(each.record, each.reason) for each in only] == [(A, None)]


def test_a_record_is_as_sure_as_the_weakest_link_on_the_best_way():
    links = around(
        (A, B, Band.CERTAIN, True),
        (B, C, Band.CERTAIN, True),
        (A, C, Band.PROBABLE, True),
    )
    assert reached(A, links, ALL, Band.PROBABLE)[C] is Band.CERTAIN
    without = ALL - {frozenset(("bin", "cek"))}
    assert reached(A, links, without, Band.PROBABLE)[C] is Band.PROBABLE
    assert C not in reached(A, links, without, Band.CERTAIN)


def test_a_pair_that_is_not_permitted_is_not_followed():
    links = around((A, B, Band.CERTAIN, True), (B, C, Band.CERTAIN, True))
    assert set(reached(A, links, {frozenset(("ahu", "bin"))}, Band.POSSIBLE)) == {A, B}
    assert set(reached(A, links, {frozenset(("bin", "cek"))}, Band.POSSIBLE)) == {A}


def test_a_possible_link_counts_from_the_record_alone():
    links = around(
        (A, B, Band.POSSIBLE, False),
        (B, C, Band.CERTAIN, True),
        (A, D, Band.POSSIBLE, False),
    )
    pairs = ALL | {frozenset(("ahu", "dia"))}
    assert reached(A, links, pairs, Band.POSSIBLE) == {
        A: Band.CERTAIN,
        B: Band.POSSIBLE,
        D: Band.POSSIBLE,
    }
    assert set(reached(A, links, pairs, Band.PROBABLE)) == {A}


def test_a_link_between_two_persons_is_never_followed_further():
    links = around((A, B, Band.CERTAIN, True), (B, C, Band.PROBABLE, False))
    assert set(reached(A, links, ALL, Band.POSSIBLE)) == {A, B}


def test_each_record_tells_its_reason_and_day():
    (_, other) = reach(A, around((A, B, Band.CERTAIN, True)), ALL, Band.CERTAIN)
    assert (other.reason, other.linked_on) == ("BOTH", DAY)


KEYS = [RecordKey(agency, str(n)) for agency in ("ahu", "bin", "cek") for n in (1, 2)]
EDGES = st.lists(
    st.tuples(
        st.sampled_from(KEYS),
        st.sampled_from(KEYS),
        st.sampled_from(Band),
        st.booleans(),
    ).filter(lambda edge: edge[0].agency != edge[1].agency),
    max_size=12,
)
PAIRS = st.sets(st.sampled_from(sorted(ALL, key=sorted)))


@given(EDGES, PAIRS, PAIRS, st.sampled_from(Band))
def test_more_pairs_never_reach_less(edges, some, more, band):
    links = around(*edges)
    few = reached(KEYS[0], links, some, band)
    many = reached(KEYS[0], links, some | more, band)
    assert few.keys() <= many.keys()
    assert all(many[key] >= few[key] for key in few)


@given(EDGES, PAIRS)
def test_a_stricter_band_never_reaches_more(edges, pairs):
    links = around(*edges)
    sets = [reached(KEYS[0], links, pairs, band).keys() for band in sorted(Band)]
    assert sets[0] >= sets[1] >= sets[2]


@pytest.mark.parametrize("band", list(Band))
@given(edges=EDGES, pairs=PAIRS)
def test_nothing_below_the_band_is_shown(band, edges, pairs):
    found = reached(KEYS[0], around(*edges), pairs, band)
    assert all(shown >= band for shown in found.values())
