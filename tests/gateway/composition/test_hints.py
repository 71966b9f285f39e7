"""Hints: each code of the reference, where it comes and where it does not."""

import pytest

from gateway.composition.compose import compose
from gateway.composition.source import Composed, SubgraphSource

SPEC = "https://specs.apollo.dev"


def fed(imports, sdl, *links):
    names = ", ".join(f'"@{name}"' for name in imports.split())
    beside = " ".join(f"@link({link})" for link in links)
    return (
        f'extend schema @link(url: "{SPEC}/federation/v2.9", import: [{names}])'
        f" {beside} {sdl}"
    )


def hints(*sdls):
    result = compose(
        [
            SubgraphSource(name, f"http://{name}", sdl)
            for name, sdl in zip("abcd", sdls, strict=False)
        ]
    )
    assert isinstance(result, Composed), result
    return [(hint.code, hint.message) for hint in result.hints]


def masked(name, composing, field):
    """A subgraph that calls @mask by a name of its own."""
    link = (
        f'url: "https://x.example/mask/v1.0", import: [{{name: "@mask", as: "{name}"}}]'
    )
    return fed(
        "composeDirective",
        f"{composing} directive {name}(n: Int) on FIELD_DEFINITION"
        f" type Query {{ {field}: Int {name}(n: 1) }}",
        link,
    )


FIRST = fed("key shareable", "type Query { a: Int }")
LAG = "directive @lag(ms: Int) on FIELD | QUERY "

CASES = {
    "IMPLICITLY_UPGRADED_FEDERATION_VERSION": (
        (f'extend schema @link(url: "{SPEC}/federation/v2.5")'
        f' @link(url: "{SPEC}/cost/v0.1", import: ["@cost"])'
        " type Query { a: Int @cost(weight: 1) }"),
        FIRST.replace("a: Int", "b: Int"),
    ),
    "DIRECTIVE_COMPOSITION_INFO": (
        fed(
            "composeDirective tag",
            'extend schema @composeDirective(name: "@tag") type Query { a: Int }',
        ),
        FIRST.replace("a: Int", "b: Int"),
    ),
    "DIRECTIVE_COMPOSITION_WARN": (
        masked("@mask", '@composeDirective(name: "@mask")', "a"),
        masked("@hide", "", "b"),
    ),
    "INCONSISTENT_ENTITY": (
        fed("key shareable", "type Query { a: A } type A @shareable { id: ID }"),
        fed("key shareable", 'type A @key(fields: "id") { id: ID b: Int }'),
    ),
    "INCONSISTENT_OBJECT_VALUE_TYPE_FIELD": (
        fed("shareable", "type Query { a: A @shareable } type A @shareable { x: Int }"),
        fed(
            "shareable",
            "type Query { a: A @shareable } type A @shareable { x: Int y: Int }",
        ),
    ),
    "INCONSISTENT_INTERFACE_VALUE_TYPE_FIELD": (
        fed("shareable", "type Query { a: I b: A } interface I { x: Int }"
            " type A implements I @shareable { x: Int y: Int }"),
        fed("shareable", "type Query { c: I } interface I { x: Int y: Int }"
            " type A implements I @shareable { x: Int y: Int }"),
    ),
    "INCONSISTENT_UNION_MEMBER": (
        fed("shareable", "type Query { a: U } union U = A"
            " type A @shareable { x: Int }"),
        fed("shareable", "type Query { b: U } union U = A | B"
            " type A @shareable { x: Int } type B { x: Int }"),
    ),
    "INCONSISTENT_BUT_COMPATIBLE_FIELD_TYPE": (
        fed("shareable", "type Query { a: Int! @shareable }"),
        fed("shareable", "type Query { a: Int @shareable }"),
    ),
    "INCONSISTENT_BUT_COMPATIBLE_ARGUMENT_TYPE": (
        fed("shareable", "type Query { a(x: Int!): Int @shareable }"),
        fed("shareable", "type Query { a(x: Int): Int @shareable }"),
    ),
    "INCONSISTENT_DEFAULT_VALUE_PRESENCE": (
        fed("shareable", "type Query { a(x: Int = 1): Int @shareable }"),
        fed("shareable", "type Query { a(x: Int): Int @shareable }"),
    ),
    "INCONSISTENT_ARGUMENT_PRESENCE": (
        fed("shareable", "type Query { a(x: Int): Int @shareable }"),
        fed("shareable", "type Query { a: Int @shareable }"),
    ),
    "INCONSISTENT_INPUT_OBJECT_FIELD": (
        "type Query { a(i: I): Int } input I { x: Int y: Int }",
        "type Query { b(i: I): Int } input I { x: Int }",
    ),
    "INCONSISTENT_ENUM_VALUE_FOR_INPUT_ENUM": (
        "type Query { a(e: E): Int } enum E { ON OFF }",
        "type Query { b(e: E): Int } enum E { ON }",
    ),
    "INCONSISTENT_ENUM_VALUE_FOR_OUTPUT_ENUM": (
        "type Query { a: E } enum E { ON OFF }",
        "type Query { b: E } enum E { ON }",
    ),
    "UNUSED_ENUM_TYPE": ("type Query { a: Int } enum E { ON OFF }",),
    "CONTEXTUAL_ARGUMENT_NOT_CONTEXTUAL_IN_ALL_SUBGRAPHS": (
        fed("key shareable context fromContext",
            "type Query { a: A } "
            'type A @key(fields: "id") @context(name: "c") { id: ID p: Int b: B }'
            ' type B @key(fields: "id") { id: ID f(x: Int'
            ' @fromContext(field: "$c { p }")): Int @shareable }'),
        fed("key shareable",
            'type B @key(fields: "id") { id: ID f(x: Int): Int @shareable }'),
    ),
    "FROM_SUBGRAPH_DOES_NOT_EXIST": (
        fed("override", 'type Query { a: Int @override(from: "gone") }'),
    ),
    "OVERRIDE_DIRECTIVE_CAN_BE_REMOVED": (
        fed("override", 'type Query { a: Int @override(from: "b") }'),
        fed("", "type Query { b: Int }"),
    ),
    "OVERRIDDEN_FIELD_CAN_BE_REMOVED": (
        fed("override", 'type Query { a: Int @override(from: "b") }'),
        fed("", "type Query { a: Int b: Int }"),
    ),
    "OVERRIDE_MIGRATION_IN_PROGRESS": (
        fed("override",
            'type Query { a: Int @override(from: "b", label: "percent(5)") }'),
        fed("", "type Query { a: Int b: Int }"),
    ),
    "INCONSISTENT_DESCRIPTION": (
        fed("shareable", 'type Query { "one" a: Int @shareable }'),
        fed("shareable", 'type Query { "two" a: Int @shareable }'),
    ),
    "INCONSISTENT_NON_REPEATABLE_DIRECTIVE_ARGUMENTS": (
        fed("shareable", 'type Query { a: Int @shareable @deprecated(reason: "x") }'),
        fed("shareable", "type Query { a: Int @shareable @deprecated }"),
    ),
    "MERGED_NON_REPEATABLE_DIRECTIVE_ARGUMENTS": (
        fed("shareable cost", "type Query { a: Int @shareable @cost(weight: 1) }"),
        fed("shareable cost", "type Query { a: Int @shareable @cost(weight: 2) }"),
    ),
    "INCONSISTENT_EXECUTABLE_DIRECTIVE_PRESENCE": (
        LAG + "type Query { a: Int }",
        "type Query { b: Int }",
    ),
    "NO_EXECUTABLE_DIRECTIVE_INTERSECTION": (
        LAG + "type Query { a: Int }",
        LAG.replace("FIELD | QUERY", "MUTATION") + "type Query { b: Int }",
    ),
    "INCONSISTENT_EXECUTABLE_DIRECTIVE_REPEATABLE": (
        LAG + "type Query { a: Int }",
        LAG.replace(") on", ") repeatable on") + "type Query { b: Int }",
    ),
    "INCONSISTENT_EXECUTABLE_DIRECTIVE_LOCATIONS": (
        LAG + "type Query { a: Int }",
        LAG.replace(" | QUERY", "") + "type Query { b: Int }",
    ),
}  # fmt: skip


