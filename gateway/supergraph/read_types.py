"""Read the type definitions of a supergraph document.

Where the document leaves a join out, it means something; this file says what:

- a field without @join__field is in every subgraph that has its type;
- a field with @join__field that names no graph is resolved by interface objects
  alone;
- in join v0.1 a type without @join__type is a value type of all subgraphs, a
  field without a graph belongs to the owner of its type, and each subgraph
  resolves the key fields of its own keys.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from graphql import (
    DirectiveNode,
    DocumentNode,
    EnumTypeDefinitionNode,
    FieldDefinitionNode,
    InputObjectTypeDefinitionNode,
    InputValueDefinitionNode,
    InterfaceTypeDefinitionNode,
    ObjectTypeDefinitionNode,
    ScalarTypeDefinitionNode,
    TypeDefinitionNode,
    UnionTypeDefinitionNode,
    parse_type,
)

from gateway.supergraph.directives import applied, is_of_specification
from gateway.supergraph.errors import SupergraphError
from gateway.supergraph.fieldset import FieldSetField, parse_field_set
from gateway.supergraph.model import (
    ArgumentDef,
    FieldDef,
    FieldJoin,
    KeyJoin,
    Kind,
    Override,
    TypeDef,
    TypeJoin,
    TypeRef,
    type_ref,
)

_KINDS: dict[type[TypeDefinitionNode], Kind] = {
    ObjectTypeDefinitionNode: Kind.OBJECT,
    InterfaceTypeDefinitionNode: Kind.INTERFACE,
    UnionTypeDefinitionNode: Kind.UNION,
    ScalarTypeDefinitionNode: Kind.SCALAR,
    EnumTypeDefinitionNode: Kind.ENUM,
    InputObjectTypeDefinitionNode: Kind.INPUT,
}
_BUILT_IN = ("Int", "Float", "String", "Boolean", "ID")


@dataclass(frozen=True, slots=True)
class Names:
    """What the names of this document mean."""

    graphs: Mapping[str, str]
    """Name of the subgraph by value of join__Graph."""
    inaccessible: str
    version: tuple[int, int]

    def graph(self, value: str) -> str:
        """Return the subgraph that an enum value stands for.

        Raises:
            SupergraphError: it stands for none.
        """
        if value not in self.graphs:
            raise SupergraphError(f"{value} is no value of join__Graph.")
        return self.graphs[value]


def read_types(document: DocumentNode, names: Names) -> dict[str, TypeDef]:
    """Read every type that is not part of the join machinery."""
    types = {name: _scalar(name) for name in _BUILT_IN}
    for definition in document.definitions:
        if isinstance(definition, TypeDefinitionNode):
            name = definition.name.value
            if not is_of_specification(name):
                types[name] = _read_type(definition, names)
    return types


def _scalar(name: str) -> TypeDef:
    nothing: Mapping[str, Any] = MappingProxyType({})
    return TypeDef(
        name,
        Kind.SCALAR,
        nothing,
        nothing,
        nothing,
        nothing,
        nothing,
        inaccessible=False,
        directives=(),
    )


def _read_type(node: TypeDefinitionNode, names: Names) -> TypeDef:
    joins = _type_joins(node, names)
    owner = _owner(node, names)
    fields: dict[str, FieldDef] = {}
    if isinstance(node, ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode):
        for item in node.fields or ():
            fields[item.name.value] = _read_field(item, joins, owner, names)
    return TypeDef(
        name=node.name.value,
        kind=_KINDS[type(node)],
        joins=MappingProxyType(joins),
        fields=MappingProxyType(fields),
        interfaces=MappingProxyType(_interfaces(node, joins, names)),
        members=MappingProxyType(_members(node, joins, names)),
        enum_values=MappingProxyType(_enum_values(node, names)),
        inaccessible=_is_inaccessible(node.directives, names),
        directives=_own(node.directives),
    )


def _type_joins(node: TypeDefinitionNode, names: Names) -> dict[str, TypeJoin]:
    joins: dict[str, TypeJoin] = {}
    for one in applied(node.directives, "join__type"):
        graph = names.graph(one["graph"])
        before = joins.get(graph, TypeJoin())
        keys = before.keys
        if one.get("key") is not None:
            key = KeyJoin(parse_field_set(one["key"]), one.get("resolvable", True))
            keys = (*keys, key)
        joins[graph] = TypeJoin(
            keys,
            before.extension or one.get("extension", False),
            before.is_interface_object or one.get("isInterfaceObject", False),
        )
    if names.version == (0, 1) and not joins:
        return {graph: TypeJoin() for graph in names.graphs.values()}
    return joins


def _owner(node: TypeDefinitionNode, names: Names) -> str | None:
    for one in applied(node.directives, "join__owner"):
        return names.graph(one["graph"])
    return None


def _read_field(
    node: FieldDefinitionNode,
    types: Mapping[str, TypeJoin],
    owner: str | None,
    names: Names,
) -> FieldDef:
    merged = type_ref(node.type)
    return FieldDef(
        name=node.name.value,
        type=merged,
        joins=MappingProxyType(_field_joins(node, types, owner, names)),
        arguments=MappingProxyType(_arguments(node.arguments)),
        inaccessible=_is_inaccessible(node.directives, names),
        directives=_own(node.directives),
    )


def _field_joins(
    node: FieldDefinitionNode,
    types: Mapping[str, TypeJoin],
    owner: str | None,
    names: Names,
) -> dict[str, FieldJoin]:
    merged = type_ref(node.type)
    stated = list(applied(node.directives, "join__field"))
    joins = {
        names.graph(one["graph"]): _field_join(one, merged)
        for one in stated
        if one.get("graph") is not None
    }
    if not stated:
        graphs: Iterable[str] = [owner] if owner is not None else types
        joins = {graph: FieldJoin(merged) for graph in graphs}
    if names.version == (0, 1):
        for graph, join in types.items():
            if graph not in joins and _is_key_field(node.name.value, join):
                joins[graph] = FieldJoin(merged)
    return joins


def _is_key_field(name: str, join: TypeJoin) -> bool:
    return any(
        isinstance(item, FieldSetField) and item.name == name
        for key in join.keys
        for item in key.fields
    )


def _field_join(one: Mapping[str, Any], merged: TypeRef) -> FieldJoin:
    stated = one.get("type")
    source = one.get("override")
    return FieldJoin(
        type=type_ref(parse_type(stated)) if stated else merged,
        external=bool(one.get("external") or one.get("usedOverridden")),
        contextual=bool(one.get("contextArguments")),
        requires=parse_field_set(one["requires"]) if one.get("requires") else (),
        provides=parse_field_set(one["provides"]) if one.get("provides") else (),
        override=Override(source, one.get("overrideLabel")) if source else None,
    )


def _arguments(
    nodes: tuple[InputValueDefinitionNode, ...] | None,
) -> dict[str, ArgumentDef]:
    return {
        one.name.value: ArgumentDef(
            one.name.value, type_ref(one.type), _own(one.directives)
        )
        for one in nodes or ()
    }


def _interfaces(
    node: TypeDefinitionNode, joins: Mapping[str, TypeJoin], names: Names
) -> dict[str, frozenset[str]]:
    if not isinstance(node, ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode):
        return {}
    stated = _pairs(node, "join__implements", "interface", names)
    declared = frozenset(one.name.value for one in node.interfaces or ())
    if not stated and declared:
        return dict.fromkeys(joins, declared)
    return stated


def _members(
    node: TypeDefinitionNode, joins: Mapping[str, TypeJoin], names: Names
) -> dict[str, frozenset[str]]:
    if not isinstance(node, UnionTypeDefinitionNode):
        return {}
    stated = _pairs(node, "join__unionMember", "member", names)
    if not stated:
        declared = frozenset(one.name.value for one in node.types or ())
        return dict.fromkeys(joins, declared)
    return stated


def _pairs(
    node: TypeDefinitionNode, directive: str, argument: str, names: Names
) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for one in applied(node.directives, directive):
        graph = names.graph(one["graph"])
        found[graph] = found.get(graph, frozenset()) | {one[argument]}
    return found


def _enum_values(node: TypeDefinitionNode, names: Names) -> dict[str, bool]:
    if not isinstance(node, EnumTypeDefinitionNode):
        return {}
    return {
        value.name.value: not _is_inaccessible(value.directives, names)
        for value in node.values or ()
    }


def _is_inaccessible(
    directives: tuple[DirectiveNode, ...] | None, names: Names
) -> bool:
    return next(applied(directives, names.inaccessible), None) is not None


def _own(directives: tuple[DirectiveNode, ...] | None) -> tuple[DirectiveNode, ...]:
    return tuple(
        one for one in directives or () if not is_of_specification(one.name.value)
    )
