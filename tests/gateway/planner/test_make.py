"""Whole plans, where a golden text would say too little."""

from dataclasses import replace

import pytest

from gateway.operation.ast import Condition
from gateway.planner.errors import FieldUnreachableError, PlanningLimitExceededError
from gateway.planner.make import make_plan
from gateway.planner.plan import Leaf, OnType
from gateway.supergraph.read import read_supergraph
from tests.support.planning import operation_on, plan_on, supergraph_of

SHOP = {
    "list": "type Query { items: [Item] item: Item }\n"
    'type Item @key(fields: "id") { id: ID! name: String }\n'
    "type Mutation { touch: Item rename: Item }",
    "stock": 'type Item @key(fields: "id") { id: ID! stock: Int colour: Colour }\n'
    "enum Colour { RED BLUE @inaccessible }",
}


@pytest.fixture(scope="module")
def shop():
    return supergraph_of(**SHOP)


def documents(plan):
    return [(one.subgraph, one.document) for one in plan.fetches]


def test_coordinates_name_everything_that_is_asked_for(shop):
    plan = plan_on(shop, "{ items { stock } }")
    assert [sorted(one.coordinates) for one in plan.fetches] == [
        ["Item.id", "Query.items"],
        ["Item.stock"],
    ]
    assert [(fetch.id, one) for fetch, one in plan.coordinates()] == [
        (0, "Item.id"),
        (0, "Query.items"),
        (1, "Item.stock"),
    ]


def test_a_denied_field_is_not_asked_for_and_null_in_the_answer(shop):
    operation = operation_on(shop, "{ item { name stock } }")
    (item,) = operation.selections
    name, stock = item.selections
    denied = replace(item, selections=(name, replace(stock, denied=True)))
    plan = make_plan(shop, replace(operation, selections=(denied,)))
    assert documents(plan) == [("list", "query { item { name } }")]
    (field,) = plan.projection.variants[0].fields
    assert [one.data_key for one in field.value.variants[0].fields] == ["name", None]


def test_an_object_of_which_nothing_is_left_is_still_asked_for(shop):
    operation = operation_on(shop, "{ item { stock } }")
    (item,) = operation.selections
    bare = replace(item, selections=())
    plan = make_plan(shop, replace(operation, selections=(bare,)))
    assert documents(plan) == [("list", "query { item { __typename } }")]


def test_the_name_of_the_root_type_needs_no_request(shop):
    plan = plan_on(shop, "{ kind: __typename }")
    assert plan.fetches == ()
    assert plan.depth == 0
    (field,) = plan.projection.variants[0].fields
    assert (field.response_key, field.value) == ("kind", Leaf("String"))


def test_only_values_of_enums_that_callers_may_see_are_in_the_shape(shop):
    plan = plan_on(shop, "{ item { colour } }")
    (item,) = plan.projection.variants[0].fields
    assert item.value.variants[0].fields[0].value == Leaf(
        "Colour", frozenset({"RED"}), hidden=frozenset({"BLUE"})
    )


def test_a_request_of_which_everything_is_conditional_is_conditional(shop):
    plan = plan_on(shop, "query ($a: Boolean!) { item @include(if: $a) { stock } }")
    condition = (Condition("a", expected=True),)
    assert plan.fetches[0].conditions == condition
    assert plan.fetches[0].document == "query { item { id } }"
    assert plan.fetches[0].variables == ()
    assert plan.fetches[1].entities[0].conditions == condition


def test_mutations_of_one_subgraph_that_need_no_more_travel_together(shop):
    plan = plan_on(shop, "mutation { touch { name } rename { name } __typename }")
    assert documents(plan) == [("list", "mutation { touch { name } rename { name } }")]


def test_a_mutation_that_needs_more_comes_to_its_end_first(shop):
    plan = plan_on(shop, "mutation { touch { stock } rename { name } }")
    assert [(one.subgraph, one.kind) for one in plan.fetches] == [
        ("list", "mutation"),
        ("stock", "query"),
        ("list", "mutation"),
    ]
    assert [sorted(one.after) for one in plan.fetches] == [[], [0], [1]]


