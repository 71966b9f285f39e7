"""Short compositions beside the exact set of codes; the golden cases have one of each code."""

import pytest

from gateway.composition.compose import compose
from gateway.composition.source import Rejected, SubgraphSource


def fed(imports, body, version="2.9"):
    names = ", ".join(f'"@{name}"' for name in imports.split())
    return (
        f'extend schema @link(url: "https://specs.apollo.dev/federation/v{version}",'
        f" import: [{names}])\n{body}"
    )


def codes(*sdls):
    result = compose(
        [
            SubgraphSource(name, f"http://{name}", sdl)
            for name, sdl in zip("abcd", sdls, strict=False)
        ]
    )
    if isinstance(result, Rejected):
        return {d.code.value for d in result.diagnostics}
    return set()


def fee(read, *, argument="String", extra="region: String", more=""):
    return fed(
        "key context fromContext",
        f"""
        type Query {{ office: Office }}
        type Office @key(fields: "id") @context(name: "office") {{
          id: ID! fee: Fee {extra}
        }}
        type Fee @key(fields: "id") {{
          id: ID! amount(r: {argument} @fromContext(field: "{read}")): Int
        }}
        {more}
        """,
    )


PLACE = "type Place { name: String names: [String] }"
CONTEXTS = [
    (fee("$office { region }"), set()),
    (fee("$office ... on Office { region }"), set()),
    (fee("$office { place { name } }", extra="place: Place", more=PLACE), set()),
    (
        fee(
            "$office { places { name } }",
            argument="[String]",
            extra="places: [Place]",
            more=PLACE,
        ),
        set(),
    ),
    (fee("$office { region", argument="String"), {"CONTEXT_INVALID_SELECTION"}),
    (fee("$office { region } { id }"), {"CONTEXT_INVALID_SELECTION"}),
    (fee("$office { region id }"), {"CONTEXT_INVALID_SELECTION"}),
    (fee("$office { region @skip(if: true) }"), {"CONTEXT_INVALID_SELECTION"}),
    (fee("$office ... on Fee { id }"), {"CONTEXT_INVALID_SELECTION"}),
    (
        fee("$office ... on Office { region } ... on Office { id }"),
        {"CONTEXT_INVALID_SELECTION"},
    ),
    (fee("$office { region }", argument="Int"), {"CONTEXT_INVALID_SELECTION"}),
    (fee("$office { region }", argument="String!"), {"CONTEXT_INVALID_SELECTION"}),
    (fee("$office"), {"NO_CONTEXT_IN_SELECTION"}),
    (
        fee("$office { region }").replace(
            "String @fromContext", 'String = "x" @fromContext'
        ),
        {"CONTEXT_NOT_SET"},
    ),
    (
        fee(
            "$office { region }",
            more="directive @d(a: String @fromContext(field: "
            '"$office { region }")) on FIELD',
        ),
        {"CONTEXT_NOT_SET"},
    ),
    (
        fee(
            "$office { region }",
            more="interface I { f(a: String @fromContext(field: "
            '"$office { region }")): Int }',
        ),
        {"CONTEXT_NOT_SET"},
    ),
]


@pytest.mark.parametrize(("sdl", "expected"), CONTEXTS)
def test_contexts(sdl, expected):
    assert codes(sdl) == expected


@pytest.mark.parametrize(
    ("sdl", "expected"),
    [
        ("type Query {", "INVALID_GRAPHQL"),
        ("type Query { a: Int @nowhere }", "INVALID_GRAPHQL"),
        ("type Query { a(x: Int! = null): Int }", "INVALID_GRAPHQL"),
        ("type Query { a: Int @tag(name: 1) }", "INVALID_GRAPHQL"),
        ("type Query { a: Int } type Query { b: Int }", "INVALID_GRAPHQL"),
        ("type Query { a: Int! } interface I { a: I } type A implements I { b: Int }",
         "INVALID_GRAPHQL"),
        ("type Query { a(x: E = NO): Int } enum E { YES }", "INVALID_GRAPHQL"),
        ("schema { query: Root } type Query { a: Int }", "INVALID_GRAPHQL"),
        (fed("", "type Query { a: Int }").replace("[]", "[1]"),
         "INVALID_LINK_DIRECTIVE_USAGE"),
        (fed("", "type Query { a: Int }").replace("[]", '[{name: "@key", as: "key"}]'),
         "INVALID_LINK_DIRECTIVE_USAGE"),
        (fed("key", 'extend schema @link(url: "nowhere") type Query { a: Int }'),
         "INVALID_LINK_IDENTIFIER"),
        (fed("key", "directive @key(fields: Own!) on OBJECT type Query { a: Int }"
             " scalar Own"), "DIRECTIVE_DEFINITION_INVALID"),
        (fed("tag", "directive @tag(name: String!, as: Int) on OBJECT"
             " type Query { a: Int }"), "DIRECTIVE_DEFINITION_INVALID"),
        (fed("tag", "directive @tag on OBJECT type Query { a: Int }"),
         "DIRECTIVE_DEFINITION_INVALID"),
        (fed("external", "directive @external repeatable on OBJECT"
             " type Query { a: Int }"), "DIRECTIVE_DEFINITION_INVALID"),
    ],
)  # fmt: skip
def test_one_subgraph_that_is_wrong(sdl, expected):
    assert codes(sdl) == {expected}


