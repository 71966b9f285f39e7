"""Field sets: what `@key`, `@requires` and `@provides` select, resolved against a subgraph.

A selection that names something the subgraph lacks is an `Unreadable`, never
dropped silently: the rules report it, everything else passes it by.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

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

from gateway.composition.subgraph.literals import fits
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
        return _Reading(types).selections(parent, _parse(text), ())
    except _BadSelectionError as error:
        return Unreadable(str(error))


def lenient_field_set(
    types: Mapping[str, TypeDefinition], parent: str, text: str
) -> tuple[Selected, ...]:
    """The readable part of a field set: for facts, while a rule reports the rest.

    That is each field named before one is unknown, by itself.
    """
    reading = _Reading(types, lenient=True)
    try:
        return reading.selections(parent, _parse(text), ())
    except _BadSelectionError:
        return tuple(reading.named)


@lru_cache(maxsize=4096)
def _parse(text: str) -> SelectionSetNode:
    """The syntax of a field set; the same few texts come again and again."""
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


class _Reading:
    """One reading of a field set."""

    def __init__(
        self, types: Mapping[str, TypeDefinition], *, lenient: bool = False
    ) -> None:
        self._types = types
        self._lenient = lenient
        self.named: list[Selected] = []
        """Each field come upon, without what is selected inside it."""

    def selections(
        self, parent: str, selection: SelectionSetNode, around: tuple[str, ...]
    ) -> tuple[Selected, ...]:
        """What a selection on a parent type selects, inside directives by name."""
        found: list[Selected] = []
        for node in selection.selections:
            names = (*around, *(d.name.value for d in node.directives or ()))
            match node:
                case InlineFragmentNode():
                    found += self._fragment(parent, node, names)
                case FieldNode():
                    found.append(self._field(parent, node, names))
                case FragmentSpreadNode() | SelectionNode():
                    raise _BadSelectionError("named fragments can't be used")
        return tuple(found)

    def _fragment(
        self, parent: str, node: InlineFragmentNode, names: tuple[str, ...]
    ) -> tuple[Selected, ...]:
        on = node.type_condition.name.value if node.type_condition else parent
        if on not in self._types:  # says nothing, as in the reference
            on = parent
        if not _is_composite(self._types.get(on)):
            raise _BadSelectionError(f'"{on}" is no composite type')
        return self.selections(on, node.selection_set, names)

    def _field(self, parent: str, node: FieldNode, names: tuple[str, ...]) -> Selected:
        name = node.name.value
        if node.alias:
            raise _BadSelectionError(f'"{node.alias.value}" is an alias')
        if name == "__typename":
            return Selected(parent, None, node, (), names)
        owner = self._types.get(parent)
        field = owner.fields.get(name) if owner else None
        if field is None:
            raise _BadSelectionError(f'type "{parent}" has no field "{name}"')
        self.named.append(Selected(parent, field, node, (), names))
        result = base_name(field.type)
        if not self._lenient:
            _check_arguments(self._types, field, node)
            _check_selection(_is_composite(self._types.get(result)), field, node)
        children = (
            self.selections(result, node.selection_set, ())
            if node.selection_set
            else ()
        )
        return Selected(parent, field, node, children, names)


def _check_selection(composite: bool, field: Field, node: FieldNode) -> None:  # noqa: FBT001 - what the field is
    if composite and node.selection_set is None:
        raise _BadSelectionError(
            f'"{field.coordinate}" needs a selection of its fields'
        )
    if not composite and node.selection_set is not None:
        raise _BadSelectionError(f'"{field.coordinate}" has no fields to select')


def _is_composite(found: TypeDefinition | None) -> bool:
    return found is not None and found.kind in (
        Kind.OBJECT,
        Kind.INTERFACE,
        Kind.UNION,
    )


def _check_arguments(
    types: Mapping[str, TypeDefinition], field: Field, node: FieldNode
) -> None:
    given = {a.name.value: a.value for a in node.arguments or ()}
    for name, value in given.items():
        wanted = field.args.get(name)
        if wanted is None:
            raise _BadSelectionError(f'"{field.coordinate}" has no argument "{name}"')
        if not fits(value, wanted.type, types):
            raise _BadSelectionError(
                f'"{name}" of "{field.coordinate}" is not of type {wanted.type}'
            )
    for argument in field.args.values():
        required = isinstance(argument.type, NonNull) and argument.default is None
        if required and argument.name not in given:
            raise _BadSelectionError(
                f'"{field.coordinate}" needs a value for "{argument.name}"'
            )


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
