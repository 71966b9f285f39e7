"""The reachability graph: which moves there are, and which there are not."""

from gateway.supergraph.graph import LEAF, Label, build_graph
from gateway.supergraph.read import read_supergraph

SDL = """
schema @link(url: "https://specs.apollo.dev/join/v0.5") {
  query: Query
}
enum join__Graph {
  A @join__graph(name: "a", url: "")
  B @join__graph(name: "b", url: "")
  C @join__graph(name: "c", url: "")
}
type Query @join__type(graph: A) @join__type(graph: B) {
  item: Item @join__field(graph: A, provides: "shape { __typename ... on Round { radius } ... on Flat { side } }")
  node: Node @join__field(graph: B)
}
type Item @join__type(graph: A, key: "id") @join__type(graph: B, key: "id")
  @join__type(graph: B, key: "code", resolvable: false)
  @join__implements(graph: A, interface: "Node")
  @join__implements(graph: B, interface: "Node")
{
  id: ID!
  code: ID @join__field(graph: B)
  state: Int @join__field(graph: A)
    @join__field(graph: B, override: "a", overrideLabel: "new")
  shape: Shape @join__field(graph: A, external: true) @join__field(graph: B)
  sum: Int @join__field(graph: A, requires: "state")
  score: Int @join__field
}
interface Node @join__type(graph: A, key: "id") @join__type(graph: B, key: "id")
  @join__type(graph: C, key: "id", isInterfaceObject: true)
{
  id: ID!
  state: Int @join__field(graph: A)
  score: Int @join__field(graph: C)
}
union Shape @join__type(graph: A) @join__type(graph: B)
  @join__unionMember(graph: A, member: "Round")
  @join__unionMember(graph: A, member: "Flat")
  @join__unionMember(graph: B, member: "Round") = Round | Flat
type Flat @join__type(graph: A) { side: Int @join__field(graph: A, external: true) }
type Round @join__type(graph: A) @join__type(graph: B) {
  radius: Int @join__field(graph: A, external: true) @join__field(graph: B)
  area: Int @join__field(graph: B)
}
"""

SUPERGRAPH = read_supergraph(SDL)
GRAPH = build_graph(SUPERGRAPH)


def plain(type_name, subgraph):
    return next(
        node.id
        for node in GRAPH.nodes
        if (node.type_name, node.subgraph, node.provided) == (type_name, subgraph, ())
    )


def named(number):
    node = GRAPH.nodes[number]
    return f"{node.type_name}@{node.subgraph}"


def test_it_is_remembered_by_supergraph():
    graph = build_graph(SUPERGRAPH)
    assert build_graph(SUPERGRAPH) is graph
    assert build_graph(read_supergraph(SDL)) is not graph


def test_external_fields_have_no_move_but_by_way_of_provides():
    assert "shape" not in GRAPH.fields[plain("Item", "a")]
    item = GRAPH.fields[plain("Query", "a")]["item"].tail
    shape = GRAPH.fields[item]["shape"].tail
    assert named(shape) == "Shape@a"
    round_view = GRAPH.casts[shape]["Round"]
    assert GRAPH.fields[round_view]["radius"].tail == LEAF
    assert "radius" not in GRAPH.fields[plain("Round", "a")]
    assert "area" not in GRAPH.fields[round_view]


def test_requirements_stand_on_the_move():
    assert GRAPH.fields[plain("Item", "a")]["sum"].requires


def test_labels_decide_between_source_and_target_of_an_override():
    at_source = GRAPH.fields[plain("Item", "a")]["state"]
    at_target = GRAPH.fields[plain("Item", "b")]["state"]
    assert at_source.label == Label("new", active=False)
    assert at_target.label == Label("new", active=True)
    assert at_source.usable(frozenset())
    assert not at_source.usable(frozenset({"new"}))
    assert at_target.usable(frozenset({"new"}))
    assert GRAPH.fields[plain("Item", "b")]["code"].usable(frozenset({"new"}))


def test_an_interface_field_needs_every_type_to_resolve_it_plainly():
    assert "id" in GRAPH.fields[plain("Node", "a")]
    assert "state" not in GRAPH.fields[plain("Node", "a")]


def test_keys_lead_to_resolvable_ones_alone_and_into_interface_objects():
    keys = {(named(one.tail), one.typename) for one in GRAPH.keys[plain("Item", "a")]}
    assert keys == {("Item@a", "Item"), ("Item@b", "Item"), ("Node@c", "Node")}
    assert len(GRAPH.keys[plain("Item", "a")]) == 3


def test_interface_objects_lead_back_to_the_real_interface():
    back = {named(one.tail) for one in GRAPH.keys[plain("Node", "c")]}
    assert back == {"Node@a", "Node@b", "Node@c"}
    assert not GRAPH.casts[plain("Node", "c")]
    assert GRAPH.nodes[plain("Node", "c")].possible == frozenset({"Item"})


def test_unions_have_casts_and_no_keys():
    assert set(GRAPH.casts[plain("Shape", "b")]) == {"Round"}
    assert not GRAPH.keys[plain("Shape", "b")]


def test_the_query_type_leads_to_that_of_other_subgraphs():
    assert [named(one) for one in GRAPH.roots[plain("Query", "a")]] == ["Query@b"]
    assert not GRAPH.roots[plain("Item", "a")]
    assert set(GRAPH.entries["query"]) == {"a", "b"}
