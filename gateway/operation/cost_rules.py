"""What a supergraph says of costs: @cost and @listSize.

Both come from IBM's specification of GraphQL cost directives
(https://ibm.github.io/graphql-specs/cost-spec.html), in the form that Apollo
Federation gives them since 2.9. This file reads; `gateway.operation.cost` measures.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from graphql import (
    DocumentNode,
    EnumTypeDefinitionNode,
    FieldDefinitionNode,
    InputObjectTypeDefinitionNode,
    InputValueDefinitionNode,
    InterfaceTypeDefinitionNode,
    NamedTypeNode,
    ObjectTypeDefinitionNode,
    ScalarTypeDefinitionNode,
    TypeNode,
    UnionTypeDefinitionNode,
    value_from_ast_untyped,
)

from gateway.supergraph.directives import applied, directive_name
from gateway.supergraph.model import TypeRef, type_ref

_FREE = ScalarTypeDefinitionNode | EnumTypeDefinitionNode


@dataclass(frozen=True, slots=True)
class ListSize:
    """How long a list can be (@listSize)."""

    assumed: int | None = None
    slicing: tuple[str, ...] = ()
    """Arguments that say how many items are asked for; dots lead into input
    objects."""
    sized: tuple[str, ...] = ()
    """Fields below that have this length; without them, the field itself."""
    one_slicing: bool = True
    """Whether exactly one slicing argument has to be given."""


@dataclass(frozen=True, slots=True)
class InputRule:
    """An argument, or a field of an input type."""

    type: TypeRef
    weight: float | None
    default: Any
    """None where there is none."""


@dataclass(frozen=True, slots=True)
class FieldRule:
    """A field of an object or interface type."""

    is_list: bool
    weight: float
    """Of one item: its own, or that of its type."""
    size: ListSize | None
    arguments: Mapping[str, InputRule]


@dataclass(frozen=True, slots=True)
class CostRules:
    """Everything that a supergraph says of costs."""

    fields: Mapping[tuple[str, str], FieldRule]
    """By type and field."""
    inputs: Mapping[str, Mapping[str, InputRule]]
    """By input type and field."""
    types: Mapping[str, float]
    """Weight of a value of each type."""


def read_cost_rules(document: DocumentNode) -> CostRules:
    """Read the costs of a supergraph.

    Args:
        document: The supergraph's SDL, parsed.
    """
    return _Reader(
        directive_name(document, "cost", "cost"),
        directive_name(document, "cost", "listSize"),
    ).read(document)


@dataclass(frozen=True, slots=True)
class _Reader:
    cost: str
    list_size: str

    def read(self, document: DocumentNode) -> CostRules:
        types = {
            one.name.value: self._weight_of_type(one)
            for one in document.definitions
            if isinstance(
                one,
                _FREE
                | ObjectTypeDefinitionNode
                | InterfaceTypeDefinitionNode
                | UnionTypeDefinitionNode
                | InputObjectTypeDefinitionNode,
            )
        }
        fields: dict[tuple[str, str], FieldRule] = {}
        inputs: dict[str, Mapping[str, InputRule]] = {}
        for one in document.definitions:
            if isinstance(one, ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode):
                for field in one.fields or ():
                    key = (one.name.value, field.name.value)
                    fields[key] = self._field(field, types)
            elif isinstance(one, InputObjectTypeDefinitionNode):
                inputs[one.name.value] = self._inputs(one.fields or ())
        return CostRules(
            MappingProxyType(fields), MappingProxyType(inputs), MappingProxyType(types)
        )

    def _weight_of_type(self, node: Any) -> float:
        """Composite values cost 1 and leaves nothing, unless they say otherwise."""
        weight = self._weight(node)
        return weight if weight is not None else float(not isinstance(node, _FREE))

    def _field(
        self, node: FieldDefinitionNode, types: Mapping[str, float]
    ) -> FieldRule:
        weight = self._weight(node)
        return FieldRule(
            is_list=len(type_ref(node.type).nullable) > 1,
            weight=types.get(_named(node.type), 0) if weight is None else weight,
            size=self._size(node),
            arguments=self._inputs(node.arguments or ()),
        )

    def _inputs(
        self, nodes: Iterable[InputValueDefinitionNode]
    ) -> Mapping[str, InputRule]:
        return MappingProxyType(
            {
                one.name.value: InputRule(
                    type_ref(one.type),
                    self._weight(one),
                    value_from_ast_untyped(one.default_value)
                    if one.default_value
                    else None,
                )
                for one in nodes
            }
        )

    def _weight(self, node: Any) -> float | None:
        for arguments in applied(node.directives, self.cost):
            return float(arguments.get("weight", 1))
        return None

    def _size(self, node: FieldDefinitionNode) -> ListSize | None:
        for given in applied(node.directives, self.list_size):
            one = given.get("requireOneSlicingArgument")
            return ListSize(
                assumed=given.get("assumedSize"),
                slicing=tuple(given.get("slicingArguments") or ()),
                sized=tuple(given.get("sizedFields") or ()),
                one_slicing=one is not False,
            )
        return None


def _named(node: TypeNode) -> str:
    while not isinstance(node, NamedTypeNode):
        node = node.type  # type: ignore[attr-defined]
    return node.name.value