def test_a_string_may_stand_for_an_enum_value_in_a_default():
    sdl = 'type Query { a(x: [E] = ["YES"], y: E = "YES"): Int } enum E { YES }'

    assert codes(sdl.replace('["YES"]', "[YES]")) == set()


def test_what_is_inside_a_default_can_be_hidden():
    body = """
    type Query { a(filters: [Filter] = [{state: DRAFT, old: 1, year: 2}]): Int }
    input Filter { state: State old: Int HIDE year: Int }
    enum State { DRAFT MARK FINAL }
    """
    shown = body.replace("HIDE", "").replace("MARK", "")
    old = body.replace("HIDE", "@inaccessible").replace("MARK", "")
    draft = body.replace("HIDE", "").replace("MARK", "@inaccessible")

    assert codes(fed("inaccessible", shown)) == set()
    assert codes(fed("inaccessible", old)) == {"DEFAULT_VALUE_USES_INACCESSIBLE"}
    assert codes(fed("inaccessible", draft)) == {"DEFAULT_VALUE_USES_INACCESSIBLE"}


def test_an_argument_of_an_interface_can_be_hidden_by_an_implementation():
    body = """
    type Query { record: Record }
    interface Record { age(unit: String): Int }
    type Birth implements Record { age(unit: String @inaccessible): Int }
    """
    assert codes(fed("inaccessible", body)) == {"IMPLEMENTED_BY_INACCESSIBLE"}


def test_what_an_inaccessible_interface_asks_is_not_seen():
    body = """
    type Query { birth: Birth }
    interface Record @inaccessible { id: ID }
    type Birth implements Record { id: ID @inaccessible place: String }
    """
    assert codes(fed("inaccessible", body)) == set()


CASE = 'type Case @key(fields: "n") { n: ID! %s }'
BASE = fed("key", "type Query { case: Case } " + CASE % "age: Int days: Int")


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ('age: Int @external late: Int @requires(fields: "age")', set()),
        ('age: Int @external late: Int @requires(fields: "age age: n")',
         {"REQUIRES_INVALID_FIELDS"}),
        ('age: Int @external late: Int @requires(fields: "age { x }")',
         {"REQUIRES_INVALID_FIELDS"}),
        ('age: Int @external late: Int @requires(fields: "age ...F")',
         {"REQUIRES_INVALID_FIELDS"}),
        ('age: Int @external late: Int @requires(fields: "age ... on No { x }")',
         {"REQUIRES_INVALID_FIELDS"}),
        ('age: Int @external late: Int @requires(fields: "age __typename")',
         {"REQUIRES_FIELDS_MISSING_EXTERNAL"}),
        ('age: Int @external late: Int @requires(fields: "age(of: 1)")',
         {"REQUIRES_INVALID_FIELDS"}),
        ('age: Int @external late: Int @requires(fields: "age @no")',
         {"REQUIRES_INVALID_FIELDS"}),
        ('age: Int @external late: Int @requires(fields: "age }{ n")',
         {"EXTERNAL_UNUSED", "REQUIRES_INVALID_FIELDS"}),
        ('late: Int @requires(fields: "")', {"REQUIRES_INVALID_FIELDS"}),
    ],
)  # fmt: skip
def test_requirements(fields, expected):
    assert codes(BASE, fed("key external requires", CASE % fields)) == expected


