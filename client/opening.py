"""Opening an answer: every sealed value in it, each in its own place.

For each sealed value the client computes anew what the agency bound into it
(request id, coordinate, arguments, `ref` of the record) and opens it with the
key of the request. A value that was moved does not open, and then the whole
answer is refused: a gateway that moves values is not one to believe the rest of.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    FieldNode,
    FragmentSpreadNode,
    GraphQLCompositeType,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    InlineFragmentNode,
    SelectionSetNode,
    get_named_type,
    get_variable_values,
    is_composite_type,
)
from graphql.execution.values import VariableValues

from client.document import (
    ADDED_KEYS,
    REF_KEY,
    TYPE_KEY,
    Prepared,
    composite,
    fragment_of,
    opens_as,
)
from client.errors import QuestionInvalid
from protocol.arguments import given_arguments

Json = Any


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sealed value stood, as its agency bound it."""

    coordinate: str
    arguments: Mapping[str, Json]
    """As the operation gives them, variables filled in; enum values by name."""
    ref: str


Open = Callable[[str, Place], Json]
"""Opens one compact JWE that stood at a place; raises SealedError."""


def open_answer(
    data: Json, prepared: Prepared, variables: Mapping[str, Json], open_value: Open
) -> Json:
    """The answer's data with every sealed value opened and the additions gone.

    Raises:
        QuestionInvalid: the variables do not fit the operation.
        SealedError: from `open_value`, for a value that does not open.
    """
    if data is None:
        return None
    root = composite(prepared.schema, _root_name(prepared))
    return _Opening(prepared, _coerced(prepared, variables), open_value).walk(
        data, root, [prepared.operation.selection_set]
    )


def errors_asked_for(
    errors: Iterable[Mapping[str, Json]],
) -> Iterator[Mapping[str, Json]]:
    """An answer's errors but for those about the client's own additions.

    What was added stands beside a sealed field, which has an error of its own.
    """
    for error in errors:
        place = str((error.get("extensions") or {}).get("path") or "")
        if place.rpartition(".")[2] not in ADDED_KEYS:
            yield error


def _coerced(prepared: Prepared, variables: Mapping[str, Json]) -> VariableValues:
    values = get_variable_values(
        prepared.schema,
        prepared.operation.variable_definitions or (),
        dict(variables),
    )
    if not isinstance(values, VariableValues):
        raise QuestionInvalid("; ".join(error.message for error in values))
    return values


def _root_name(prepared: Prepared) -> str:
    root = prepared.schema.get_root_type(prepared.operation.operation)
    return root.name if root else "Query"


@dataclass(frozen=True, slots=True)
class _Opening:
    prepared: Prepared
    variables: VariableValues
    open_value: Open

    def walk(
        self,
        data: Json,
        parent: GraphQLCompositeType,
        selection_sets: list[SelectionSetNode],
    ) -> Json:
        if isinstance(data, list):
            return [self.walk(item, parent, selection_sets) for item in data]
        if not isinstance(data, dict):
            return data
        runtime = self._runtime(data, parent)
        fields: dict[str, list[FieldNode]] = {}
        for selections in selection_sets:
            for field in self._fields(selections, runtime):
                key = (field.alias or field.name).value
                fields.setdefault(key, []).append(field)
        ref = data.get(REF_KEY) or ""
        return {
            key: self._value(value, runtime, fields.get(key, []), ref)
            for key, value in data.items()
            if key not in ADDED_KEYS
        }

    def _runtime(
        self, data: Mapping[str, Json], parent: GraphQLCompositeType
    ) -> GraphQLCompositeType:
        name = data.get(TYPE_KEY)
        return composite(self.prepared.schema, name) if name else parent

    def _fields(
        self, selections: SelectionSetNode, runtime: GraphQLCompositeType
    ) -> Iterator[FieldNode]:
        for selection in selections.selections:
            if isinstance(selection, FieldNode):
                yield selection
                continue
            assert isinstance(selection, InlineFragmentNode | FragmentSpreadNode)  # noqa: S101 - the third kind of selection
            condition, inner = fragment_of(selection, self.prepared)
            if condition is None or self._applies(condition, runtime):
                yield from self._fields(inner, runtime)

    def _applies(self, condition: str, runtime: GraphQLCompositeType) -> bool:
        if condition == runtime.name:
            return True
        narrowed = composite(self.prepared.schema, condition)
        return (
            not isinstance(narrowed, GraphQLObjectType)
            and isinstance(runtime, GraphQLObjectType | GraphQLInterfaceType)
            and self.prepared.schema.is_sub_type(narrowed, runtime)
        )

    def _value(
        self,
        value: Json,
        parent: GraphQLCompositeType,
        nodes: list[FieldNode],
        ref: str,
    ) -> Json:
        field = _definition(parent, nodes)
        if field is None or value is None:
            return value
        if opens_as(field) is not None:
            place = Place(
                coordinate=f"{parent.name}.{nodes[0].name.value}",
                arguments=given_arguments(nodes[0], self.variables.coerced),
                ref=ref,
            )
            return self.open_value(value, place)
        named = get_named_type(field.type)
        if not is_composite_type(named):
            return value
        inner = [node.selection_set for node in nodes if node.selection_set]
        return self.walk(value, named, inner)


def _definition(
    parent: GraphQLCompositeType, nodes: list[FieldNode]
) -> GraphQLField | None:
    if not nodes or not isinstance(parent, GraphQLObjectType | GraphQLInterfaceType):
        return None
    field: GraphQLField | None = parent.fields.get(nodes[0].name.value)
    return field
