"""Reading supergraphs: what each version of the join specification says."""

import pytest
from graphql import print_schema

from gateway.supergraph.errors import SupergraphError
from gateway.supergraph.fieldset import print_field_set
from gateway.supergraph.model import Kind, Override, TypeRef
from gateway.supergraph.read import read_supergraph

HEAD = """
schema
  @link(url: "https://specs.apollo.dev/link/v1.0")
  @link(url: "https://specs.apollo.dev/join/v0.5", for: EXECUTION)
  @link(url: "https://specs.apollo.dev/inaccessible/v0.2", for: SECURITY)
{ query: Query }
directive @inaccessible on FIELD_DEFINITION | OBJECT | ENUM_VALUE | ARGUMENT_DEFINITION
directive @shout(loud: Boolean) on FIELD
directive @mark on OBJECT
scalar join__FieldSet
enum join__Graph {
  A @join__graph(name: "a", url: "http://a")
  B @join__graph(name: "b", url: "http://b")
}
"""

WHOLE = (
    HEAD
    + """
type Query @join__type(graph: A) @join__type(graph: B) {
  things(first: Int = 3, secret: Int @inaccessible): [Thing!]!
    @join__field(graph: A, provides: "size")
  hidden: Hidden @join__field(graph: A)
}
type Thing @mark
  @join__type(graph: A, key: "id", resolvable: false)
  @join__type(graph: A, key: "code")
  @join__type(graph: B, key: "id", extension: true)
  @join__implements(graph: A, interface: "Named")
{
  id: ID!
  code: ID! @join__field(graph: A)
  name: String @join__field(graph: A, type: "String!") @join__field(graph: B)
  size: Int @join__field(graph: A, external: true) @join__field(graph: B)
  old: Int @join__field(graph: A, usedOverridden: true)
    @join__field(graph: B, override: "a", overrideLabel: "percent(1)")
  sum: Int @join__field(graph: A, requires: "size")
  nobody: Int @join__field
  inContext: Int @join__field(graph: A, contextArguments: [
    {context: "c", name: "x", type: "Int", selection: "{ y }"}
  ])
}
interface Named @join__type(graph: A) { name: String }
union Any @join__type(graph: A) @join__type(graph: B)
  @join__unionMember(graph: A, member: "Thing") = Thing
type Hidden @join__type(graph: A) @inaccessible { a: Int }
enum Colour @join__type(graph: A) {
  RED @join__enumValue(graph: A)
  BLUE @join__enumValue(graph: A) @inaccessible
}
input Filter @join__type(graph: A) { colour: Colour }
scalar Date @join__type(graph: A)
"""
)


@pytest.fixture(scope="module")
def whole():
    return read_supergraph(WHOLE)


def test_subgraphs_are_called_by_their_names(whole):
    assert {one.name: one.url for one in whole.subgraphs.values()} == {
        "a": "http://a",
        "b": "http://b",
    }


def test_the_id_is_that_of_the_text(whole):
    assert whole.id == read_supergraph(WHOLE).id
    assert whole.id != read_supergraph(WHOLE + "\n").id


def test_keys_and_extensions(whole):
    joins = whole.type("Thing").joins
    assert [
        (print_field_set(key.fields), key.resolvable) for key in joins["a"].keys
    ] == [("id", False), ("code", True)]
    assert joins["b"].extension
    assert not joins["a"].extension


def test_joins_of_fields(whole):
    fields = whole.type("Thing").fields
    assert set(fields["id"].joins) == {"a", "b"}
    assert set(fields["code"].joins) == {"a"}
    assert not fields["nobody"].joins
    assert str(fields["name"].joins["a"].type) == "String!"
    assert str(fields["name"].joins["b"].type) == "String"
    assert fields["size"].joins["a"].external
    assert fields["old"].joins["a"].external
    assert fields["inContext"].joins["a"].contextual
    assert fields["old"].joins["b"].override == Override("a", "percent(1)")
    assert print_field_set(fields["sum"].joins["a"].requires) == "size"
    things = whole.field("Query", "things")
    assert print_field_set(things.joins["a"].provides) == "size"


def test_types_with_wrappers(whole):
    things = whole.field("Query", "things").type
    assert things == TypeRef("Thing", (False, False))
    assert str(things) == "[Thing!]!"
    assert str(TypeRef("A", (True, False, True))) == "[[A]!]"


def test_interfaces_members_and_possible_types(whole):
    assert whole.type("Thing").interfaces == {"a": frozenset({"Named"})}
    assert whole.possible["Named"] == frozenset({"Thing"})
    assert whole.possible_in["Any", "a"] == frozenset({"Thing"})
    assert whole.possible_in["Any", "b"] == frozenset()


def test_kinds_and_enum_values(whole):
    kinds = {name: one.kind for name, one in whole.types.items()}
    assert kinds["Filter"] is Kind.INPUT
    assert kinds["Date"] is Kind.SCALAR
    assert kinds["Int"] is Kind.SCALAR
    assert whole.type("Colour").enum_values == {"RED": True, "BLUE": False}
    assert whole.type("Any").abstract
    assert not whole.type("Thing").abstract


