"""A contract shows a part of the public schema, chosen by tag; plans stay the same."""

from graphql import build_schema

from gateway.composition.compose import compose
from gateway.composition.contract import Contract
from gateway.composition.diagnostics import Code
from gateway.composition.source import Composed, Rejected, SubgraphSource

LINK = (
    'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9",'
    ' import: ["@key", "@tag", "@shareable"])\n'
)
CASES = (
    LINK
    + """
type Query {
  case(number: ID!, state: State): Case @tag(name: "public")
  audit: Audit @tag(name: "inner")
  found: Found @tag(name: "public")
}
type Case @key(fields: "number") @tag(name: "public") {
  number: ID!
  state: State
  note: String @tag(name: "inner")
}
enum State { OPEN CLOSED DRAFT @tag(name: "inner") }
type Audit { lines: [Line] }
type Line { text: String }
union Found = Case | Audit
"""
)
OTHERS = (
    LINK
    + 'type Case @key(fields: "number") { number: ID! owner: Owner }'
    + ' type Owner @tag(name: "public") { name: String }'
)
SOURCES = [
    SubgraphSource("cases", "http://cases", CASES),
    SubgraphSource("others", "http://others", OTHERS),
]


def public(**choice):
    result = compose(SOURCES, Contract(**choice))
    assert isinstance(result, Composed), result
    schema = build_schema(result.public_sdl)
    return {
        name: set(getattr(found, "fields", None) or getattr(found, "values", ()))
        for name, found in schema.type_map.items()
        if name in {"Query", "Case", "State", "Audit", "Line", "Found", "Owner"}
    }


def test_what_is_excluded_is_gone():
    seen = public(exclude=frozenset({"inner"}))

    assert seen["Query"] == {"case", "found"}
    assert seen["Case"] == {"number", "state", "owner"}
    assert seen["State"] == {"OPEN", "CLOSED"}
    assert "Audit" in seen


def test_a_type_that_is_included_is_included_whole():
    seen = public(include=frozenset({"public"}), exclude=frozenset({"inner"}))

    assert seen["Query"] == {"case", "found"}
    assert seen["Case"] == {"number", "state", "owner"}
    assert seen["Owner"] == {"name"}
    assert not {"Audit", "Line"} & seen.keys()


def test_what_nothing_leads_to_is_hidden():
    apart = [SubgraphSource("cases", "", CASES.replace("Case | Audit", "Case"))]

    kept = compose(apart, Contract(exclude=frozenset({"inner"})))
    hidden = compose(
        apart, Contract(exclude=frozenset({"inner"}), hide_unreachable=True)
    )

    assert "type Line" in kept.public_sdl
    assert "type Line" not in hidden.public_sdl
    assert "type Line" in hidden.supergraph_sdl
    assert "union Found" in hidden.public_sdl


def test_a_field_to_what_is_hidden_refuses_the_contract():
    result = compose(SOURCES, Contract(include=frozenset({"inner"})))

    assert isinstance(result, Rejected)
    assert {d.code for d in result.diagnostics} == {Code.REFERENCED_INACCESSIBLE}


def test_an_empty_contract_changes_nothing():
    assert compose(SOURCES, Contract()) == compose(SOURCES)


def test_the_supergraph_keeps_what_is_left_out():
    result = compose(SOURCES, Contract(exclude=frozenset({"inner"})))

    assert "note: String" in result.supergraph_sdl
    assert "note" not in result.public_sdl
    assert (
        'url: "https://specs.apollo.dev/inaccessible/v0.2", for: SECURITY'
        in result.supergraph_sdl
    )