def test_a_mutation_under_two_conditions_is_asked_once():
    """Two selections of one mutation must not run it under neither condition."""
    plan = plan_on(
        supergraph_of(**SHOP),
        "mutation ($a: Boolean!, $b: Boolean!) {"
        " touch @include(if: $a) { id } touch @include(if: $b) { name } }",
    )
    assert [one.document for one in plan.fetches] == [
        (
            "mutation($a: Boolean!, $b: Boolean!) {"
            " touch @include(if: $a) { id } touch @include(if: $b) { name } }"
        )
    ]


def test_a_mutation_is_entered_at_one_subgraph_only():
    supergraph = supergraph_of(
        a="type Query { a: Int } type Mutation { go: Done @shareable }\n"
        'type Done @key(fields: "id") { id: ID! a: Int }',
        b="type Mutation { go: Done @shareable }\n"
        'type Done @key(fields: "id") { id: ID! b: Int c: Int }',
    )
    plan = plan_on(supergraph, "mutation { go { a b c } }")
    assert [(one.subgraph, one.kind) for one in plan.fetches].count(
        ("a", "mutation")
    ) + [(one.subgraph, one.kind) for one in plan.fetches].count(("b", "mutation")) == 1


def test_a_subscription_has_one_entry():
    supergraph = supergraph_of(
        a="type Query { a: Int } type Subscription { tick: Tick }\n"
        'type Tick @key(fields: "id") { id: ID! }',
        b='type Tick @key(fields: "id") { id: ID! b: Int }',
    )
    plan = plan_on(supergraph, "subscription { tick { b } }")
    assert [(one.subgraph, one.kind) for one in plan.fetches] == [
        ("a", "subscription"),
        ("b", "query"),
    ]


UNREACHABLE = """
enum join__Graph { A @join__graph(name: "a", url: "") B @join__graph(name: "b", url: "") }
type Query @join__type(graph: A) { item: Item  other: Item }
type Mutation @join__type(graph: A) { item: Item }
type Item @join__type(graph: A) @join__type(graph: B) {
  a: Int @join__field(graph: A)
  b: Int @join__field(graph: B)
}
"""


@pytest.mark.parametrize("source", ["{ item { a b } }", "mutation { item { b } }"])
def test_a_field_that_nothing_leads_to_is_a_coded_error(source):
    with pytest.raises(FieldUnreachableError, match=r"Item\.b") as caught:
        plan_on(read_supergraph(UNREACHABLE), source)
    assert caught.value.code == "PLANNING_FIELD_UNREACHABLE"


def test_a_mutation_that_no_subgraph_has_is_a_coded_error():
    lonely = UNREACHABLE.replace("type Mutation @join__type(graph: A)", "type Mutation")
    with pytest.raises(FieldUnreachableError, match="no subgraph"):
        plan_on(read_supergraph(lonely), "mutation { item { a } }")


def test_a_search_that_takes_too_long_is_a_coded_error(shop):
    operation = operation_on(shop, "{ items { stock } }")
    with pytest.raises(PlanningLimitExceededError, match="more than 2 steps") as caught:
        make_plan(shop, operation, max_steps=2)
    assert caught.value.code == "PLANNING_LIMIT_EXCEEDED"


def test_objects_of_several_types_share_a_lookup_where_it_is_the_same():
    supergraph = supergraph_of(
        a="type Query { any: [Any] }\nunion Any = One | Two\n"
        "type One { item: Item } type Two { item: Item }\n"
        'type Item @key(fields: "id") { id: ID! }',
        b='type Item @key(fields: "id") { id: ID! b: Int c: Int }',
    )
    same = plan_on(
        supergraph, "{ any { ... on One { item { b } } ... on Two { item { b } } } }"
    )
    (entities,) = same.fetches[1].entities
    (path,) = entities.paths
    assert OnType(frozenset({"One", "Two"})) in path
    other = plan_on(
        supergraph, "{ any { ... on One { item { b } } ... on Two { item { c } } } }"
    )
    assert len(other.fetches[1].entities) == 2
    apart = plan_on(
        supergraph,
        "query ($x: Boolean!) { any { ... on One { item { b } }"
        " ... on Two { item { b @include(if: $x) } } } }",
    )
    assert len(apart.fetches[1].entities) == 2


