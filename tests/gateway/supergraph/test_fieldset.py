"""Field sets: read, printed, merged; what does not belong there is refused."""

import pytest

from gateway.supergraph.errors import SupergraphError
from gateway.supergraph.fieldset import (
    Argument,
    FieldSetField,
    FieldSetFragment,
    merge_field_sets,
    parse_field_set,
    print_field_set,
)


def test_nested_fields_arguments_and_fragments_are_read():
    found = parse_field_set("id owner(b: 2, a: [1]) { name ... on Firm { number } }")
    assert found == (
        FieldSetField("id"),
        FieldSetField(
            "owner",
            (Argument("a", "[1]"), Argument("b", "2")),
            (
                FieldSetField("name"),
                FieldSetFragment("Firm", (FieldSetField("number"),)),
            ),
        ),
    )


@pytest.mark.parametrize(
    "text",
    [
        "id",
        "id owner { name }",
        'price(unit: "kilo")',
        "owner { ... on Firm { number } name }",
    ],
)
def test_printing_is_the_inverse_of_reading(text):
    assert print_field_set(parse_field_set(text)) == text


def test_fragments_without_a_type_are_their_selections():
    assert parse_field_set("... { id }") == (FieldSetField("id"),)


def test_what_stands_twice_is_merged():
    assert print_field_set(parse_field_set("owner { a } id owner { b } id")) == (
        "owner { a b } id"
    )


def test_sets_are_merged_in_order_and_arguments_keep_fields_apart():
    merged = merge_field_sets(
        [
            parse_field_set("a(x: 1) ... on T { b }"),
            parse_field_set("a(x: 2) ... on T { c } a(x: 1)"),
        ]
    )
    assert print_field_set(merged) == "a(x: 1) ... on T { b c } a(x: 2)"


@pytest.mark.parametrize(
    "text",
    ["id {", "other: id", "...Named", "} fragment F on T { id", "} type T { a: Int"],
)
def test_what_is_no_field_set_is_refused(text):
    with pytest.raises(SupergraphError, match="field set"):
        parse_field_set(text)
