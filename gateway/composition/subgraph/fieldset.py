"""Field sets: what `@key`, `@requires` and `@provides` select, resolved against a subgraph.

A selection that names something the subgraph lacks is an `Unreadable`, never
dropped silently: the rules report it, everything else passes it by.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from graphql import (
    FieldNode,
    FragmentSpreadNode,
    GraphQLSyntaxError,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    parse,
)

from gateway.composition.subgraph.model import Field, Kind, Subgraph, TypeDefinition
from gateway.composition.subgraph.typeref import NonNull, base_name


@dataclass(frozen=True, slots=True)
class Selected:
    """A field that a field set selects; fragments are folded into `parent`."""

    parent: str
    field: Field | None
    """None for `__typename`."""
    node: FieldNode
    children: tuple["Selected", ...]
    directives: tuple[str, ...]
    """Names of directives on it, or on a fragment around it."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Why a field set can't be read."""

    reason: str


class _BadSelectionError(Exception):
    """Carries the reason out of the recursion; never leaves this file."""


def read_field_set(
    types: Mapping[str, TypeDefinition], parent: str, text: str
) -> tuple[Selected, ...] | Unreadable:
    """The selections of a field set on a parent type."""
    try:
        return tuple(_selections(types, parent, _parse(text), ()))
    except _BadSelectionError as error:
        return Unreadable(str(error))


def lenient_field_set(
    types: Mapping[str, TypeDefinition], parent: str, text: str
) -> tuple[Selected, ...]:
    """The readable part of a field set: for facts, while a rule reports the rest."""
    try:
        selection = _parse(text)
    except _BadSelectionError:
        return ()
    found: list[Selected] = []
    for node in selection.selections:
        alone = SelectionSetNode(selections=(node,))
        try:
            found += _selections(types, parent, alone, ())
        except _BadSelectionError:
            found += _bare(types, parent, node)
    return tuple(found)


def _bare(
    types: Mapping[str, TypeDefinition], parent: str, node: SelectionNode
) -> Iterator[Selected]:
    """A field whose inside can't be read is used all the same."""
    owner = types.get(parent)
    if isinstance(node, FieldNode) and owner and node.name.value in owner.fields:
        yield Selected(parent, owner.fields[node.name.value], node, (), ())


def _parse(text: str) -> SelectionSetNode:
    if not text.strip():
        raise _BadSelectionError("it selects nothing")
    wrapped = text if text.lstrip().startswith("{") else f"{{{text}}}"
    try:
        definitions = parse(wrapped, no_location=True).definitions
    except GraphQLSyntaxError as error:
        raise _BadSelectionError(error.message) from error
    match definitions:
        case (OperationDefinitionNode(selection_set=selection_set),):
            return selection_set
        case _:
            raise _BadSelectionError("it is not one selection of fields")


def _selections(
    types: Mapping[str, TypeDefinition],
    parent: str,
    selection: SelectionSetNode,
    around: tuple[str, ...],
) -> Iterator[Selected]:
    for node in selection.selections:
        names = (*around, *(d.name.value for d in node.directives or ()))
        match node:
            case InlineFragmentNode():
                yield from _fragment(types, parent, node, names)
            case FieldNode():
                yield _field(types, parent, node, names)
            case FragmentSpreadNode() | SelectionNode():
                raise _BadSelectionError("named fragments can't be used")


def _fragment(
    types: Mapping[str, TypeDefinition],
    parent: str,
    node: InlineFragmentNode,
    names: tuple[str, ...],
) -> Iterator[Selected]:
    on = node.type_condition.name.value if node.type_condition else parent
    found = types.get(on)
    if found is None or found.kind not in (Kind.OBJECT, Kind.INTERFACE, Kind.UNION):
        raise _BadSelectionError(f'there is no composite type "{on}"')
    yield from _selections(types, on, node.selection_set, names)


def _field(
    types: Mapping[str, TypeDefinition],
    parent: str,
    node: FieldNode,
    names: tuple[str, ...],
) -> Selected:
    name = node.name.value
    if node.alias:
        raise _BadSelectionError(f'"{node.alias.value}" is an alias')
    if name == "__typename":
        return Selected(parent, None, node, (), names)
    owner = types.get(parent)
    field = owner.fields.get(name) if owner else None
    if field is None:
        raise _BadSelectionError(f'type "{parent}" has no field "{name}"')
    given = {a.name.value for a in node.arguments or ()}
    for argument in field.args.values():
        required = isinstance(argument.type, NonNull) and argument.default is None
        if required and argument.name not in given:
            raise _BadSelectionError(
                f'"{field.coordinate}" needs a value for "{argument.name}"'
            )
    result = base_name(field.type)
    target = types.get(result)
    composite = target is not None and target.kind in (
        Kind.OBJECT,
        Kind.INTERFACE,
        Kind.UNION,
    )
    if composite and node.selection_set is None:
        raise _BadSelectionError(
            f'"{field.coordinate}" needs a selection of its fields'
        )
    if not composite and node.selection_set is not None:
        raise _BadSelectionError(f'"{field.coordinate}" has no fields to select')
    children = (
        tuple(_selections(types, result, node.selection_set, ()))
        if node.selection_set
        else ()
    )
    return Selected(parent, field, node, children, names)


def walk(selections: Iterable[Selected]) -> Iterator[Selected]:
    """Every selected field, outer before inner."""
    for selected in selections:
        yield selected
        yield from walk(selected.children)


def target_coordinates(
    subgraph: Subgraph, selections: Iterable[Selected], *, implementations: bool
) -> Iterator[str]:
    """Coordinates of all selected fields, and of those that implement an interface's."""
    for selected in walk(selections):
        if selected.field is None:
            continue
        yield selected.field.coordinate
        owner = subgraph.types[selected.field.parent]
        if implementations and owner.kind is Kind.INTERFACE:
            for implementer in subgraph.implementers(owner.name):
                if selected.field.name in implementer.fields:
                    yield f"{implementer.name}.{selected.field.name}"
