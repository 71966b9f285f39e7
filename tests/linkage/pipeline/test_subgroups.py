"""Whom linkage finds less often, and why."""

import pytest

from linkage.cluster.clusters import RecordKey
from linkage.match.links import Band
from linkage.pipeline.record_groups import record_groups
from linkage.pipeline.subgroups import Found, by_subgroup
from linkage.record import PartialDate, Record

FULL, LITTLE = 0b11111, 0b11


def keys(agency, count):
    return [RecordKey(agency, f"{agency}{at}") for at in range(count)]


@pytest.fixture
def groups():
    """Ten people; the two of the north are missed, one of them nearly found."""
    left, right = keys("a", 10), keys("b", 10)
    bands = {
        frozenset(pair): int(Band.CERTAIN)
        for pair in zip(left[2:], right[2:], strict=True)
    }
    bands[frozenset((left[0], right[0]))] = int(Band.POSSIBLE)
    present = dict.fromkeys([*left, *right], FULL) | {right[1]: LITTLE}
    truth = {key: key.handle[1:] for key in present}
    north = {key: "north" if key in left[:2] else "south" for key in left}
    return by_subgroup(Found(bands, present), [("a", "b")], truth, {"region": north})


def test_a_group_that_lies_behind_is_named_with_the_reason(groups):
    north = groups["region"]["north"]
    assert north.behind
    assert (north.true_pairs, north.missed) == (2, 2)
    assert (north.missed_grey, north.missed_little_in_common) == (1, 1)
    south = groups["region"]["south"]
    assert not south.behind
    assert south.recall.value == 1
    assert groups["all"]["all"].recall.value == pytest.approx(0.8)


def test_groups_are_read_from_records():
    records = [
        Record("1", names=("SLAMET",), birth_date=PartialDate("1951-12-31")),
        Record(
            "2",
            names=("NUR HAYATI",),
            birth_date=PartialDate("1988-11-23"),
            niks=("1271016311880002",),
            passports=("A1",),
        ),
        Record("3", passports=("B2",)),
    ]
    found = record_groups("a", records, ["12-31"])
    one, two, three = (RecordKey("a", handle) for handle in "123")
    assert found["one_name"] == {one: "yes", two: "no"}
    assert found["decade"] == {one: "1950s", two: "1980s"}
    assert found["birth_day_known"] == {one: "no", two: "yes"}
    assert found["foreigner"] == {one: "no", two: "no", three: "yes"}
    assert found["region"] == {two: "12"}
