"""The comparison on cases whose answer is known beforehand."""

import numpy as np
import pytest

from linkage.encode.encoder import Encoder
from linkage.match.evidence import Ground, counts, fewest_common
from linkage.match.oracle import compare, dice, is_candidate
from linkage.profile import Profile
from linkage.record import PartialDate, Record

WHOLE = Record(
    "a",
    names=("NUR HAYATI SIREGAR",),
    birth_date=PartialDate("1988-11-23"),
    birth_place="MEDAN",
    sex="F",
    niks=("1271016311880002",),
    mother_name="RUKIAH LUBIS",
)
BARE = Record(
    "b",
    names=("NUR HAYATI SIREGAR",),
    birth_date=PartialDate("1988-11-23"),
    sex="F",
)


def test_counts_undo_collisions():
    """n positions set into 1024 bits leave 1024 * (1 - (1 - 1/1024) ** n) set."""
    for set_positions in (0, 1, 100, 700, 3000):
        popcount = round(1024 * (1 - (1 - 1 / 1024) ** set_positions))
        assert counts(np.array([popcount]))[0] == pytest.approx(set_positions, abs=20)
    assert counts(np.array([1024])) == counts(np.array([1023]))


def test_what_one_side_lacks_does_not_punish(encoder, profile):
    whole, bare = encoder.encode_one(WHOLE), encoder.encode_one(BARE)
    assert dice(whole.filter, bare.filter) < 0.85
    assert compare(whole, bare, profile, 1).similarity > 0.93


def test_a_difference_on_common_ground_does(encoder, profile):
    whole = encoder.encode_one(WHOLE)
    stranger = encoder.encode_one(
        Record(
            "b", names=("AGUS WIJAYA",), birth_date=PartialDate("1961-02-09"), sex="M"
        )
    )
    found = compare(whole, stranger, profile, 1)
    assert found.similarity < 0.3
    assert found.evidence < 0
    assert not is_candidate(whole, stranger, profile, 1)


def test_nothing_in_common_is_no_evidence(encoder, profile):
    named = encoder.encode_one(Record("a", names=("SLAMET",)))
    dated = encoder.encode_one(Record("b", birth_date=PartialDate("1951-02-03")))
    assert compare(named, dated, profile, 1).similarity < 0.2
    empty = encoder.encode_one(Record("c"))
    assert compare(empty, empty, profile, 1).similarity == 0
    assert not is_candidate(empty, named, profile, 1)
    assert not is_candidate(named, empty, profile, 1)


def test_a_larger_file_asks_for_more(encoder, profile):
    one = encoder.encode_one(WHOLE)
    here, there = (compare(one, one, profile, size) for size in (10_000, 40_000))
    assert compare(one, one, profile, 5) == here
    assert here.similarity == there.similarity
    lost = here.evidence - there.evidence
    assert lost == pytest.approx(2 * profile.match.per_doubling)


def test_a_pair_without_birth_days_asks_for_more(encoder, profile):
    day = encoder.encode_one(
        Record("a", names=("SLAMET",), birth_date=PartialDate("1951-02-03"))
    )
    year = encoder.encode_one(
        Record("a", names=("SLAMET",), birth_date=PartialDate("1951-07-01"))
    )
    ground = Ground.of(profile, 1)
    for one, allowance in ((day, 0), (year, profile.match.without_birth_day)):
        common = np.array([one.present & year.present if one is year else one.present])
        assert ground.allowance(common).tolist() == [allowance]


def test_a_profile_without_birth_days_makes_no_such_difference(
    secret, shipped_profile_text
):
    text = shipped_profile_text.replace("    - {name: birth_day, bits: 90}\n", "")
    profile = Profile.parse(text)
    one = Encoder(profile, secret, "1").encode_one(WHOLE)
    assert Ground.of(profile, 1).allowance(np.array([one.present])).tolist() == [0]
    assert compare(one, one, profile, 1).similarity == 1


def test_the_table_marks_what_is_out_of_reach(profile):
    ground = Ground.of(profile, 1)
    few, many = np.array([5]), np.array([400])
    assert fewest_common(ground, 75, (1, 1), (few, many)).tolist() == [[1025]]
    needed = fewest_common(ground, 75, (1, 1), (many, many))
    assert 200 < needed[0, 0] <= 400
