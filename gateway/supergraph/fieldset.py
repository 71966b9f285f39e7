"""Field sets of @key, @requires and @provides as frozen data.

A field set is the inside of a selection set: `id organisation { code }`, with
arguments and inline fragments where @requires has them. Aliases, named
fragments and directives do not belong there and are refused.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from graphql import (
    FieldNode,
    GraphQLSyntaxError,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    parse,
    print_ast,
)

from gateway.supergraph.errors import SupergraphError


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument, its value as GraphQL source text in canonical spacing."""

    name: str
    value: str
    variables: frozenset[str] = frozenset()
    """Names of the variables that the value mentions."""


@dataclass(frozen=True, slots=True)
class FieldSetField:
    """A field of a field set; a leaf has no selections."""

    name: str
    arguments: tuple[Argument, ...] = ()
    selections: "FieldSet" = ()


@dataclass(frozen=True, slots=True)
class FieldSetFragment:
    """`... on Type { }` inside a field set."""

    type_condition: str
    selections: "FieldSet"


FieldSet = tuple[FieldSetField | FieldSetFragment, ...]


def parse_field_set(text: str) -> FieldSet:
    """Read a field set as it stands in a directive, braces optional.

    Raises:
        SupergraphError: The text is not a field set.
    """
    try:
        document = parse(f"{{{text}}}", no_location=True)
    except GraphQLSyntaxError as error:
        raise SupergraphError(
            f"The field set {text!r} is not valid GraphQL: {error.message}"
        ) from error
    match document.definitions:
        case (OperationDefinitionNode() as only,):
            return _selections(only.selection_set, text)
        case _:
            raise SupergraphError(f"The field set {text!r} is not one selection set.")


def print_field_set(fields: FieldSet) -> str:
    """Print a field set in canonical spacing; the inverse of `parse_field_set`."""
    return " ".join(_print(item) for item in fields)


def merge_field_sets(sets: Iterable[FieldSet]) -> FieldSet:
    """Put field sets one after the other, merging what they share."""
    merged: dict[tuple[object, ...], FieldSetField | FieldSetFragment] = {}
    for item in (item for fields in sets for item in fields):
        key: tuple[object, ...] = (
            (item.name, item.arguments)
            if isinstance(item, FieldSetField)
            else ("...", item.type_condition)
        )
        held = merged.get(key)
        below = [held.selections, item.selections] if held else [item.selections]
        merged[key] = replace(item, selections=merge_field_sets(below))
    return tuple(merged.values())


def _selections(node: SelectionSetNode, text: str) -> FieldSet:
    found: list[FieldSetField | FieldSetFragment] = []
    for item in node.selections:
        match item:
            case FieldNode(alias=None):
                below = (
                    _selections(item.selection_set, text) if item.selection_set else ()
                )
                arguments = tuple(
                    sorted(
                        (
                            Argument(one.name.value, print_ast(one.value))
                            for one in item.arguments or ()
                        ),
                        key=lambda one: one.name,
                    )
                )
                found.append(FieldSetField(item.name.value, arguments, below))
            case InlineFragmentNode(type_condition=None):
                found.extend(_selections(item.selection_set, text))
            case InlineFragmentNode(type_condition=condition) if condition:
                below = _selections(item.selection_set, text)
                found.append(FieldSetFragment(condition.name.value, below))
            case _:
                raise SupergraphError(
                    f"The field set {text!r} holds an alias or a named fragment."
                )
    return merge_field_sets([tuple(found)])


def _print(item: FieldSetField | FieldSetFragment) -> str:
    below = f" {{ {print_field_set(item.selections)} }}" if item.selections else ""
    if isinstance(item, FieldSetFragment):
        return f"... on {item.type_condition}{below}"
    given = ", ".join(f"{one.name}: {one.value}" for one in item.arguments)
    return (f"{item.name}({given})" if given else item.name) + below
