"""Merging, and marking what failed."""

import pytest

from gateway.executor.tree import FAILED, mark_failed, merge


@pytest.mark.parametrize(
    ("held", "value", "expected"),
    [
        ({}, {"a": 1}, {"a": 1}),
        ({"a": 1}, {"b": 2}, {"a": 1, "b": 2}),
        ({"a": {"x": 1}}, {"a": {"y": 2}}, {"a": {"x": 1, "y": 2}}),
        (
            {"a": [{"x": 1}, None]},
            {"a": [{"y": 2}, None]},
            {"a": [{"x": 1, "y": 2}, None]},
        ),
        ({"a": None}, {"a": {"y": 2}}, {"a": {"y": 2}}),
        ({"a": {"x": 1}}, {"a": None}, {"a": {"x": 1}}),
        ({"a": {"x": 1}}, {"a": FAILED}, {"a": {"x": 1}}),
        ({"a": FAILED}, {"a": None}, {"a": FAILED}),
        ({"a": FAILED}, {"a": 1}, {"a": 1}),
        ({"a": None}, {"a": FAILED}, {"a": FAILED}),
        ({"a": 1}, {"a": 2}, {"a": 1}),
        ({"a": [{"x": 1}]}, {"a": [{"y": 1}, {"y": 2}]}, {"a": [{"x": 1, "y": 1}]}),
    ],
)
def test_merge(held, value, expected):
    merge(held, value)
    assert held == expected


def test_merging_a_value_into_itself_changes_nothing():
    shared = {"x": [{"y": 1}]}
    held = {"a": shared}
    merge(held, {"a": shared})
    assert held == {"a": {"x": [{"y": 1}]}}


@pytest.mark.parametrize(
    ("data", "place", "expected"),
    [
        ({"a": None}, ("a",), {"a": FAILED}),
        ({"a": {"b": None}}, ("a", "b"), {"a": {"b": FAILED}}),
        ({"a": None}, ("a", "b", 0), {"a": FAILED}),
        ({"a": [1, None]}, ("a", 1), {"a": [1, FAILED]}),
        ({"a": [1]}, ("a", 1), {"a": [1]}),
        ({"a": 1}, ("a", "b"), {"a": 1}),
        ({"a": 1}, ("b",), {"a": 1}),
        ({"a": {"b": 1}}, ("a", "b"), {"a": {"b": 1}}),
    ],
)
def test_mark_failed(data, place, expected):
    mark_failed(data, place)
    assert data == expected
