"""What is put off is asked for apart, as far as there are keys to do so."""

from tests.support.planning import plan_on, supergraph_of


def asked(plan):
    return [(one.part, one.subgraph, one.document) for one in plan.fetches]


def test_what_can_not_be_asked_for_later_travels_along():
    """The one who can be entered by key does not know the field below."""
    supergraph = supergraph_of(
        a="type Query { t: T } "
        'type T @key(fields: "id", resolvable: false) { id: ID! v: V @shareable } '
        "type V { a: Int @shareable b: Int }",
        b='type T @key(fields: "id") { id: ID! v: V @shareable c: Int } '
        "type V { a: Int @shareable }",
    )
    plan = plan_on(supergraph, "{ t { id ... @defer { v { b } } } }")
    assert asked(plan) == [(0, "a", "query { t { id v { b } } }")]
    assert [one.shape.variants[0].fields[0].name for one in plan.parts] == ["t"]


def test_a_requirement_is_asked_for_with_the_part():
    supergraph = supergraph_of(
        a='type Query { t: T } type T @key(fields: "id") { id: ID! size: Int }',
        b='type T @key(fields: "id") { id: ID! size: Int @external '
        'big: Boolean @requires(fields: "size") }',
    )
    plan = plan_on(supergraph, "{ t { id ... @defer { big } } }")
    assert [(one.part, one.subgraph) for one in plan.fetches] == [
        (0, "a"),
        (1, "a"),
        (1, "b"),
    ]
    assert plan.fetches[0].document == "query { t { id } }"


def test_parts_on_different_types_of_one_field_are_kept_apart():
    supergraph = supergraph_of(
        a="type Query { any: U } union U = A | B "
        'type A @key(fields: "id") { id: ID! of: T } '
        'type B @key(fields: "id") { id: ID! of: T } '
        'type T @key(fields: "id") { id: ID! x: Int y: Int }'
    )
    plan = plan_on(
        supergraph,
        "{ any { ... on A { of { id ... @defer { x } } }"
        " ... on B { of { id ... @defer { y } } } } }",
    )
    later = [one for one in plan.fetches if one.part]
    assert [len(one.entities) for one in later] == [1, 1]
    assert [one.document.count("x") for one in later] == [1, 0]


def test_an_interface_object_is_left_by_its_key():
    supergraph = supergraph_of(
        a="type Query { x: Int } "
        'interface I @key(fields: "id") { id: ID! name: String } '
        'type A implements I @key(fields: "id") { id: ID! name: String }',
        b="type Query { all: [I] } "
        'type I @key(fields: "id") @interfaceObject { id: ID! score: Int }',
    )
    plan = plan_on(supergraph, "{ all { score ... @defer { __typename name } } }")
    assert [(one.part, one.subgraph) for one in plan.fetches] == [(0, "b"), (1, "a")]


def test_two_parts_on_one_object_ask_each_for_itself():
    supergraph = supergraph_of(
        a='type Query { t: T } type T @key(fields: "id") { id: ID! x: Int y: Int }'
    )
    plan = plan_on(supergraph, "{ t { ... @defer { x } ... @defer { x y } } }")
    assert [
        (part, document.split("... on T")[-1]) for part, _, document in asked(plan)
    ][1:] == [(1, " { x } } }"), (2, " { x y } } }")]


def test_query_below_a_field_is_entered_anew():
    supergraph = supergraph_of(
        a="type Query { self: Query x: Int }", b="type Query { y: Int }"
    )
    plan = plan_on(supergraph, "{ self { x ... @defer { y } } }")
    assert [(one.part, one.subgraph) for one in plan.fetches] == [(0, "a"), (1, "b")]