def test_only_directives_of_the_machinery_are_left_out(whole):
    assert [one.name.value for one in whole.type("Thing").directives] == ["mark"]
    assert whole.type("Hidden").inaccessible


def test_the_public_schema_hides_what_is_inaccessible(whole):
    text = print_schema(whole.public_schema)
    for hidden in ("Hidden", "BLUE", "secret", "join__", "@mark", "inaccessible"):
        assert hidden not in text
    assert "directive @shout" in text
    assert "first: Int = 3" in text
    assert whole.schema is whole.operation_schema
    assert "directive @defer" in print_schema(whole.schema)


def test_the_full_schema_has_it(whole):
    text = print_schema(whole.full_schema)
    for shown in ("Hidden", "BLUE", "secret", "directive @mark"):
        assert shown in text
    assert "join__" not in text


@pytest.mark.parametrize(
    ("link", "name"),
    [
        (
            '@link(url: "https://specs.apollo.dev/inaccessible/v0.2", as: "gone")',
            "gone",
        ),
        (
            (
                '@link(url: "https://specs.apollo.dev/inaccessible/v0.2", '
                'import: [{name: "@inaccessible", as: "@away"}])'
            ),
            "away",
        ),
        (
            (
                '@link(url: "https://specs.apollo.dev/inaccessible/v0.2", '
                'import: ["@inaccessible"])'
            ),
            "inaccessible",
        ),
    ],
)
def test_a_renamed_inaccessible_hides_as_well(link, name):
    sdl = f"""
    schema @link(url: "https://specs.apollo.dev/join/v0.3") {link} {{ query: Query }}
    directive @{name} on FIELD_DEFINITION
    enum join__Graph {{ A @join__graph(name: "a", url: "") }}
    type Query @join__type(graph: A) {{ seen: Int  hidden: Int @{name} }}
    """
    supergraph = read_supergraph(sdl)
    assert "hidden" not in print_schema(supergraph.public_schema)
    assert supergraph.field("Query", "hidden").inaccessible


FIRST_VERSION = """
schema @core(feature: "https://specs.apollo.dev/core/v0.1")
  @core(feature: "https://specs.apollo.dev/join/v0.1") { query: Query }
directive @core(feature: String!) repeatable on SCHEMA
enum join__Graph {
  A @join__graph(name: "a", url: "http://a")
  B @join__graph(name: "b", url: "http://b")
}
type Query { user: User @join__field(graph: A) }
type User @join__owner(graph: A)
  @join__type(graph: A, key: "id") @join__type(graph: B, key: "id")
{
  id: ID! @join__field(graph: A)
  name: String
  reviews: [Review] @join__field(graph: B)
}
type Review { body: String }
interface Node { id: ID! }
type Leaf implements Node { id: ID! }
union Any = Review | Leaf
"""


def test_the_first_version_has_owners_and_value_types():
    supergraph = read_supergraph(FIRST_VERSION)
    user = supergraph.type("User").fields
    assert set(user["name"].joins) == {"a"}
    assert set(user["reviews"].joins) == {"b"}
    assert set(user["id"].joins) == {"a", "b"}
    assert set(supergraph.type("Review").joins) == {"a", "b"}
    assert set(supergraph.field("Review", "body").joins) == {"a", "b"}
    assert supergraph.possible_in["Node", "b"] == frozenset({"Leaf"})
    assert supergraph.possible_in["Any", "a"] == frozenset({"Leaf", "Review"})


def test_root_types_have_their_usual_names_without_a_schema_definition():
    supergraph = read_supergraph(
        'enum join__Graph { A @join__graph(name: "a", url: "") }\n'
        "type Query @join__type(graph: A) { a: Int }\n"
        "type Mutation @join__type(graph: A) { b: Int }"
    )
    assert supergraph.roots == {"query": "Query", "mutation": "Mutation"}


@pytest.mark.parametrize(
    ("sdl", "reason"),
    [
        ("type Query {", "not valid GraphQL"),
        ("type Query { a: Int }", "no enum join__Graph"),
        ("enum join__Graph { A }", "no @join__graph"),
        (
            HEAD + "type Query @join__type(graph: C) { a: Int }",
            "no value of join__Graph",
        ),
        (HEAD + "type Query @join__type(graph: A) { a: Missing }", "schema is invalid"),
    ],
)
def test_what_is_no_supergraph_is_refused(sdl, reason):
    with pytest.raises(SupergraphError, match=reason) as caught:
        read_supergraph(sdl)
    assert caught.value.code == "SUPERGRAPH_INVALID"


@pytest.mark.parametrize(
    "link",
    [
        '@link(url: "https://example.org/other/v1.0")',
        '@link(url: "https://specs.apollo.dev/join/vNext")',
        '@link(url: "https://specs.apollo.dev/join/v0.3", for: EXECUTION)',
        "",
    ],
)
def test_without_a_known_version_the_rules_of_the_later_ones_hold(link):
    sdl = f"""
    schema {link} {{ query: Query }}
    enum join__Graph {{ A @join__graph(name: "a", url: "") }}
    type Query @join__type(graph: A) {{ a: Value }}
    type Value {{ b: Int }}
    """
    assert not read_supergraph(sdl).type("Value").joins
