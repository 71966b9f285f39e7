"""Laws of merging, representations and failure marks."""

import copy
import json

from hypothesis import given
from hypothesis import strategies as st

from gateway.executor.representations import collect
from gateway.executor.tree import FAILED, mark_failed, merge
from gateway.planner.plan import (
    Entities,
    Items,
    Key,
    Representation,
    RepresentationField,
)

LEAVES = st.none() | st.booleans() | st.integers(-5, 5) | st.text("ab", max_size=2)
KEYS = st.sampled_from(["a", "b", "c"])
TREES = st.recursive(
    LEAVES,
    lambda below: (
        st.lists(below, max_size=3) | st.dictionaries(KEYS, below, max_size=3)
    ),
    max_leaves=12,
)
OBJECTS = st.dictionaries(KEYS, TREES, max_size=3)
PLACES = st.lists(KEYS | st.integers(0, 3), max_size=4).map(tuple)


@given(OBJECTS)
def test_merging_an_object_with_itself_changes_nothing(one):
    held = copy.deepcopy(one)
    merge(held, copy.deepcopy(one))
    assert held == one


@given(OBJECTS, OBJECTS)
def test_merging_twice_is_merging_once(one, other):
    once = copy.deepcopy(one)
    merge(once, copy.deepcopy(other))
    twice = copy.deepcopy(once)
    merge(twice, copy.deepcopy(other))
    assert once == twice


@given(OBJECTS, OBJECTS)
def test_what_is_known_is_never_lost(one, other):
    merged = copy.deepcopy(one)
    merge(merged, other)
    for key, value in one.items():
        if value is not None and not isinstance(value, dict | list):
            assert merged[key] == value
    assert set(merged) == set(one) | set(other)


@given(OBJECTS, PLACES)
def test_marking_changes_at_most_one_null(data, place):
    marked = copy.deepcopy(data)
    mark_failed(marked, place)
    assert unmarked(marked) == data


def unmarked(node):
    if node is FAILED:
        return None
    if isinstance(node, dict):
        return {key: unmarked(value) for key, value in node.items()}
    return [unmarked(one) for one in node] if isinstance(node, list) else node


FIELD = RepresentationField("k", "k")
ENTITIES = Entities(
    "_entities", "r", ((Key("all"), Items()),), (Representation("T", (FIELD,)),)
)


@given(st.lists(TREES, max_size=8))
def test_representations_are_distinct_and_cover_every_object(values):
    data = {"all": [{"k": one} for one in values]}
    batch = collect(data, ENTITIES, {})
    texts = [json.dumps(one, sort_keys=True) for one in batch.representations]
    assert len(set(texts)) == len(texts)
    assert sum(map(len, batch.targets)) == len(values)
    for representation, targets in zip(
        batch.representations, batch.targets, strict=True
    ):
        for target in targets:
            assert json.dumps(target["k"], sort_keys=True) == json.dumps(
                representation["k"], sort_keys=True
            )
