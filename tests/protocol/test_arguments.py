"""Node and client read the same arguments off the same field."""

import pytest
from graphql import parse

from protocol.arguments import given_arguments
from protocol.canonical import canonical_json


def arguments(written: str, **variables):
    (operation,) = parse("{ field" + written + " }").definitions
    return given_arguments(operation.selection_set.selections[0], variables)


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("", {}),
        (
            '(a: 1, b: "x", c: BAND, d: null, e: true)',
            {"a": 1, "b": "x", "c": "BAND", "d": None, "e": True},
        ),
        ("(a: $one)", {"a": 1}),
        ("(a: $none)", {"a": None}),
        (
            "(a: [$one, 2], b: {c: $one, d: {e: 3}})",
            {"a": [1, 2], "b": {"c": 1, "d": {"e": 3}}},
        ),
    ],
)
def test_literals_and_variables(written, found):
    assert arguments(written, one=1, none=None) == found


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("(a: $absent)", {}),
        ("(a: $absent, b: 2)", {"b": 2}),
        ("(a: {b: $absent, c: 1})", {"a": {"c": 1}}),
        ("(a: [$absent, 1])", {"a": [None, 1]}),
    ],
)
def test_a_variable_that_was_left_out_counts_as_not_written(written, found):
    given = arguments(written)
    assert given == found
    assert canonical_json(given)
