"""What is sent for an object, and what is left out."""

from gateway.executor.representations import ABSENT, build, collect
from gateway.executor.tree import FAILED
from gateway.operation.ast import Condition
from gateway.planner.plan import (
    Entities,
    Items,
    Key,
    OnType,
    Representation,
    RepresentationField,
)

ID = RepresentationField("id", "id")


def rule(*fields, on=None, typename="T"):
    return Representation(typename, fields, on and frozenset(on))


def test_the_first_rule_that_matches_builds():
    rules = (rule(ID, on=["A"], typename="A"), rule(ID, typename="B"))
    assert build({"__typename": "A", "id": 1}, rules) == {"__typename": "A", "id": 1}
    assert build({"__typename": "X", "id": 1}, rules) == {"__typename": "B", "id": 1}


def test_an_object_that_matches_none_is_left_out():
    assert build({"__typename": "X", "id": 1}, (rule(ID, on=["A"]),)) is ABSENT


def test_a_missing_or_failed_field_leaves_the_object_out():
    assert build({}, (rule(ID),)) is ABSENT
    assert build({"id": FAILED}, (rule(ID),)) is ABSENT
    assert build({"id": ["a", FAILED]}, (rule(ID),)) is ABSENT


def test_null_is_a_value():
    assert build({"id": None}, (rule(ID),)) == {"__typename": "T", "id": None}


def test_fields_are_read_from_their_data_key_and_nest():
    owner = RepresentationField("owner", "_1", (ID,))
    built = build({"_1": {"id": 1, "x": 2}}, (rule(owner),))
    assert built == {"__typename": "T", "owner": {"id": 1}}
    assert build({"_1": None}, (rule(owner),)) == {"__typename": "T", "owner": None}
    assert build({"_1": {"x": 1}}, (rule(owner),)) is ABSENT
    assert build({"_1": 1}, (rule(owner),)) is ABSENT


def test_lists_nest_and_nulls_in_them_stay():
    tags = RepresentationField("tags", "tags", (ID,))
    built = build({"tags": [{"id": 1}, None]}, (rule(tags),))
    assert built == {"__typename": "T", "tags": [{"id": 1}, None]}
    assert build({"tags": [{"id": 1}, {}]}, (rule(tags),)) is ABSENT


def test_a_field_for_some_types_is_left_out_of_others():
    extra = RepresentationField("x", "x", on=frozenset({"A"}))
    built = build({"__typename": "B", "id": 1}, (rule(ID, extra),))
    assert built == {"__typename": "T", "id": 1}
    built = build({"__typename": "A", "id": 1, "x": 2}, (rule(ID, extra),))
    assert built == {"__typename": "T", "id": 1, "x": 2}


def entities(path, *rules, conditions=()):
    return Entities("_entities", "r", (path,), rules or (rule(ID),), conditions)


def test_equal_representations_are_sent_once_and_remember_their_objects():
    data = {"list": [{"id": 1}, None, {"id": 2}, {"id": 1}, "odd"]}
    batch = collect(data, entities((Key("list"), Items())), {})
    assert [one["id"] for one in batch.representations] == [1, 2]
    assert [len(one) for one in batch.targets] == [2, 1]
    assert batch.targets[0][0] is data["list"][0]


def test_values_that_only_look_equal_stay_apart():
    data = {"list": [{"id": one} for one in (1, 1.0, "1", True, None)]}
    batch = collect(data, entities((Key("list"), Items())), {})
    assert len(batch.representations) == 5


def test_an_object_that_stands_in_two_places_counts_once():
    shared = {"id": 1}
    batch = collect({"list": [shared, shared]}, entities((Key("list"), Items())), {})
    assert [len(one) for one in batch.targets] == [1]


def test_a_path_goes_on_with_the_named_types_alone():
    data = {"list": [{"__typename": "A", "id": 1}, {"__typename": "B", "id": 2}]}
    path = (Key("list"), Items(), OnType(frozenset({"B"})))
    assert [one["id"] for one in collect(data, entities(path), {}).representations] == [
        2
    ]


def test_nothing_is_collected_where_a_condition_does_not_hold():
    of = entities((), conditions=(Condition("v", True),))  # noqa: FBT003 - as in the plan
    assert collect({"id": 1}, of, {"v": False}).representations == []
    assert len(collect({"id": 1}, of, {"v": True}).representations) == 1


def test_a_path_that_leads_nowhere_collects_nothing():
    for data in ({}, {"list": None}, {"list": 1}, {"list": {"id": 1}}):
        path = (Key("list"), Items())
        assert collect(data, entities(path), {}).representations == []
