"""What the GraphQL specification has against a subgraph, one sentence a rule."""

import pytest

from gateway.composition.compose import compose
from gateway.composition.diagnostics import Code
from gateway.composition.source import Composed, Rejected, SubgraphSource

Q = "type Query { q: Int } "

WRONG = [
    (Q + "type T", "T has nothing in it"),
    (Q + "input I", "I has nothing in it"),
    (Q + "enum E", "E has nothing in it"),
    (Q + "union U", "U has nothing in it"),
    ("type Query { __q: Int }", "Query.__q has a name of introspection"),
    (Q + "enum E { __A }", "E.__A has a name of introspection"),
    (Q + "input I { __a: Int }", "I.__a has a name of introspection"),
    (Q + "type __T { a: Int }", "__T has a name of introspection"),
    (Q + "directive @__d on FIELD", "@__d has a name of introspection"),
    ("type Query { q(__a: Int): Int }", "Query.q(__a:) has a name of introspection"),
    ("type Query { q(a: Int! @deprecated): Int }", "can't be deprecated"),
    (Q + "input I { a: Int! @deprecated b: Int }", "can't be deprecated"),
    ('type Query { q(a: Int = "x"): Int }', "the default of Query.q(a:) is not of"),
    ("type Query { q(a: [Int] = [1, true]): Int }", "is not of type [Int]"),
    ("type Query { q(a: I = {b: 1}): Int } input I { a: Int }", "is not of type I"),
    ("type Query { q(a: E = NO): Int } enum E { YES }", "is not of type E"),
    (Q + "directive @d(a: Int! = null) on FIELD", "the default of @d(a:)"),
    (Q + "interface I implements I { a: Int }", "I implements itself"),
    (Q + "interface I { a: Int } type T implements I { b: Int }", "T lacks I.a"),
    (Q + "interface I { a: Int } type T implements I { a: [Int] }", "T.a is [Int]"),
    (
        Q + "interface I { a(x: Int): Int } type T implements I { a: Int }",
        "T.a lacks x: Int of I.a",
    ),
    (
        Q + "interface I { a: Int } type T implements I { a(x: Int!): Int }",
        "T.a requires x, which I.a does not have",
    ),
    (
        Q + "interface A { a: Int } interface B implements A { a: Int }"
        " type T implements B { a: Int }",
        "T implements B, but not its A",
    ),
    (Q + "input I { a: J! } input J { b: I! }", "needs itself inside"),
    (Q + "type T @deprecated { a: Int }", "@deprecated may not stand on OBJECT"),
    ("type Query { q: Int @deprecated @deprecated }", "@deprecated stands twice"),
    ("type Query { q: Int @deprecated(a: 1) }", "@deprecated has no argument a"),
    ("type Query { q: Int @deprecated(reason: 1) }", "(reason:) is not of type String"),
    (Q + "scalar S @specifiedBy", "@specifiedBy lacks its argument url"),
    (Q + "type T { a: Int a: Int }", "defines T.a twice"),
    (Q + "type T { a: Int } type T { b: Int }", "defines T twice"),
    (Q + 'extend scalar Int @tag(name: "x")', "extends Int, which is GraphQL's own"),
    (Q + "directive @d(a: No) on FIELD", "names the type No"),
    ("type Query { q(a: Query): Int }", "takes the output type Query"),
    ("type Query { q: I } input I { a: Int }", "returns the input type I"),
    (Q + "union U = Query | Query", "names a type twice in U"),
    (Q + "union U = No", "names No, which is not an object type"),
    (Q + "type T implements No { a: Int }", "names No, which is not an interface"),
    ("schema { query: No } type T { a: Int }", "names No, which is not a root type"),
    (Q + "{ q }", "holds an operation or a fragment"),
]  # fmt: skip


@pytest.mark.parametrize(("sdl", "said"), WRONG)
def test_what_is_not_valid(sdl, said):
    result = compose([SubgraphSource("s", "", sdl)])

    assert isinstance(result, Rejected)
    assert {d.code for d in result.diagnostics} == {Code.INVALID_GRAPHQL}
    assert any(said in d.message for d in result.diagnostics), result.diagnostics


RIGHT = [
    "type Query { q(a: Float = 1): Int }",
    "type Query { q(a: ID = 1): Int }",
    "type Query { q(a: [Int!] = 1): Int }",
    'type Query { q(a: Any = {b: [1, "x"]}): Int } scalar Any',
    'type Query { q(a: E = "YES"): Int } enum E { YES }',
    "type Query { q(a: I = {}): Int } input I { a: Int! }",
    "type Query { q(a: Int! = 1 @deprecated): Int }",
    "type Query { q: I } interface I { a: I } type T implements I { a: T! }",
    "type Query { q: U! } union U = T type T { a: Int }",
    "type Query { q(a: I): Int } input I { a: J! } input J { b: [I!]! }",
    "extend type Query { q: Int } type Query",
    "type Query { q: Int } enum E { A A }",
]  # fmt: skip


@pytest.mark.parametrize("sdl", RIGHT)
def test_what_is_valid(sdl):
    result = compose([SubgraphSource("s", "", sdl)])

    assert isinstance(result, Composed), result


LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9"'
CLASHES = [
    ('@link(url: "https://x.example/key/v1.0")', "@key"),
    ('@link(url: "https://x.example/a/v1.0", import: ["@key"])', "@key"),
    ('@link(url: "https://x.example/a/v1.0", as: "federation")', "federation"),
    ('@link(url: "https://x.example/a/v1.0", as: "a__b")', "a__b"),
    ('@link(url: "https://x.example/a/v1.0", as: "a_")', "a_"),
    ('@link(url: "https://x.example/a/v1.0", import: ["@a", "@c"])', None),
    ('@link(url: "https://x.example/a/v1.0", import: [{name: "@c", as: "@a"}])', "@a"),
    (
        '@link(url: "https://x.example/a/v1.0", import: ["@c", {name: "@c", as: "@d"}])',
        "@c",
    ),
    (
        '@link(url: "https://x.example/a/v1.0", import: ["@federation__z"])',
        "federation",
    ),
    (
        '@link(url: "https://x.example/a/v1.0", import: [{name: "@c", of: "@a"}])',
        "'@c'",
    ),
    ('@link(url: "https://specs.apollo.dev/federation/v2.3")', "linked already"),
]


@pytest.mark.parametrize(("link", "said"), CLASHES)
def test_links_that_clash(link, said):
    sdl = f'{LINK}, import: ["@key"]) {link} {Q}'

    result = compose([SubgraphSource("s", "", sdl)])

    if said is None:
        assert isinstance(result, Composed), result
    else:
        assert isinstance(result, Rejected)
        found = {d.code for d in result.diagnostics}
        assert found == {Code.INVALID_LINK_DIRECTIVE_USAGE}
        assert said in result.diagnostics[0].message


def test_links_say_nothing_without_federation():
    sdl = f'extend schema @link(url: "nowhere", import: ["@key"]) {Q}'

    assert isinstance(compose([SubgraphSource("s", "", sdl)]), Composed)
