"""The normal form of operations, step by step, as compact text."""

from dataclasses import replace

import pytest

from gateway.operation.ast import (
    Condition,
    print_selections,
    used_variables,
    walk_fields,
)
from gateway.operation.errors import ValidationFailedError
from gateway.operation.normalise import normalise, read_operation
from gateway.operation.parse import parse_document
from gateway.supergraph.read import read_supergraph

SUPERGRAPH = read_supergraph(
    """
    enum join__Graph { A @join__graph(name: "a", url: "") }
    type Query @join__type(graph: A) {
      item: Item  book: Book  any: Any  size(unit: Unit, of: [Int]): Int
    }
    interface Item @join__type(graph: A) { id: ID! name(x: Int): String next: Item }
    interface Priced @join__type(graph: A) { price: Int }
    type Book implements Item & Priced @join__type(graph: A)
      @join__implements(graph: A, interface: "Item")
      @join__implements(graph: A, interface: "Priced")
    { id: ID! name(x: Int): String next: Book price: Int pages: Int }
    type Shirt implements Item @join__type(graph: A)
      @join__implements(graph: A, interface: "Item")
    { id: ID! name(x: Int): String next: Shirt colour: String }
    union Any @join__type(graph: A)
      @join__unionMember(graph: A, member: "Book")
      @join__unionMember(graph: A, member: "Shirt") = Book | Shirt
    enum Unit @join__type(graph: A) { GRAM @join__enumValue(graph: A) }
    """
)


def normal(source):
    return normalise(SUPERGRAPH, parse_document(source))


def text(source):
    return print_selections(normal(source).selections)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        # named fragments are put in their places
        ("{ book { ...F } } fragment F on Book { id }", "book { id }"),
        # fragments that narrow nothing are their selections
        ("{ item { ... on Item { id } } }", "item { id }"),
        ("{ item { ... { id } } }", "item { id }"),
        ("{ book { ... on Item { id } ... on Any { __typename } } }",
         "book { id __typename }"),
        # fragments that can't apply are dropped
        ("{ book { id ... on Shirt { id } } }", "book { id }"),
        ("{ item { ... on Book { id ... on Shirt { id } } } }",
         "item { ... on Book { id } }"),
        # narrower fragments move out of wider ones, in order
        ("{ any { ... on Item { id ... on Book { pages } name } } }",
         "any { ... on Item { id } ... on Book { pages } ... on Item { name } }"),
        ("{ any { ... on Item { ... on Book { pages } } } }",
         "any { ... on Book { pages } }"),
        # fragments that overlap without one being narrower stay nested
        ("{ any { ... on Priced { price ... on Item { id } } } }",
         "any { ... on Priced { price ... on Item { id } } }"),
        # fields with one response key are merged, arguments in one order
        ("{ item { next { id } next { name } } }", "item { next { id name } }"),
        ("{ size(unit: GRAM, of: [1]) size(of: [1], unit: GRAM) }",
         "size(of: [1], unit: GRAM)"),
        # adjacent fragments of one type are merged, others keep their order
        ("{ any { ... on Book { id } ... on Book { pages } } }",
         "any { ... on Book { id pages } }"),
        ("{ item { ... on Book { pages } id ... on Book { price } } }",
         "item { ... on Book { pages } id ... on Book { price } }"),
        # leaves that stand outside anyway are pruned from fragments
        ("{ item { id ... on Book { id pages } ... on Shirt { id } } }",
         "item { id ... on Book { pages } }"),
        # but not where they come first: that says where they are in the answer
        ("{ item { ... on Book { id pages } id } }",
         "item { ... on Book { id pages } id }"),
        ("{ item { id @include(if: $a) id } }", "item { id }"),
        ("{ item { id @include(if: $a) ... on Book { id } } }",
         "item { id @include(if: $a) ... on Book { id } }"),
        # literals are decided
        ("{ book { id @skip(if: true) pages @include(if: true) } }",
         "book { pages }"),
        ("{ book { ... @include(if: false) { id } pages @skip(if: false) } }",
         "book { pages }"),
        ("{ book { id @include(if: false) } }", "book"),
        # variables are pushed down to the fields
        ("{ book { ... @include(if: $a) { id next { id } } } }",
         "book { id @include(if: $a) next @include(if: $a) { id } }"),
        ("{ book { ... @include(if: $a) { id @skip(if: $b) } } }",
         "book { id @include(if: $a) @skip(if: $b) }"),
        ("{ book { ... @include(if: $a) { id @skip(if: $a) pages } } }",
         "book { pages @include(if: $a) }"),
        ("{ book { ... @include(if: $a) { ... on Book @skip(if: $a) { id } } id } }",
         "book { id }"),
        # what contradicts the fields around it can't hold
        ("{ book @skip(if: $a) { next { id @include(if: $a) } pages @skip(if: $a) } }",
         "book @skip(if: $a) { next pages @skip(if: $a) }"),
        ("{ item @skip(if: $a) { id ... on Book { pages @include(if: $a) } } }",
         "item @skip(if: $a) { id }"),
        # introspection is not planned
        ('{ __schema { types { name } } __type(name: "A") { name } __typename }',
         "__typename"),
        # other directives are for others
        ("{ book { id @shout } }", "book { id }"),
        # aliases
        ("{ x: book { y: id } }", "x: book { y: id }"),
    ],
)  # fmt: skip
def test_normal_form(source, expected):
    assert text(source) == expected


