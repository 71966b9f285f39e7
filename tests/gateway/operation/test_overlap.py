"""Fields of one response key share a value; and asking so takes bounded time."""

import time

import pytest
from graphql import (
    GraphQLError,
    OverlappingFieldsCanBeMergedRule,
    build_schema,
    parse,
    validate,
)

from gateway.operation.errors import LimitExceededError
from gateway.operation.overlap import overlaps

SCHEMA = build_schema(
    """
    interface Named { name: String other: String age: Int self: Named }
    type Person implements Named {
      name: String other: String age: Int self: Named friend: Person pets: [Pet]
      size: Int strict: String!
    }
    type Pet implements Named {
      name: String other: String age: Int self: Named friend: Pet size: String
      colour(of: String): String owner: Person strict: String toys: [String]
    }
    union Any = Person | Pet
    type Query { any: Any named: Named person: Person pet: Pet deep: Query }
    """
)


def findings(source):
    document = parse(source)
    theirs = validate(SCHEMA, document, [OverlappingFieldsCanBeMergedRule])
    assert all(isinstance(one, GraphQLError) for one in theirs)
    ours = list(overlaps(SCHEMA, document))
    assert bool(ours) == bool(theirs), theirs
    return [one.message for one in ours]


@pytest.mark.parametrize(
    "source",
    [
        "{ person { name } person { name age } }",
        "{ pet { colour(of: $a) colour(of: $a) } }",
        "{ any { ... on Person { x: name } ... on Pet { x: other } } }",
        "{ any { ... on Person { x: friend { name } } ... on Pet { x: friend { a: name } } } }",
        "{ any { ... on Person { self { x: name } } ... on Pet { self { x: other } } } }",
        "{ ...A ...A } fragment A on Query { person { ...B } } fragment B on Person { age }",
        "{ named { name ... on Person { name } } }",
        "query a { person { x: name } } query b { person { x: age } }",
    ],
)
def test_what_can_share_a_value(source):
    assert findings(source) == []


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("{ person { x: name x: age } }", "different types"),
        ("{ person { x: name x: other } }", "different fields, name and other"),
        ('{ pet { colour(of: "a") colour(of: "b") } }', "different arguments"),
        ('{ pet { colour colour(of: "b") } }', "different arguments"),
        (
            "{ any { ... on Person { size } ... on Pet { size } } }",
            "different types",
        ),
        (
            "{ any { ... on Person { strict } ... on Pet { strict } } }",
            "different types",
        ),
        (
            "{ any { ... on Person { x: pets { name } } ... on Pet { x: owner { name } } } }",
            "different types",
        ),
        (
            "{ any { ... on Person { x: name } ... on Pet { x: toys } } }",
            "different types",
        ),
        (
            "{ any { ... on Person { x: name } ... on Pet { x: owner { name } } } }",
            "different types",
        ),
        (
            "{ any { ... on Person { x: friend { y: name } } ... on Pet { x: friend { y: age } } } }",
            "different types",
        ),
        (
            "{ named { x: name ... on Person { x: other } } }",
            "different fields, name and other",
        ),
        (
            "{ ...A person { self { x: name } } } fragment A on Query { person { self { x: other } } }",
            "different fields, other and name",
        ),
        (
            "{ ...A ...B } fragment A on Query { x: person { name } } fragment B on Query { x: pet { name } }",
            "different fields",
        ),
    ],
)
def test_what_can_not(source, why):
    (said,) = findings(source)
    assert why in said


def test_a_conflict_has_the_places_of_both_fields():
    (found,) = overlaps(SCHEMA, parse("{ person { x: name\n x: age } }"))
    assert found.locations == ((1, 12), (2, 2))


def test_each_operation_is_looked_at():
    source = "query a { person { x: name x: age } } query b { pet { x: name x: age } }"
    assert len(list(overlaps(SCHEMA, parse(source)))) == 2


def repeated(count):
    return "{ person { " + "name " * count + "} }"


def test_time_does_not_grow_with_the_square():
    document = parse(repeated(10_000))
    began = time.process_time()
    assert list(overlaps(SCHEMA, document)) == []
    assert time.process_time() - began < 2


def test_valid_documents_pass_where_the_reference_gives_up():
    source = "{ person { " + "self { name } " * 1_000 + "} }"
    document = parse(source)
    assert list(overlaps(SCHEMA, document)) == []
    assert validate(SCHEMA, document, [OverlappingFieldsCanBeMergedRule]) != []


def test_fields_that_meet_again_and_again_are_refused_in_the_end():
    """Each level doubles the sets that its fields can meet in."""
    body = "name"
    for depth in range(25):
        chain = "self { " * depth + "name" + " }" * depth
        meet = f"... on Person {{ self {{ {chain} }} }} ... on Pet {{ self {{ {chain} }} }}"
        body = f"self {{ {body} }} {meet}"
    began = time.process_time()
    with pytest.raises(LimitExceededError, match="too many times"):
        list(overlaps(SCHEMA, parse(f"{{ named {{ {body} }} }}")))
    assert time.process_time() - began < 3
