"""Parsing, limits, validation and choice of the operation."""

import pytest
from graphql import parse

from gateway.operation.errors import (
    IntrospectionDisabledError,
    LimitExceededError,
    OperationNotFoundError,
    SyntaxInvalidError,
    ValidationFailedError,
)
from gateway.operation.limits import Limits
from gateway.operation.parse import (
    choose_operation,
    parse_document,
    validate_document,
)
from gateway.supergraph.read import read_supergraph

SUPERGRAPH = read_supergraph(
    """
    enum join__Graph { A @join__graph(name: "a", url: "") }
    directive @inaccessible on FIELD_DEFINITION
    type Query @join__type(graph: A) { a: Query b: Int hidden: Int @inaccessible }
    """
)


def test_a_syntax_error_has_its_place():
    with pytest.raises(SyntaxInvalidError) as caught:
        parse_document("{ a {\n  ")
    assert caught.value.code == "GRAPHQL_PARSE_FAILED"
    assert caught.value.problems[0].locations[0][0] == 2


def test_tokens_are_limited():
    assert parse_document("{ b }", Limits(tokens=3))
    with pytest.raises(LimitExceededError, match="more than 2 tokens"):
        parse_document("{ b }", Limits(tokens=2))


@pytest.mark.parametrize(
    "source",
    [
        "{ a " * 5_000 + "}" * 5_000,
        "{ " + "... { " * 5_000 + "b" + "}" * 5_001,
        "{ b(x: " + "[" * 5_000 + "]" * 5_000 + ") }",
        "{ " + "... { " * 60 + "b" + "}" * 61,
    ],
)
def test_deep_nesting_is_an_error_and_no_crash(source):
    with pytest.raises(LimitExceededError) as caught:
        parse_document(source, Limits(nesting=50, tokens=20_000))
    assert caught.value.limit == "nesting"


@pytest.mark.parametrize(
    ("limit", "source", "found"),
    [
        ("nesting", "{ a { ... { b } } }", 3),
        ("aliases", "{ x: a { y: b } ...F } fragment F on Query { z: b b }", 3),
        ("aliases", "{ ...F a { ...F } } fragment F on Query { z: b }", 2),
        ("root_fields", "{ b c: b ...F } fragment F on Query { d: b a { b } }", 4),
        ("directives", "{ b @skip(if: true) ... @include(if: true) { b } }", 2),
        ("definitions", "query A { b } query B { ...F } fragment F on Query { b }", 3),
        ("introspections", '{ __schema { __typename } __type(name: "A") { name } }', 2),
    ],
)
def test_every_limit_is_kept_to_the_last(limit, source, found):
    assert parse_document(source, Limits(**{limit: found}))
    with pytest.raises(LimitExceededError, match=f"has {found} .* allowed") as caught:
        parse_document(source, Limits(**{limit: found - 1}))
    assert caught.value.limit == limit


@pytest.mark.parametrize(
    "source",
    [
        "{ __schema { types { name } } }",
        '{ a { b } ...F } fragment F on Query { x: __type(name: "A") { name } }',
    ],
)
def test_introspection_can_be_off(source):
    assert parse_document(source, Limits())
    with pytest.raises(IntrospectionDisabledError):
        parse_document(source, Limits(introspection=False))
    assert parse_document("{ __typename }", Limits(introspection=False))


@pytest.mark.parametrize(
    ("source", "depth"),
    [
        ("{ b }", 1),
        ("{ a { b } }", 2),
        ("{ ... { a { b } } }", 2),
        ("{ a { ...F } } fragment F on Query { a { b } }", 3),
    ],
)
def test_depth_is_counted_through_fragments(source, depth):
    assert parse_document(source, Limits(depth=depth))
    with pytest.raises(LimitExceededError, match=f"has {depth} levels"):
        parse_document(source, Limits(depth=depth - 1))


def test_fields_are_counted_where_fragments_are_used():
    source = "{ x: a { ...F } y: a { ...F } } fragment F on Query { b c: b }"
    assert parse_document(source, Limits(fields=6))
    with pytest.raises(LimitExceededError, match="has 6 fields; 5 are allowed"):
        parse_document(source, Limits(fields=5))


def test_fragments_that_multiply_are_counted_without_being_written_out():
    layers = "".join(
        f"fragment F{n} on Query {{ ...F{n + 1} ...F{n + 1} }}" for n in range(60)
    )
    source = "{ ...F0 }" + layers + "fragment F60 on Query { b }"
    with pytest.raises(LimitExceededError, match="fields"):
        parse_document(source)


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("{ ...F } fragment F on Query { b a { ...F } }", "F contains itself"),
        ("{ b ...G }", "G is not defined"),
    ],
)
def test_what_can_not_be_measured_is_refused(source, reason):
    with pytest.raises(ValidationFailedError, match=reason):
        parse_document(source)


def test_inaccessible_fields_do_not_exist_for_callers():
    validate_document(SUPERGRAPH, parse_document("{ a { b } }"))
    with pytest.raises(ValidationFailedError, match="hidden") as caught:
        validate_document(SUPERGRAPH, parse_document("{ hidden }"))
    assert caught.value.problems[0].locations == ((1, 3),)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("query ($x: Int) { b }", "never used"),
        ("{ b @skip(if: $x) }", "not defined"),
        ("query ($x: Int, $x: Int) { b @skip(if: $x) }", "only one variable"),
        ("query ($x: Query) { b @skip(if: $x) }", "cannot be non-input type"),
        ("query ($x: Int) { b @skip(if: $x) }", "used in position"),
        ("{ b @skip }", "is required"),
        ("{ b b: hidden }", "Cannot query field"),
    ],
)
@pytest.mark.parametrize("located", [True, False])
def test_what_is_wrong_is_found_with_variables_or_without(source, said, located):
    document = parse_document(source) if located else parse(source, no_location=True)
    with pytest.raises(ValidationFailedError) as caught:
        validate_document(SUPERGRAPH, document)
    assert any(said in one.message for one in caught.value.problems)


def test_the_operation_is_chosen_by_name_or_by_being_alone():
    both = parse_document("query One { b } query Two { b } fragment F on Query { b }")
    assert choose_operation(both, "Two").name.value == "Two"
    alone = parse_document("{ b }")
    assert choose_operation(alone, None) is alone.definitions[0]


@pytest.mark.parametrize(
    ("source", "name", "reason"),
    [
        ("query One { b } query Two { b }", None, "several"),
        ("query One { b } query Two { b }", "Three", "no operation of the name"),
        ("{ b }", "One", "no operation of the name"),
        ("fragment F on Query { b }", None, "no operation."),
    ],
)
def test_a_choice_that_can_not_be_made_is_refused(source, name, reason):
    with pytest.raises(OperationNotFoundError, match=reason):
        choose_operation(parse_document(source), name)
