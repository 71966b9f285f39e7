"""What is new in a later part, beside what was delivered."""

import pytest

from gateway.executor.patches import Patch, TakenBackError, copied, patches_of


@pytest.mark.parametrize(
    ("held", "data", "patches"),
    [
        ({}, {}, []),
        ({"a": 1}, {"a": 1}, []),
        ({"a": 1}, {"a": 2, "b": 3}, [Patch((), {"b": 3})]),
        ({"a": {"x": 1}}, {"a": {"x": 1, "y": 2}}, [Patch(("a",), {"y": 2})]),
        (
            {"a": [{"x": 1}, None, {}]},
            {"a": [{"y": 1}, {"y": 2}, {"y": 3}]},
            [Patch(("a", 0), {"y": 1}), Patch(("a", 2), {"y": 3})],
        ),
        ({"a": None}, {"a": {"x": 1}}, []),
        ({"a": None}, {"a": None}, []),
        ({"a": [[1, 2]]}, {"a": [[1, 2]]}, []),
        (
            {"a": {"x": 1}},
            {"b": 0, "a": {"y": 2}},
            [Patch((), {"b": 0}), Patch(("a",), {"y": 2})],
        ),
    ],
)
def test_what_is_new(held, data, patches):
    assert list(patches_of(held, data)) == patches
    for one in patches:
        one.apply(held)
    assert list(patches_of(held, data)) == []


@pytest.mark.parametrize(
    ("held", "data"),
    [
        ({"a": 1}, {"a": None}),
        ({"a": {"x": 1}}, {"a": None}),
        ({"a": [{"x": 1}]}, {"a": [None]}),
    ],
)
def test_what_was_delivered_is_not_taken_back(held, data):
    with pytest.raises(TakenBackError):
        list(patches_of(held, data))


def test_what_is_held_is_no_part_of_what_was_delivered():
    inner = {"x": [1]}
    held = {}
    Patch((), {"a": inner}).apply(held)
    held["a"]["x"].append(2)
    held["a"]["y"] = 3
    assert inner == {"x": [1]}
    assert copied([{"a": None}]) == [{"a": None}]