def test_names_of_the_caller_s_variables_are_not_taken():
    supergraph = supergraph_of(
        a='type Query { item: Item }\ntype Item @key(fields: "id") { id: ID! }',
        b='type Item @key(fields: "id") { id: ID! b(x: Int): Int }',
    )
    plan = plan_on(
        supergraph, "query ($representations: Int) { item { b(x: $representations) } }"
    )
    fetch = plan.fetches[1]
    assert fetch.variables == ("representations",)
    assert fetch.entities[0].variable == "_representations"
    assert "$_representations: [_Any!]!, $representations: Int" in fetch.document


def test_what_stands_on_the_interface_is_not_asked_for_again_per_type():
    supergraph = supergraph_of(
        a="type Query { all: [Item] }\ninterface Item { id: ID! rating: Int }\n"
        'type Book implements Item @key(fields: "id") { id: ID! rating: Int @external }\n'
        'type Film implements Item @key(fields: "id") { id: ID! rating: Int @external }',
        b='type Book @key(fields: "id") { id: ID! rating: Int }\n'
        'type Film @key(fields: "id") { id: ID! rating: Int }',
    )
    plan = plan_on(supergraph, "{ all { id rating } }")
    assert plan.fetches[0].document == "query { all { __typename id } }"


def test_a_denied_mutation_is_not_done(shop):
    operation = operation_on(shop, "mutation { touch { id } rename { id } }")
    touch, rename = operation.selections
    denied = replace(touch, denied=True, selections=())
    plan = make_plan(shop, replace(operation, selections=(denied, rename)))
    assert documents(plan) == [("list", "mutation { rename { id } }")]


def test_hidden_types_have_no_variant_in_the_answer():
    supergraph = supergraph_of(
        a="type Query { any: Any }\nunion Any = Seen | Hidden\n"
        "type Seen { a: Int }\ntype Hidden @inaccessible { b: Int }"
    )
    plan = plan_on(supergraph, "{ any { ... on Seen { a } } }")
    (field,) = plan.projection.variants[0].fields
    assert [one.on for one in field.value.variants] == [{"Seen"}]
    assert field.value.hidden == {"Hidden"}


def test_fields_under_conditions_are_merged_in_the_answer(shop):
    plan = plan_on(
        shop,
        "query ($a: Boolean!, $b: Boolean!) {"
        " item @include(if: $a) { name id @skip(if: $a) }"
        " item @include(if: $b) { name stock } }",
    )
    yes_a, yes_b = Condition("a", expected=True), Condition("b", expected=True)
    (item,) = plan.projection.variants[0].fields
    assert item.include == ((yes_a,), (yes_b,))
    below = {one.response_key: one.include for one in item.value.variants[0].fields}
    assert below == {"name": ((yes_a,), (yes_b,)), "stock": ((yes_b,),)}


def test_a_selection_that_never_contradicts_itself_adds_no_second_reason(shop):
    plan = plan_on(
        shop,
        "query ($a: Boolean!) { item @include(if: $a) { name }"
        " ... @include(if: $a) { item { id } } }",
    )
    (item,) = plan.projection.variants[0].fields
    assert item.include == ((Condition("a", expected=True),),)


CIRCLE = """
enum join__Graph { A @join__graph(name: "a", url: "") B @join__graph(name: "b", url: "") }
type Query @join__type(graph: A) { item: Item }
type Item @join__type(graph: A, key: "id") @join__type(graph: B, key: "id")
  @join__type(graph: B, key: "code { number }")
{
  id: ID!
  code: Code @join__field(graph: B)
  x: Int @join__field(graph: A, requires: "y") @join__field(graph: B, external: true)
  y: Int @join__field(graph: B, requires: "x") @join__field(graph: A, external: true)
}
type Code @join__type(graph: B) { number: Int }
"""


def test_requirements_that_only_require_each_other_lead_nowhere():
    with pytest.raises(FieldUnreachableError, match=r"Item\.x"):
        plan_on(read_supergraph(CIRCLE), "{ item { x } }")


