"""Agencies that share few people ask for more evidence; NIKs tell how few."""

from dataclasses import replace
from math import log2

import pytest

from linkage.match.evidence import Ground
from linkage.match.links import Band
from linkage.match.overlap import missing_doublings
from linkage.match.pair import link_pair
from linkage.record import PartialDate, Record


def person(number, *, handle="h", nik=True, name=None):
    return Record(
        handle=f"{handle}{number}",
        names=(name or f"NAMA {'ABCDEFGHIJ'[number % 10] * 3} KE{number}",),
        birth_date=PartialDate(f"19{50 + number % 40}-{1 + number % 12:02}-17"),
        sex="M",
        niks=(f"32710417{number % 12 + 1:02}50{number + 1000}",) if nik else (),
    )


@pytest.fixture
def missing(encode_to_file, profile):
    def doublings(left, right):
        files = encode_to_file("a", left), encode_to_file("b", right)
        return missing_doublings(*files, Ground.of(profile, 1), profile.match)

    return doublings


@pytest.mark.parametrize(("shared", "holders"), [(5, 100), (25, 100), (0, 60)])
def test_each_halving_of_the_overlap_is_a_doubling(missing, profile, shared, holders):
    left = [person(number) for number in range(holders)]
    right = [person(number + holders - shared) for number in range(2 * holders)]
    expected = log2(profile.match.usual_overlap / 1000 * holders / (shared + 0.5))
    assert missing(left, right) == pytest.approx(expected)
    assert missing(right, left) == pytest.approx(expected)


def test_a_usual_overlap_asks_for_nothing(missing):
    people = [person(number) for number in range(80)]
    assert missing(people, people) == 0
    assert missing(people, people[:55]) == 0


def test_too_few_niks_tell_nothing(missing):
    left = [person(number) for number in range(49)]
    right = [person(number + 500) for number in range(200)]
    assert missing(left, right) == 0
    nameless = [person(number, nik=False) for number in range(100)]
    assert missing(nameless, right) == 0
    assert missing([], []) == 0


def test_a_shared_number_of_unlike_people_is_no_overlap(missing):
    left = [person(number) for number in range(100)]
    wrong = [
        replace(
            person(number, name="ZULKARNAEN HOESIN"),
            sex="F",
            birth_date=PartialDate("2001-09-03"),
        )
        for number in range(100)
    ]
    assert missing(left, wrong) == pytest.approx(log2(0.5 * 100 / 0.5))


def test_the_same_pair_is_surer_where_many_are_shared(encode_to_file, profile):
    asked = Record("x", names=("SLAMET RIYADI",), birth_date=PartialDate("1951-02-03"))
    found = replace(
        asked, names=("SLAMET",), birth_date=PartialDate("1951-02-03"), sex="M"
    )
    crowd = [person(number) for number in range(100)]
    others = [person(number + 100) for number in range(100)]

    def band(neighbours):
        left = encode_to_file("a", [asked, *crowd])
        right = encode_to_file("b", [found, *neighbours])
        links = {one.left: one.band for one in link_pair(left, right, profile)}
        return links.get("x", 0)

    assert band(crowd) == Band.CERTAIN
    assert band(others) < Band.CERTAIN