def test_a_requirement_through_an_interface_with_external_implementations():
    shared = """
    interface Place { name: String }
    type Town implements Place MARK { name: String }
    """
    first = fed(
        "key shareable",
        "type Query { case: Case } "
        + CASE % "place: Place"
        + shared.replace("MARK", "@shareable"),
    )
    second = fed(
        "key external requires",
        CASE
        % 'place: Place @external label: String @requires(fields: "place { name }")'
        + shared.replace("MARK", "@external"),
    )
    assert codes(first, second) == set()


OVERRIDDEN = fed("key", "type Query { case: Case } " + CASE % "age: Int")


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (
            OVERRIDDEN,
            fed("key override", CASE % 'age: Int @override(from: "a")'),
            set(),
        ),
        (
            OVERRIDDEN,
            fed("key override", CASE % 'age: Int @override(from: "gone", label: "?")'),
            {"INVALID_FIELD_SHARING"},
        ),
        (
            fed(
                "key external requires",
                "type Query { case: Case } "
                + CASE % 'days: Int @external age: Int @requires(fields: "days")',
            ),
            fed("key override", CASE % 'days: Int age: Int @override(from: "a")'),
            {"OVERRIDE_COLLISION_WITH_ANOTHER_DIRECTIVE", "INVALID_FIELD_SHARING"},
        ),
        (
            fed(
                "key interfaceObject",
                'type Record @interfaceObject @key(fields: "id") '
                "{ id: ID! shelf: Int }",
            ),
            fed(
                "key override",
                "type Query { record: Record }"
                ' interface Record @key(fields: "id") { id: ID! }'
                ' type Birth implements Record @key(fields: "id") '
                '{ id: ID! shelf: Int @override(from: "a") }',
            ),
            {"OVERRIDE_COLLISION_WITH_ANOTHER_DIRECTIVE", "INVALID_FIELD_SHARING"},
        ),
    ],
)
def test_overrides(first, second, expected):
    assert codes(first, second) == expected


def test_an_interface_object_beside_an_implementation():
    records = fed(
        "key",
        "type Query { record: Record }"
        ' interface Record @key(fields: "id") { id: ID! }'
        ' type Birth implements Record @key(fields: "id") { id: ID! }',
    )
    archive = fed(
        "key interfaceObject shareable",
        'type Record @interfaceObject @key(fields: "id") { id: ID! shelf: Int }'
        ' type Birth @key(fields: "id") { id: ID! }',
    )
    assert codes(records, archive) == {"INTERFACE_OBJECT_USAGE_ERROR"}
    assert codes(records, archive.partition(" type Birth")[0]) == set()


def test_an_interface_object_needs_a_key():
    sdl = fed(
        "interfaceObject", "type Query { r: R } type R @interfaceObject { id: ID }"
    )

    assert codes(sdl) == {"INTERFACE_OBJECT_USAGE_ERROR"}


def test_an_interface_object_whose_type_nobody_tells():
    records = fed(
        "key",
        "interface Record { id: ID! }"
        ' type Birth implements Record @key(fields: "id") { id: ID! }',
    )
    archive = fed(
        "key interfaceObject",
        "type Query { record: Record }"
        ' type Record @interfaceObject @key(fields: "id") { id: ID! }',
    )
    assert codes(records, archive) == {"SATISFIABILITY_ERROR"}


def test_subscriptions_are_not_shared():
    sdl = fed(
        "shareable", "type Query { a: Int } type Subscription { s: Int @shareable }"
    )

    assert codes(sdl) == {"INVALID_FIELD_SHARING"}


def test_shareable_twice():
    sdl = fed("shareable", "type Query { a: Int @shareable @shareable }")

    assert codes(sdl) == {"INVALID_SHAREABLE_USAGE"}


def composed(url, directive, *, name="mask"):
    return (
        'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9",'
        f' import: ["@composeDirective"]) @link(url: "{url}"'
        f' {directive}) @composeDirective(name: "@{name}")'
        f" directive @{name} on FIELD_DEFINITION type Query {{ f%d: Int @{name} }}"
    )