def test_of_several_keys_one_that_can_be_had_is_used():
    plan = plan_on(read_supergraph(CIRCLE), "{ item { code { number } } }")
    (sent,) = plan.fetches[1].entities[0].representations
    assert [one.name for one in sent.fields] == ["id"]


TYPENAME_KEY = """
enum join__Graph {
  A @join__graph(name: "a", url: "") B @join__graph(name: "b", url: "")
  C @join__graph(name: "c", url: "")
}
type Query @join__type(graph: A) @join__type(graph: B) {
  one: Settings @join__field(graph: A)
  other: Group @join__field(graph: A)
}
type Settings @join__type(graph: A, key: "__typename")
  @join__type(graph: B, key: "__typename")
{
  a: Int @join__field(graph: A)
  b: Int @join__field(graph: B)
}
type Group @join__type(graph: A, key: "of { __typename id }")
  @join__type(graph: B, key: "of { __typename id }")
  @join__type(graph: C, key: "nothing { id }")
{
  of: Settings2
  nothing: Settings2 @join__field(graph: C)
  b: Int @join__field(graph: B)
}
type Settings2 @join__type(graph: A) @join__type(graph: B) @join__type(graph: C) {
  id: ID!
}
"""


def test_a_key_of_the_type_name_alone_sends_just_that():
    plan = plan_on(read_supergraph(TYPENAME_KEY), "{ one { b } }")
    assert plan.fetches[0].document == "query { one { __typename } }"
    (sent,) = plan.fetches[1].entities[0].representations
    assert (sent.typename, sent.fields) == ("Settings", ())


def test_a_type_name_inside_a_key_is_fetched_and_sent():
    plan = plan_on(read_supergraph(TYPENAME_KEY), "{ other { b } }")
    assert plan.fetches[0].document == "query { other { of { __typename id } } }"
    (sent,) = plan.fetches[1].entities[0].representations
    assert [one.name for one in sent.fields[0].fields] == ["__typename", "id"]


def test_every_subgraph_can_be_entered_below_a_field_that_returns_the_query_type():
    supergraph = supergraph_of(
        a="type Query { self: Query a: Int }",
        b="type Query { b: Int }",
        c="type Query { c: Int }",
    )
    plan = plan_on(supergraph, "{ self { a b c } }")
    assert [(one.subgraph, sorted(one.after)) for one in plan.fetches] == [
        ("a", []),
        ("b", [0]),
        ("c", [0]),
    ]


def test_parts_of_a_key_come_from_wherever_they_are():
    """`d` wants a field of `c` and a field of what `a` leads to, which `e` knows."""
    supergraph = supergraph_of(
        a='type Query { item: Item }\ntype Item @key(fields: "id") '
        "{ id: ID! owner: Owner @shareable }\n"
        'type Owner @key(fields: "id") { id: ID! }',
        c='type Item @key(fields: "id") { id: ID! x: Int @shareable }',
        d='type Item @key(fields: "x owner { y }") '
        "{ x: Int @shareable owner: Owner @shareable d: Int }\n"
        "type Owner { y: Int @shareable }",
        e='type Owner @key(fields: "id") { id: ID! y: Int @shareable }',
    )
    plan = plan_on(supergraph, "{ item { d } }")
    assert [(one.subgraph, sorted(one.after)) for one in plan.fetches] == [
        ("a", []),
        ("c", [0]),
        ("e", [0]),
        ("d", [1, 2]),
    ]


def test_a_key_that_only_its_own_subgraph_knows_leads_nowhere():
    alone = CIRCLE.replace('@join__type(graph: B, key: "id")\n  ', "")
    with pytest.raises(FieldUnreachableError, match=r"Item\.code"):
        plan_on(read_supergraph(alone), "{ item { code { number } } }")


def test_one_field_in_several_places_is_one_in_the_answer():
    supergraph = supergraph_of(
        a="type Query { item: Item }\ninterface Item { next: Item }\n"
        "type Book implements Item { next: Book pages: Int }",
    )
    plan = plan_on(
        supergraph,
        "{ item { next { __typename } ... on Book { next { pages } } } }",
    )
    (item,) = plan.projection.variants[0].fields
    (next_one,) = item.value.variants[0].fields
    assert next_one.include == ((),)
    below = next_one.value.variants[0].fields
    assert [one.response_key for one in below] == ["__typename", "pages"]