@pytest.mark.parametrize("code", CASES)
def test_each_hint_comes_where_it_should_and_alone(code):
    assert [found for found, _ in hints(*CASES[code])] == [code]


@pytest.mark.parametrize("code", CASES)
def test_subgraphs_that_agree_give_no_hint(code):
    first = CASES[code][0]
    alone = {"UNUSED_ENUM_TYPE", "FROM_SUBGRAPH_DOES_NOT_EXIST"}
    alone |= {"IMPLICITLY_UPGRADED_FEDERATION_VERSION", "DIRECTIVE_COMPOSITION_INFO"}
    if code.startswith("OVERRID"):
        alone |= {code}

    found = [one for one, _ in hints(first)]

    if code in alone:
        assert len(found) == 1
    else:
        assert not found


def test_a_hint_says_what_and_where():
    assert hints(*CASES["INCONSISTENT_ENUM_VALUE_FOR_INPUT_ENUM"]) == [
        (
            "INCONSISTENT_ENUM_VALUE_FOR_INPUT_ENUM",
            'E.OFF is left out: missing in "b"',
        )
    ]


def test_a_default_written_out_is_no_difference():
    said = '@deprecated(reason: "No longer supported")'
    first = fed("shareable", f"type Query {{ a: Int @shareable {said} }}")
    second = fed("shareable", "type Query { a: Int @shareable @deprecated }")

    assert not hints(first, second)


def test_a_directive_that_is_not_imported_has_no_other_name():
    composing = masked("@mask", '@composeDirective(name: "@mask")', "a")

    assert not hints(composing, FIRST.replace("a: Int", "b: Int"))
    assert not hints(composing, masked("@mask", "", "b"))
    elsewhere = masked("@hide", "", "b").replace("x.example", "y.example")
    assert not hints(composing, elsewhere)


def test_what_an_interface_object_adds_is_no_difference():
    first = fed(
        "key",
        'type Query { r: Record } interface Record @key(fields: "id") { id: ID }'
        ' type Birth implements Record @key(fields: "id") { id: ID }',
    )
    second = fed(
        "key interfaceObject",
        'type Record @interfaceObject @key(fields: "id") { id: ID shelf: Int }',
    )

    assert not hints(first, second)
