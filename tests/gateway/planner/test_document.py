"""Documents: guards where they are needed, and only there."""

import pytest
from graphql import parse

from gateway.operation.ast import Condition, Variable
from gateway.planner.document import (
    coordinates,
    print_lookups,
    print_picks,
    print_root,
    used_variables,
)
from gateway.planner.step import PickedField, PickedFragment
from gateway.supergraph.fieldset import Argument

A = Condition("a", expected=True)
B = Condition("b", expected=True)
NOT_C = Condition("c", expected=False)


def field(name, *conditions, below=(), **changes):
    given = {"data_key": name, "arguments": (), "parent_type": "T"} | changes
    return PickedField(
        name,
        demands=frozenset({tuple(sorted(conditions))}),
        composite=bool(below),
        picks=tuple(below),
        **given,
    )


@pytest.mark.parametrize(
    ("pick", "text"),
    [
        (field("x"), "x"),
        (field("x", data_key="y"), "y: x"),
        (field("x", arguments=(Argument("n", "1"), Argument("s", '"t"'))),
         'x(n: 1, s: "t")'),
        (field("x", A), "x @include(if: $a)"),
        (field("x", A, NOT_C), "x @include(if: $a) @skip(if: $c)"),
        (field("x", A, B), "... @include(if: $b) { x @include(if: $a) }"),
        (field("x", A, below=[field("y", A)]), "x @include(if: $a) { y }"),
        (field("x", A, below=[field("y", A, NOT_C)]),
         "x @include(if: $a) { y @skip(if: $c) }"),
        (PickedFragment("T", (field("x"),)), "... on T { x }"),
    ],
)  # fmt: skip
def test_picks_in_print(pick, text):
    assert print_picks((pick,)) == text
    assert parse(f"{{ {text} }}")


def test_what_holds_for_the_whole_request_is_not_said_again():
    assert print_picks((field("x", A),), (A,)) == "x"
    assert used_variables((field("x", A),), (A,)) == frozenset()


def test_variables_of_arguments_and_guards_are_found():
    pick = field(
        "x",
        A,
        below=[PickedFragment("T", (field("y", B),))],
        arguments=(Argument("n", "[$v]", frozenset({"v"})),),
    )
    assert used_variables((pick,)) == {"a", "b", "v"}


def test_roots_declare_their_variables():
    variables = [Variable("v", "[Int!]", "[1]"), Variable("w", "ID!")]
    assert print_root("mutation", (field("x"),), variables, ()) == (
        "mutation($v: [Int!] = [1], $w: ID!) { x }"
    )


def test_one_lookup_has_no_alias_and_several_have():
    pick = (PickedFragment("T", (field("x"),)),)
    assert print_lookups([("_entities", "r", pick, ())], []) == (
        "query($r: [_Any!]!) { _entities(representations: $r) { ... on T { x } } }"
    )
    both = print_lookups([("e", "r", pick, ()), ("f", "s", pick, ())], [])
    assert "e: _entities(representations: $r)" in both
    assert "f: _entities(representations: $s)" in both


def test_coordinates_leave_type_names_out():
    pick = field("x", below=[field("__typename"), PickedFragment("U", (field("y"),))])
    assert list(coordinates((pick,))) == ["T.x", "T.y"]
