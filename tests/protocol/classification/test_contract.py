import pytest
from graphql import parse

from protocol.classification import PersonalClass, read_classification

CONTRACT = """
extend schema @link(url: "https://tautan.example/contract/v1.0")
directive @personal(class: String!, identifies: Boolean!, secret: Boolean! = false) on FIELD_DEFINITION

type Thing @key(fields: "ticket") {
  ticket: ID! @personal(class: GENERAL, identifies: false)
  ref: ID @personal(class: GENERAL, identifies: false)
  name: Sealed @opens(as: "String") @personal(class: GENERAL, identifies: true)
  ill: Sealed @opens(as: "Boolean!") @personal(class: SPECIFIC, identifies: false)
  ban: Sealed @opens(as: "Boolean") @personal(class: GENERAL, identifies: false, secret: true)
  size: Int @impersonal
  adult: Boolean @personal(class: GENERAL, identifies: false)
  friends: [Thing!] @personal(class: GENERAL, identifies: false) @provider(agency: "other")
  forgotten: String
}
extend type Thing {
  late: Date @personal(class: GENERAL, identifies: false)
}
type Tally @impersonal { value: Int suppressed: Boolean! }
interface Named { name: Sealed @personal(class: GENERAL, identifies: true) }
type Held @provider(agency: "other") { name: String @impersonal }
type Query @impersonal { things: [Thing!] @impersonal  lost: Int }
enum Kind { A B }
"""


@pytest.fixture(scope="module")
def contract():
    return read_classification(parse(CONTRACT), "giver")


def test_a_personal_field_has_class_identity_and_provider(contract):
    name = contract.field("Thing.name")
    assert name.personal is PersonalClass.GENERAL
    assert name.identifies
    assert not name.secret
    assert name.opens_as == "String"
    assert name.returns == "Sealed"
    assert name.provider == "giver"
    assert not (name.structural)
    assert not (name.carried)
    assert not (name.links)


def test_specific_and_secret_are_read(contract):
    assert contract.field("Thing.ill").personal is PersonalClass.SPECIFIC
    assert contract.field("Thing.ban").secret


@pytest.mark.parametrize(
    ("coordinate", "expected"),
    [
        ("Thing.adult", True),
        ("Thing.ban", True),
        ("Thing.ill", True),
        ("Thing.name", False),
        ("Thing.size", False),
    ],
)
def test_a_yes_or_no_is_seen_through_its_seal(contract, coordinate, expected):
    assert contract.field(coordinate).yields_yes_or_no is expected


@pytest.mark.parametrize(
    "coordinate", ["Thing.ticket", "Thing.ref", "Thing.__typename", "Tally.__typename"]
)
def test_handles_and_type_names_are_carried(contract, coordinate):
    assert contract.field(coordinate).carried


def test_a_type_name_has_no_provider(contract):
    assert contract.field("Thing.__typename").provider is None


def test_fields_of_an_impersonal_type_are_structural(contract):
    assert contract.field("Tally.value").structural
    assert contract.field("Tally.suppressed").structural


def test_an_impersonal_field_of_another_type_needs_its_own_grant(contract):
    size = contract.field("Thing.size")
    assert size.personal is None
    assert not (size.structural)
    assert not (size.carried)


def test_entry_points_are_never_structural(contract):
    assert not contract.field("Query.things").structural


@pytest.mark.parametrize(
    "coordinate", ["Thing.forgotten", "Query.lost", "Thing.none", "Kind.__typename"]
)
def test_the_unclassified_and_unknown_are_absent(contract, coordinate):
    assert contract.field(coordinate) is None


def test_extensions_of_a_type_count(contract):
    assert contract.field("Thing.late").returns == "Date"


def test_interfaces_are_classified_too(contract):
    assert contract.field("Named.name").identifies


def test_a_stated_provider_wins_on_field_and_type(contract):
    assert contract.field("Thing.friends").providers == ("other",)
    assert contract.field("Held.name").providers == ("other",)


def test_only_the_unit_links(contract):
    assert not contract.field("Thing.friends").links
    unit = read_classification(parse(CONTRACT), "persons")
    assert unit.field("Thing.friends").links
    assert not unit.field("Thing.name").links


def test_renamed_roots_are_entry_points():
    text = """
    schema { query: Start }
    type Start @impersonal { things: Int @impersonal }
    """
    found = read_classification(parse(text), "giver").field("Start.things")
    assert not found.structural


@pytest.mark.parametrize(
    ("text", "is_open"),
    [
        ("type Query { a: Int }", True),
        ("type Query { a: Int @shareable } enum E { A }", True),
        ("type Query { a: Int @impersonal }", False),
        ("type T @impersonal { a: Int } type Query { t: T }", False),
        ("directive @personal on FIELD_DEFINITION type Query { a: Int }", False),
        ("directive @other on FIELD_DEFINITION type Query { a: Int }", True),
    ],
)
def test_open_only_where_nothing_is_marked_or_defined(text, is_open):
    assert read_classification(parse(text), "giver").is_open is is_open
