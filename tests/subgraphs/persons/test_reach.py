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
AB, BC, AC, AD = (
    frozenset(pair)
    for pair in (("ahu", "bin"), ("bin", "cek"), ("ahu", "cek"), ("ahu", "dia"))
)


def pairs(*some, floor=Band.POSSIBLE):
    return dict.fromkeys(some, floor)


ALL = pairs(AB, BC, AC)


def around(*edges):
    found = defaultdict(list)
    for left, right, band, same in edges:
        for here, other in ((left, right), (right, left)):
            found[here].append(Link(other, band, "BOTH", DAY, same))
    return found


def reached(origin, neighbours, open_, band):
    return {each.record: each.band for each in reach(origin, neighbours, open_, band)}


def test_the_record_itself_comes_first_and_needs_no_link():
    only = reach(A, {}, {}, Band.CERTAIN)
    assert [(each.record, each.reason) for each in only] == [(A, None)]


def test_a_record_is_as_sure_as_the_weakest_link_on_the_best_way():
    links = around(
        (A, B, Band.CERTAIN, True),
        (B, C, Band.CERTAIN, True),
        (A, C, Band.PROBABLE, True),
    )
    assert reached(A, links, ALL, Band.PROBABLE)[C] is Band.CERTAIN
    without = pairs(AB, AC)
    assert reached(A, links, without, Band.PROBABLE)[C] is Band.PROBABLE
    assert C not in reached(A, links, without, Band.CERTAIN)


def test_a_pair_that_is_not_permitted_is_not_followed():
    links = around((A, B, Band.CERTAIN, True), (B, C, Band.CERTAIN, True))
    assert set(reached(A, links, pairs(AB), Band.POSSIBLE)) == {A, B}
    assert set(reached(A, links, pairs(BC), Band.POSSIBLE)) == {A}


def test_a_link_below_its_pairs_floor_is_not_followed_wherever_it_lies():
    links = around((A, B, Band.PROBABLE, True), (B, C, Band.CERTAIN, True))
    strict = {**ALL, AB: Band.CERTAIN}
    assert set(reached(A, links, ALL, Band.PROBABLE)) == {A, B, C}
    assert set(reached(A, links, strict, Band.PROBABLE)) == {A}
    last = {**ALL, BC: Band.CERTAIN}
    assert reached(A, links, last, Band.PROBABLE)[C] is Band.PROBABLE


def test_a_candidate_below_its_pairs_floor_is_not_shown():
    links = around((A, B, Band.POSSIBLE, False))
    assert set(reached(A, links, ALL, Band.POSSIBLE)) == {A, B}
    assert set(reached(A, links, {AB: Band.PROBABLE}, Band.POSSIBLE)) == {A}


def test_a_possible_link_counts_from_the_record_alone():
    links = around(
        (A, B, Band.POSSIBLE, False),
        (B, C, Band.CERTAIN, True),
        (A, D, Band.POSSIBLE, False),
    )
    open_ = pairs(AB, BC, AC, AD)
    assert reached(A, links, open_, Band.POSSIBLE) == {
        A: Band.CERTAIN,
        B: Band.POSSIBLE,
        D: Band.POSSIBLE,
    }
    assert set(reached(A, links, open_, Band.PROBABLE)) == {A}


def test_a_link_between_two_persons_is_never_followed_further():
    links = around((A, B, Band.CERTAIN, True), (B, C, Band.PROBABLE, False))
    assert set(reached(A, links, ALL, Band.POSSIBLE)) == {A, B}


def test_each_record_tells_its_reason_and_day():
    (_, other) = reach(A, around((A, B, Band.CERTAIN, True)), ALL, Band.CERTAIN)
    assert (other.reason, other.linked_on) == ("BOTH", DAY)


def test_of_ways_equally_sure_the_shortest_tells_the_reason():
    links = around((A, B, Band.PROBABLE, True), (B, C, Band.PROBABLE, True))
    direct = Link(C, Band.PROBABLE, "SIMILARITY", DAY, same_person=True)
    for position in (0, 1):
        links[A].insert(position, direct)
        found = {
            each.record: each.reason for each in reach(A, links, ALL, Band.PROBABLE)
        }
        assert found[C] == "SIMILARITY"
        links[A].remove(direct)


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
PAIRS = st.dictionaries(st.sampled_from([AB, BC, AC]), st.sampled_from(Band))


def wider(some, more):
    """Every pair of either, each with the lower floor."""
    return {
        pair: min(floors[pair] for floors in (some, more) if pair in floors)
        for pair in {**some, **more}
    }


@given(EDGES, PAIRS, PAIRS, st.sampled_from(Band))
def test_more_pairs_and_lower_floors_never_reach_less(edges, some, more, band):
    links = around(*edges)
    few = reached(KEYS[0], links, some, band)
    many = reached(KEYS[0], links, wider(some, more), band)
    assert few.keys() <= many.keys()
    assert all(many[key] >= few[key] for key in few)


@given(EDGES, PAIRS)
def test_a_stricter_band_never_reaches_more(edges, some):
    links = around(*edges)
    sets = [reached(KEYS[0], links, some, band).keys() for band in sorted(Band)]
    assert sets[0] >= sets[1] >= sets[2]


@pytest.mark.parametrize("band", list(Band))
@given(edges=EDGES, some=PAIRS)
def test_nothing_below_the_band_is_shown(band, edges, some):
    found = reached(KEYS[0], around(*edges), some, band)
    assert all(shown >= band for shown in found.values())
