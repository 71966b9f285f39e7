from datetime import date

from protocol.rules.circumstances import Miss
from protocol.rules.links import (
    LinkTerms,
    force_miss,
    open_pairs,
    pairs_in_force,
)
from protocol.verdicts import Band

PAIR = frozenset({"asker", "giver"})


def test_a_pair_opens_by_linkage_and_data_agreement(
    standing, book, data_agreement, linkage_agreement
):
    pairs = open_pairs(standing(), book(data_agreement(), linkage_agreement()))
    assert pairs == {PAIR: LinkTerms("LNK-1", "default", Band.CERTAIN)}


def test_linkage_alone_opens_nothing(standing, book, linkage_agreement):
    assert open_pairs(standing(), book(linkage_agreement())) == {}


def test_data_alone_opens_nothing(standing, book, data_agreement):
    assert open_pairs(standing(), book(data_agreement())) == {}


def test_a_data_agreement_that_does_not_hold_opens_nothing(
    standing, book, data_agreement, linkage_agreement
):
    both = book(data_agreement(), linkage_agreement())
    assert open_pairs(standing(purpose="AUDIT"), both) == {}
    assert open_pairs(standing(roles=("driver",)), both) == {}
    assert open_pairs(standing("2027-01-01"), both) == {}


def test_a_pair_of_others_needs_agreements_with_both(
    standing, book, data_agreement, linkage_agreement
):
    pair = linkage_agreement("org.giver", "org.other")
    one = data_agreement()
    other = data_agreement(id="PKS-2", parties__provider__org="org.other")
    assert open_pairs(standing(), book(pair, one)) == {}
    assert set(open_pairs(standing(), book(pair, one, other))) == {
        frozenset({"giver", "other"})
    }


def test_the_first_of_two_linkage_agreements_holds(
    standing, book, data_agreement, linkage_agreement
):
    second = linkage_agreement(id="LNK-2", min_band="POSSIBLE")
    pairs = open_pairs(standing(), book(data_agreement(), second, linkage_agreement()))
    assert pairs[PAIR].agreement == "LNK-1"


def test_a_linkage_agreement_names_the_clause_that_misses(standing, linkage_agreement):
    assert force_miss(standing(), linkage_agreement()) is None
    lapsed = linkage_agreement(dpia__review_by="2026-02-01")
    assert force_miss(standing(), lapsed) == Miss("DPIA_LAPSED", "dpia.review_by")


def test_pairs_in_force_need_no_data_agreement(book, linkage_agreement):
    first, second = linkage_agreement(), linkage_agreement(id="LNK-2")
    over = linkage_agreement("org.giver", "org.other", state="EXPIRED", id="LNK-3")
    found = pairs_in_force(book(second, first, over), date(2026, 6, 15))
    assert found == {PAIR: first}
    assert pairs_in_force(book(first), date(2027, 1, 1)) == {}
