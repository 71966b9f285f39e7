"""Data keys: who gets which, and when an alias of ours is needed."""

import pytest

from gateway.operation.ast import Field
from gateway.planner.spots import Spot, Where, reserve, use
from tests.support.planning import operation_on, supergraph_of

SUPERGRAPH = supergraph_of(
    a="type Query { any: [Any] book: Book }\nunion Any = Book | Film\n"
    'type Book @key(fields: "id") { id: ID! size: Int name(x: Int): String }\n'
    'type Film @key(fields: "id") { id: ID! size: [Int] name(x: Int): String }',
    b='type Film @key(fields: "id") { id: ID! rating: Int }',
)


def where(type_name, subgraph="a"):
    return Where(subgraph, type_name, frozenset({type_name}))


def field(name, key="", type_name="Book"):
    target = SUPERGRAPH.field(type_name, name).type.name
    return Field(key, name, type_name, target)


@pytest.fixture
def spot():
    return Spot()


def test_the_caller_gets_the_response_key(spot):
    assert use(SUPERGRAPH, spot, field("id", "key"), where("Book")) == "key"


def test_an_equal_field_that_the_plan_needs_shares_it(spot):
    use(SUPERGRAPH, spot, field("id", "key"), where("Book"))
    assert use(SUPERGRAPH, spot, field("id"), where("Book")) == "key"


def test_one_that_the_caller_will_select_later_is_shared_too(spot):
    operation = operation_on(SUPERGRAPH, "{ book { key: id } }")
    reserve(SUPERGRAPH, spot, operation.selections, frozenset({"Query"}))
    book = spot.inner("book")
    assert use(SUPERGRAPH, book, field("id"), where("Book")) == "key"


def test_a_name_that_the_caller_gave_to_something_else_is_not_taken(spot):
    operation = operation_on(SUPERGRAPH, "{ book { id: name } }")
    reserve(SUPERGRAPH, spot, operation.selections, frozenset({"Query"}))
    assert use(SUPERGRAPH, spot.inner("book"), field("id"), where("Book")) == "_1_id"


def test_types_that_exclude_each_other_share_a_key_of_one_shape(spot):
    assert use(SUPERGRAPH, spot, field("id", "x"), where("Book")) == "x"
    film = field("id", "x", "Film")
    assert use(SUPERGRAPH, spot, film, where("Film")) == "x"


def test_and_do_not_share_one_of_different_shapes(spot):
    assert use(SUPERGRAPH, spot, field("size", "size"), where("Book")) == "size"
    film = field("size", "size", "Film")
    assert use(SUPERGRAPH, spot, film, where("Film")) == "_1_size"


def test_shapes_of_different_subgraphs_do_not_meet_in_one_document(spot):
    assert use(SUPERGRAPH, spot, field("size", "x"), where("Book")) == "x"
    film = field("rating", "x", "Film")
    assert use(SUPERGRAPH, spot, film, where("Film", "b")) == "x"


def test_a_key_that_a_document_selects_is_not_given_to_another_field(spot):
    use(SUPERGRAPH, spot, field("id"), where("Book"))
    assert use(SUPERGRAPH, spot, field("size", "id"), where("Book")) == "_1_id"


def test_names_with_two_underscores_are_never_data_keys(spot):
    taken = use(SUPERGRAPH, spot, field("id", "__typename"), where("Book"))
    assert taken == "_1___typename"


def test_sources_tell_the_plan_s_uses_from_the_caller_s(spot):
    use(SUPERGRAPH, spot, field("id", "x"), where("Book"))
    signature = ("id", ())
    assert list(spot.sources(signature)) == []
    assert list(spot.sources(signature, "x")) == [("x", frozenset({"Book"}))]
    use(SUPERGRAPH, spot, field("id"), where("Book"))
    assert list(spot.sources(signature)) == [("x", frozenset({"Book"}))]
