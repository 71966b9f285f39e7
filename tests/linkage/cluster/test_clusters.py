import numpy as np
import pytest

from linkage.cluster.clusters import Member, RecordKey, cluster, person_id
from linkage.match.links import REASONS, Band, Links, Reason
from linkage.profile import Cluster

RULES = Cluster(most_records_per_agency=2, support=600)


def links(left, right, *rows):
    """Rows are (left handle, right handle, evidence, band, reason)."""
    rest = Band.CERTAIN, Reason.SIMILARITY
    rows = [(*row, *rest[len(row) - 3 :]) for row in rows]
    return Links(
        left_agency=left,
        right_agency=right,
        left_handles=[row[0] for row in rows],
        right_handles=[row[1] for row in rows],
        left_rows=np.arange(len(rows)),
        right_rows=np.arange(len(rows)),
        scores=np.full(len(rows), 0.9),
        evidence=np.array([row[2] for row in rows], float),
        bands=np.array([row[3] for row in rows], np.uint8),
        reasons=np.array([REASONS.index(row[4]) for row in rows], np.uint8),
    )


def found(*all_links, rules=RULES):
    pairs = {(each.left_agency, each.right_agency): each for each in all_links}
    return [
        {f"{member.key.agency}{member.key.handle}" for member in each.members}
        for each in cluster(pairs, rules).clusters
    ]


def test_links_that_agree_make_one_person():
    assert found(
        links("a", "b", ("1", "1", 200)),
        links("a", "c", ("1", "1", 150)),
        links("b", "c", ("1", "1", 180)),
    ) == [{"a1", "b1", "c1"}]


def test_two_strangers_are_not_chained_through_a_third():
    """a and c were compared and are no link: b can't make them one person."""
    assert found(
        links("a", "b", ("1", "1", 200)),
        links("b", "c", ("1", "1", 150)),
        links("a", "c"),
    ) == [{"a1", "b1"}]


def test_a_pair_never_compared_says_nothing():
    assert found(
        links("a", "b", ("1", "1", 200)),
        links("b", "c", ("1", "1", 150)),
    ) == [{"a1", "b1", "c1"}]


def test_a_possible_pair_says_nothing_either_and_starts_nothing():
    assert found(
        links("a", "b", ("1", "1", 200)),
        links("b", "c", ("1", "1", 150)),
        links("a", "c", ("1", "1", 90, Band.POSSIBLE)),
    ) == [{"a1", "b1", "c1"}]
    assert found(links("a", "b", ("1", "1", 90, Band.POSSIBLE))) == []


def test_one_against_many_is_outvoted():
    """d is linked to a and b, and unlike c alone: two of three speak for it."""
    assert found(
        links("a", "b", ("1", "1", 900)),
        links("a", "c", ("1", "1", 890)),
        links("b", "c", ("1", "1", 880)),
        links("a", "d", ("1", "1", 200)),
        links("b", "d", ("1", "1", 190)),
        links("c", "d"),
    ) == [{"a1", "b1", "c1", "d1"}]


def test_a_person_can_have_two_records_at_an_agency_but_not_more_than_allowed():
    rows = [("1", str(at), 200 - at) for at in range(3)]
    assert found(links("a", "b", *rows)) == [{"a1", "b0", "b1"}]
    assert found(
        links("a", "b", *rows),
        rules=RULES.model_copy(update={"most_records_per_agency": 1}),
    ) == [{"a1", "b0"}]


def test_the_surest_link_wins_where_both_cannot_hold():
    one_each = RULES.model_copy(update={"most_records_per_agency": 1})
    rows = ("1", "1", 140, Band.PROBABLE), ("1", "2", 130, Band.CERTAIN)
    assert found(links("a", "b", *rows), rules=one_each) == [{"a1", "b2"}]


def test_a_member_carries_its_surest_link_inside_the_cluster():
    pairs = {
        ("a", "b"): links("a", "b", ("1", "1", 300, Band.CERTAIN, Reason.BOTH)),
        ("b", "c"): links("b", "c", ("1", "1", 130, Band.PROBABLE, Reason.IDENTIFIER)),
    }
    (person,) = cluster(pairs, RULES).clusters
    assert person.members == (
        Member(RecordKey("a", "1"), Band.CERTAIN, Reason.BOTH),
        Member(RecordKey("b", "1"), Band.CERTAIN, Reason.BOTH),
        Member(RecordKey("c", "1"), Band.PROBABLE, Reason.IDENTIFIER),
    )
    assert cluster(pairs, RULES).of() == {
        RecordKey(agency, "1"): person.id for agency in "abc"
    }


def test_a_link_that_lost_lends_no_band():
    """b2's link to a1 was certain but did not hold; its band stays outside."""
    one_each = RULES.model_copy(update={"most_records_per_agency": 1})
    pairs = {
        ("a", "b"): links("a", "b", ("1", "1", 300), ("1", "2", 250)),
        ("b", "c"): links("b", "c", ("2", "1", 130, Band.PROBABLE)),
    }
    clusters = cluster(pairs, one_each).clusters
    bands = {member.key: member.band for each in clusters for member in each.members}
    assert bands[RecordKey("b", "2")] == Band.PROBABLE


def test_only_certain_links_merge_when_asked():
    pairs = {("a", "b"): links("a", "b", ("1", "1", 130, Band.PROBABLE))}
    assert cluster(pairs, RULES, weakest=Band.CERTAIN).clusters == ()


def test_an_id_is_of_the_least_member_and_of_nothing_else():
    one = person_id([RecordKey("b", "1"), RecordKey("a", "1")])
    assert one == person_id([RecordKey("a", "1"), RecordKey("c", "9")])
    assert len(one) == 32
    assert person_id([RecordKey("a", "b1")]) != person_id([RecordKey("ab", "1")])


@pytest.mark.parametrize("pairs", [{}, {("a", "b"): links("a", "b")}])
def test_no_links_make_no_clusters(pairs):
    assert cluster(pairs, RULES).clusters == ()