def test_fields_know_where_they_stand():
    operation = normal("{ item { name ... on Book { next { id } } __typename } }")
    fields = {one.name: one for one in walk_fields(operation.selections)}
    assert fields["name"].parent_type == "Item"
    assert fields["name"].coordinates == {"Item.name", "Book.name", "Shirt.name"}
    assert fields["next"].coordinates == {"Book.next"}
    assert fields["next"].type_name == "Book"
    assert fields["id"].parent_type == "Book"
    assert fields["item"].coordinates == {"Query.item"}
    assert fields["__typename"].coordinates == frozenset()


def test_fields_on_a_narrower_type_take_its_field():
    operation = normal("{ book { ... on Item { next { name } } } }")
    names = [(one.parent_type, one.name) for one in walk_fields(operation.selections)]
    assert names == [("Query", "book"), ("Book", "next"), ("Book", "name")]


def test_variables_are_kept_with_their_defaults():
    operation = normal(
        "query Q($a: Boolean! = true, $b: [Int!], $c: Unit) "
        "{ size(of: $b, unit: $c) @include(if: $a) }"
    )
    assert (operation.kind, operation.name, operation.root_type) == (
        "query",
        "Q",
        "Query",
    )
    assert [(one.name, one.type, one.default) for one in operation.variables] == [
        ("a", "Boolean!", "true"),
        ("b", "[Int!]", None),
        ("c", "Unit", None),
    ]
    assert used_variables(operation.selections) == {"a", "b", "c"}
    assert operation.selections[0].conditions == (Condition("a", expected=True),)


def test_variables_inside_values_are_found():
    operation = normal("{ size(of: [1, $x]) }")
    assert used_variables(operation.selections) == {"x"}


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("{ nothing }", "no field nothing"),
        ("{ item { pages } }", "Item has no field pages"),
        ("mutation { a }", "no mutation type"),
        ("{ ... on Unit { a } }", "can't stand on Unit"),
        ("{ x: book { id } x: item { id } }", "response key 'x'"),
        ("{ book @include { id } }", "boolean argument"),
        ('{ book @skip(if: "yes") { id } }', "boolean argument"),
    ],
)
def test_what_validation_would_refuse_is_refused_here_too(source, reason):
    with pytest.raises(ValidationFailedError, match=reason):
        normal(source)


def test_reading_validates_before_it_normalises():
    operation = read_operation(
        SUPERGRAPH, "query A { book { id } } query B { any { __typename } }", "A"
    )
    assert print_selections(operation.selections) == "book { id }"
    with pytest.raises(ValidationFailedError, match="Cannot query"):
        read_operation(SUPERGRAPH, "{ nothing }")


def test_denied_fields_are_told_apart_in_text():
    operation = normal("{ book { id } }")
    (book,) = operation.selections
    denied = replace(book, denied=True, selections=())
    assert print_selections((denied,)) == "book @denied"