def test_a_fragment_on_an_interface_object_needs_someone_who_knows_the_types():
    lonely = """
    enum join__Graph {
      A @join__graph(name: "a", url: "") B @join__graph(name: "b", url: "")
    }
    type Query @join__type(graph: A) { media: Media }
    interface Media @join__type(graph: A, key: "id", isInterfaceObject: true)
      @join__type(graph: B, key: "code") { id: ID! code: ID @join__field(graph: B) }
    type Book implements Media @join__implements(graph: B, interface: "Media")
      @join__type(graph: B, key: "code") { id: ID! code: ID @join__field(graph: B) }
    """
    with pytest.raises(FieldUnreachableError, match="which objects are Book"):
        plan_on(read_supergraph(lonely), "{ media { ... on Book { id } } }")


def test_the_type_is_known_even_if_all_that_needs_it_is_conditional():
    supergraph = supergraph_of(
        a='type Query { a: Int }\ninterface Media @key(fields: "id") { id: ID! }\n'
        'type Book implements Media @key(fields: "id") { id: ID! pages: Int }\n'
        'type Film implements Media @key(fields: "id") { id: ID! }',
        b="type Query { media: Media }\n"
        'type Media @key(fields: "id") @interfaceObject { id: ID! score: Int }',
    )
    plan = plan_on(
        supergraph,
        "query ($x: Boolean!) { media { score"
        " ... on Book { pages @include(if: $x) } } }",
    )
    assert plan.fetches[1].entities[0].conditions == ()
    assert "__typename ... on Book { pages @include(if: $x) }" in (
        plan.fetches[1].document
    )


def test_a_field_with_arguments_from_a_context_is_not_asked_without_them():
    contextual = UNREACHABLE.replace(
        "b: Int @join__field(graph: B)",
        'b: Int @join__field(graph: A, contextArguments: [{context: "c", name: "x",'
        ' type: "Int", selection: "{ a }"}])',
    )
    with pytest.raises(FieldUnreachableError, match=r"Item\.b"):
        plan_on(read_supergraph(contextual), "{ item { b } }")


PARCELS = {
    "shelf": 'type Query { full: Parcel @provides(fields: "maker { name town }")\n'
    'part: Parcel @provides(fields: "maker { town }") }\n'
    'type Parcel @key(fields: "id") { id: ID! maker: Maker @external\n'
    'label: String @requires(fields: "maker { name }") }\n'
    "type Maker { name: String @external town: String @external }",
    "stock": 'type Parcel @key(fields: "id") { id: ID! maker: Maker @shareable }\n'
    "type Maker { name: String @shareable town: String @shareable }",
}


@pytest.mark.parametrize(("root", "count"), [("full", 1), ("part", 3)])
def test_a_requirement_is_met_by_what_is_provided_whole(root, count):
    plan = plan_on(supergraph_of(**PARCELS), f"{{ {root} {{ label }} }}")
    assert len(plan.fetches) == count


TWO_HALVES = """
enum join__Graph {
  A @join__graph(name: "a", url: "") B @join__graph(name: "b", url: "")
}
type Query @join__type(graph: A) @join__type(graph: B) { any: Any }
interface Any @join__type(graph: A) @join__type(graph: B) { code: ID }
type Book implements Any @join__implements(graph: A, interface: "Any")
  @join__implements(graph: B, interface: "Any")
  @join__type(graph: A, key: "code") @join__type(graph: B, key: "code") {
  code: ID @join__field(graph: A) @join__field(graph: B, external: true)
}
type Film implements Any @join__implements(graph: A, interface: "Any")
  @join__implements(graph: B, interface: "Any")
  @join__type(graph: A, key: "code") @join__type(graph: B, key: "code") {
  code: ID @join__field(graph: A, external: true) @join__field(graph: B)
}
"""


def test_a_field_of_an_interface_is_not_put_together_from_two_roots():
    """Each can say it of one type only, and they may not return the same object."""
    with pytest.raises(FieldUnreachableError):
        plan_on(read_supergraph(TWO_HALVES), "{ any { code } }")
    one = plan_on(read_supergraph(TWO_HALVES), "{ any { ... on Film { code } } }")
    assert documents(one) == [
        ("b", "query { any { __typename ... on Film { code } } }")
    ]


