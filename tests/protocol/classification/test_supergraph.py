import pytest
from graphql import parse

from protocol.classification import PersonalClass, read_classification

SUPERGRAPH = """
schema @link(url: "https://specs.apollo.dev/join/v0.3") { query: Query }
directive @personal(class: String!, identifies: Boolean!) on FIELD_DEFINITION
enum join__Graph {
  GIVER @join__graph(name: "giver", url: "http://giver.example")
  OTHER_ONE @join__graph(name: "other-one", url: "http://other.example")
  PERSONS @join__graph(name: "persons", url: "http://persons.example")
}
type Case
  @join__type(graph: GIVER, key: "number")
  @join__type(graph: OTHER_ONE, key: "number")
{
  number: ID @personal(class: GENERAL, identifies: false)
  stage: String @join__field(graph: GIVER) @personal(class: GENERAL, identifies: false)
  copy: String
    @join__field(graph: GIVER, external: true)
    @join__field(graph: OTHER_ONE)
    @personal(class: GENERAL, identifies: false)
  moved: String
    @join__field(graph: GIVER, usedOverridden: true)
    @join__field(graph: OTHER_ONE, override: "giver")
    @personal(class: GENERAL, identifies: false)
  nowhere: String @join__field @personal(class: GENERAL, identifies: false)
  disputed: String
    @personal(class: GENERAL, identifies: false)
    @personal(class: SPECIFIC, identifies: true)
}
type Person @join__type(graph: PERSONS, key: "id") {
  id: ID @personal(class: GENERAL, identifies: false)
  cases: [Case!] @personal(class: GENERAL, identifies: false) @provider(agency: "giver")
}
type Query @join__type(graph: GIVER) @join__type(graph: OTHER_ONE) {
  cases: [Case!] @join__field(graph: GIVER) @impersonal
}
"""


@pytest.fixture(scope="module")
def supergraph():
    return read_classification(parse(SUPERGRAPH), None)


@pytest.mark.parametrize(
    ("coordinate", "providers"),
    [
        ("Case.number", ("giver", "other-one")),
        ("Case.stage", ("giver",)),
        ("Case.copy", ("other-one",)),
        ("Case.moved", ("other-one",)),
        ("Case.nowhere", ()),
        ("Query.cases", ("giver",)),
        ("Person.id", ("persons",)),
        ("Person.cases", ("giver",)),
    ],
)
def test_providers_are_who_resolves_it_or_who_is_stated(
    supergraph, coordinate, providers
):
    assert supergraph.field(coordinate).providers == providers


def test_an_edge_of_the_unit_links(supergraph):
    assert supergraph.field("Person.cases").links
    assert not supergraph.field("Person.id").links
    assert not supergraph.field("Case.stage").links


def test_of_two_classes_the_stricter_holds(supergraph):
    disputed = supergraph.field("Case.disputed")
    assert disputed.personal is PersonalClass.SPECIFIC
    assert disputed.identifies


def test_a_graph_without_a_name_keeps_its_key():
    text = "type T @join__type(graph: LONE) { a: Int @impersonal }"
    assert read_classification(parse(text), None).field("T.a").providers == ("LONE",)


def test_an_argument_of_another_kind_is_kept_as_text():
    text = "type T { a: Int @personal(class: GENERAL, identifies: 1) }"
    found = read_classification(parse(text), "giver").field("T.a")
    assert found.identifies is False