MASK = "https://tautan.example/mask"


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (composed(f"{MASK}/v1.0", ""), composed(f"{MASK}/v1.3", ""), set()),
        (
            composed(f"{MASK}/v1.0", ""),
            composed(f"{MASK}/v2.0", ""),
            {"DIRECTIVE_COMPOSITION_ERROR"},
        ),
        (
            composed(f"{MASK}/v1.0", ""),
            composed(f"{MASK}/v1.0", 'as: "veil"', name="veil"),
            {"DIRECTIVE_COMPOSITION_ERROR"},
        ),
        (
            composed(f"{MASK}/v1.0", "", name="mask__thin"),
            composed(f"{MASK}/v1.0", "", name="mask__thin"),
            set(),
        ),
        (
            composed(f"{MASK}/v1.0", "", name="other"),
            composed(f"{MASK}/v1.0", ""),
            {"DIRECTIVE_COMPOSITION_ERROR"},
        ),
        (
            composed(f"{MASK}/v1.0", "").replace('name: "@mask"', 'name: "mask"'),
            composed(f"{MASK}/v1.0", ""),
            {"DIRECTIVE_COMPOSITION_ERROR"},
        ),
    ],
)
def test_composed_directives(first, second, expected):
    assert codes(first % 1, second % 2) == expected


def test_input_fields_of_several_types():
    first = "type Query { a(i: I): Int } input I { x: Int y: Int! }"
    second = "type Query { b(i: I): Int } input I { x: String y: Int }"

    assert codes(first, second) == {"FIELD_TYPE_MISMATCH"}
    assert codes(first, second.replace("String", "Int!")) == set()


def test_extension_that_nobody_defines_in_federation_2():
    sdl = fed("key", "type Query { o: Office } extend type Office { id: ID }")

    assert codes(sdl) == {"EXTENSION_WITH_NO_BASE"}


def test_a_merged_schema_can_be_invalid():
    first = fed(
        "shareable",
        "type Query { i: I } interface I { x: Int! }"
        " type A implements I { x: Int! @shareable }",
    )
    second = fed("shareable", "type A { x: Int @shareable }")

    assert codes(first, second) == {"INVALID_GRAPHQL"}


AUTH = "key external requires authenticated requiresScopes"


def test_requirements_of_a_requirement_on_a_type_and_an_interface():
    first = fed(
        "key authenticated",
        "type Query { case: Case } interface Place { name: String }"
        " type Town implements Place { name: String @authenticated }"
        + CASE
        % "place: Place",
    )
    second = fed(
        AUTH,
        "interface Place { name: String }"
        " type Town implements Place @external { name: String }"
        + CASE
        % 'place: Place @external label: String @requires(fields: "place { name'
        ' __typename }") MARK',
    )

    bare, stated = second.replace("MARK", ""), second.replace("MARK", "@authenticated")
    assert codes(first, bare) == {"MISSING_TRANSITIVE_AUTH_REQUIREMENTS"}
    assert codes(first, stated) == set()


def test_federation_1_drops_what_means_nothing():
    reviews = """
    extend type Case @key(fields: "n") {
      n: ID! @external
      own: Int
      title: String @external
      place: Place @provides(fields: "name size")
      total: Int @provides(fields: "n")
      late: Int @requires(fields: "own title")
      never: Int @requires(fields: "own")
    }
    type Place @key(fields: "id") { id: ID name: String @external size: Int }
    extend type Idle { x: Int @external }
    """
    cases = """
    type Query { case: Case }
    type Case @key(fields: "n") { n: ID! title: String }
    extend type Place @key(fields: "id") { id: ID @external name: String }
    type Idle { x: Int y: Int }
    """
    assert codes(cases, reviews) == set()


@pytest.mark.parametrize(
    ("name", "expected"),
    [("__a", {"INVALID_GRAPHQL"}), ("--a", {"INVALID_GRAPHQL"}), ("_a", set())],
)
def test_a_subgraph_name_is_not_one_of_introspection(name, expected):
    result = compose([SubgraphSource(name, "http://a", "type Query { a: Int }")])
    found = result.diagnostics if isinstance(result, Rejected) else ()
    assert {d.code.value for d in found} == expected
    assert all(d.where[0].subgraph == name for d in found)


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (("cacheTag", "cacheTag"), set()),
        (("cached", "cached"), set()),
        (("cacheTag", "cached"), {"LINK_IMPORT_NAME_MISMATCH"}),
    ],
)
def test_what_is_carried_has_one_name_too(names, expected):
    """Though it stands in the supergraph under that of federation."""
    sdls = [
        f"""
        extend schema @link(url: "https://specs.apollo.dev/federation/v2.12",
          import: [{{name: "@cacheTag", as: "@{name}"}}])
        type Query {{ {field}: Int @{name}(format: "x") }}
        """
        for name, field in zip(names, "ab", strict=True)
    ]
    assert codes(*sdls) == expected