def test_an_interface_that_nobody_implements_where_it_is_returned_leads_nowhere():
    supergraph = supergraph_of(
        a='type Query { it: Any }\ninterface Any @key(fields: "id") { id: ID! }',
        b="type Query { other: Any }\n"
        'type Any @interfaceObject @key(fields: "id", resolvable: false)'
        " { id: ID! extra: Int }",
    )
    with pytest.raises(FieldUnreachableError, match=r"an object with Any\.extra"):
        plan_on(supergraph, "{ it { extra } }")
    assert documents(plan_on(supergraph, "{ other { extra } }")) == [
        ("b", "query { other { extra } }")
    ]


def test_fields_of_a_mutation_that_follow_each_other_in_one_subgraph_are_one_request():
    supergraph = supergraph_of(
        a='type Query { q: Int }\ntype Item @key(fields: "id") { id: ID! }\n'
        "type Mutation { make: Item }",
        b='type Item @key(fields: "id") { id: ID! stock: Int }\n'
        "type Mutation { count: Int clear: Int }",
    )
    plan = plan_on(supergraph, "mutation { make { stock } count clear }")
    assert [(one.subgraph, sorted(one.after)) for one in plan.fetches] == [
        ("a", []),
        ("b", [0]),
        ("b", [1]),
    ]
    assert plan.fetches[2].document == "mutation { count clear }"


def test_a_subgraph_is_entered_by_the_key_that_serves_the_rest_as_well():
    supergraph = supergraph_of(
        a='type Query { t: T }\ntype T @key(fields: "k") { k: ID! }',
        b='type T @key(fields: "k") @key(fields: "m") { k: ID! m: ID! b: Int }',
        c='type T @key(fields: "m") @key(fields: "n") { m: ID! n: ID! c: Int }',
        d='type T @key(fields: "k") @key(fields: "n") { k: ID! n: ID! d: Int }',
    )
    for wanted, through in (("b", "b"), ("d", "d")):
        plan = plan_on(supergraph, f"{{ t {{ c {wanted} }} }}")
        assert [one.subgraph for one in plan.fetches] == ["a", through, "c"]


def test_what_a_value_below_an_interface_lacks_is_reached_by_keys_of_the_objects():
    supergraph = supergraph_of(
        a="type Query { all: [Any] }\ninterface Any { place: Place }\n"
        'type Book implements Any @key(fields: "id")'
        " { id: ID! place: Place @shareable }\n"
        'type Film implements Any @key(fields: "id")'
        " { id: ID! place: Place @shareable }\n"
        "type Place @shareable { town: Int }",
        b='type Book @key(fields: "id") { id: ID! place: Place @shareable }\n'
        'type Film @key(fields: "id") { id: ID! place: Place @shareable }\n'
        "type Place { town: Int @shareable street: Int }",
    )
    plan = plan_on(supergraph, "{ all { place { town street } } }")
    assert [(one.subgraph, sorted(one.after)) for one in plan.fetches] == [
        ("a", []),
        ("b", [0]),
    ]


def test_a_leaf_can_be_had_from_every_subgraph_by_every_way():
    """Otherwise two ways into `c` hide that `b` leads to `d` as well."""
    value = "type Value @shareable"
    supergraph = supergraph_of(
        a='type Query { t: T @shareable }\ntype T @key(fields: "id") { id: ID! }',
        b="type Query { t: T @shareable }\n"
        'type T @key(fields: "id") { id: ID! v: Value @shareable }\n'
        f"{value} {{ p: Int }}",
        c='type T @key(fields: "id") { id: ID! v: Value @shareable }\n'
        f"{value} {{ p: Int q: Int }}",
        d='type T @key(fields: "id") { id: ID! v: Value @shareable }\n'
        f"{value} {{ q: Int r: Int }}",
    )
    plan = plan_on(supergraph, "{ t { v { p q r } } }")
    assert [one.subgraph for one in plan.fetches] == ["b", "d"]
