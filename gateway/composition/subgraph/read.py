"""Turns a document into the types and directives of a subgraph, parts merged.

Federation's own machinery (`_service`, `_entities`, `_Any`, the definitions of
its directives) is left out: subgraph libraries print it or not, as they like.
This file checks nothing; the rules do.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from graphql import (
    DirectiveDefinitionNode,
    DirectiveNode,
    DocumentNode,
    EnumTypeDefinitionNode,
    EnumTypeExtensionNode,
    FieldDefinitionNode,
    InputObjectTypeDefinitionNode,
    InputObjectTypeExtensionNode,
    InputValueDefinitionNode,
    InterfaceTypeDefinitionNode,
    InterfaceTypeExtensionNode,
    ObjectTypeDefinitionNode,
    ObjectTypeExtensionNode,
    ScalarTypeDefinitionNode,
    ScalarTypeExtensionNode,
    SchemaDefinitionNode,
    SchemaExtensionNode,
    StringValueNode,
    TypeDefinitionNode,
    TypeExtensionNode,
    UnionTypeDefinitionNode,
    UnionTypeExtensionNode,
)

from gateway.composition.subgraph.model import (
    Applied,
    DirectiveDefinition,
    EnumValue,
    Field,
    InputValue,
    Kind,
    TypeDefinition,
)
from gateway.composition.subgraph.names import Names
from gateway.composition.subgraph.typeref import from_node, renamed

MACHINERY_TYPES: Final = frozenset({"_Any", "_Entity", "_Service", "_FieldSet"})
MACHINERY_FIELDS: Final = frozenset({"_service", "_entities"})

_KINDS: Final = {
    ScalarTypeDefinitionNode: Kind.SCALAR,
    ScalarTypeExtensionNode: Kind.SCALAR,
    ObjectTypeDefinitionNode: Kind.OBJECT,
    ObjectTypeExtensionNode: Kind.OBJECT,
    InterfaceTypeDefinitionNode: Kind.INTERFACE,
    InterfaceTypeExtensionNode: Kind.INTERFACE,
    UnionTypeDefinitionNode: Kind.UNION,
    UnionTypeExtensionNode: Kind.UNION,
    EnumTypeDefinitionNode: Kind.ENUM,
    EnumTypeExtensionNode: Kind.ENUM,
    InputObjectTypeDefinitionNode: Kind.INPUT,
    InputObjectTypeExtensionNode: Kind.INPUT,
}

TypeNode = TypeDefinitionNode | TypeExtensionNode


class Reader:
    """Reads syntax nodes with the names of one subgraph."""

    def __init__(self, names: Names, roots: Mapping[str, str]) -> None:
        self._names = names
        self._roots = dict(roots)

    def types(self, document: DocumentNode) -> dict[str, TypeDefinition]:
        """All named types, in the order of their first part."""
        parts: dict[str, list[TypeNode]] = {}
        for node in document.definitions:
            if isinstance(node, TypeDefinitionNode | TypeExtensionNode):
                name = self._roots.get(node.name.value, node.name.value)
                parts.setdefault(name, []).append(node)
        return {name: self._type(name, nodes) for name, nodes in parts.items()}

    def without_machinery(
        self, types: Mapping[str, TypeDefinition]
    ) -> dict[str, TypeDefinition]:
        """The types that are a subgraph's own."""
        hidden = MACHINERY_TYPES | self._names.scalars.keys()
        return {
            name: found
            for name, found in types.items()
            if name not in hidden and not name.startswith("link__")
        }

    def directives(self, document: DocumentNode) -> dict[str, DirectiveDefinition]:
        """The directives that the subgraph defines."""
        return {
            node.name.value: DirectiveDefinition(
                name=node.name.value,
                description=_text(node.description),
                args=self._inputs(node.arguments),
                repeatable=node.repeatable,
                locations=tuple(n.value for n in node.locations),
                node=node,
            )
            for node in document.definitions
            if isinstance(node, DirectiveDefinitionNode)
        }

    def schema_applied(self, document: DocumentNode) -> tuple[Applied, ...]:
        """The directives on the schema itself."""
        return tuple(
            self._one_applied(d, 0)
            for node in document.definitions
            if isinstance(node, SchemaDefinitionNode | SchemaExtensionNode)
            for d in node.directives or ()
        )

    def _type(self, name: str, nodes: list[TypeNode]) -> TypeDefinition:
        ordered = sorted(nodes, key=lambda n: isinstance(n, TypeExtensionNode))
        numbered = list(enumerate(ordered))
        applied = tuple(
            self._one_applied(d, part)
            for part, n in numbered
            for d in n.directives or ()
        )
        kind = _KINDS[type(ordered[0])]
        extended = frozenset(
            part for part, n in numbered if isinstance(n, TypeExtensionNode)
        )
        return TypeDefinition(
            name=name,
            kind=kind,
            description=next(
                (
                    _text(n.description)
                    for n in ordered
                    if isinstance(n, TypeDefinitionNode) and n.description
                ),
                None,
            ),
            applied=applied,
            node=ordered[0],
            extensions=extended,
            parts=len(ordered),
            fields=self._fields(name, numbered),
            inputs=self._inputs(
                f
                for n in ordered
                if isinstance(
                    n, InputObjectTypeDefinitionNode | InputObjectTypeExtensionNode
                )
                for f in n.fields or ()
            ),
            values=self._values(ordered),
            members=_unique(
                self._roots.get(m.name.value, m.name.value)
                for n in ordered
                if isinstance(n, UnionTypeDefinitionNode | UnionTypeExtensionNode)
                for m in n.types or ()
            ),
            interfaces=_unique(
                i.name.value
                for n in ordered
                for i in (getattr(n, "interfaces", None) or ())
            ),
        )

    def _fields(
        self, parent: str, numbered: list[tuple[int, TypeNode]]
    ) -> dict[str, Field]:
        return {
            node.name.value: Field(
                parent=parent,
                name=node.name.value,
                type=renamed(from_node(node.type), self._roots),
                args=self._inputs(node.arguments),
                description=_text(node.description),
                applied=self._applied(node.directives),
                node=node,
                part=part,
            )
            for part, owner in numbered
            for node in getattr(owner, "fields", None) or ()
            if isinstance(node, FieldDefinitionNode)
            and node.name.value not in MACHINERY_FIELDS
        }

    def _inputs(
        self, nodes: Iterable[InputValueDefinitionNode] | None
    ) -> dict[str, InputValue]:
        return {
            node.name.value: InputValue(
                name=node.name.value,
                type=from_node(node.type),
                default=node.default_value,
                description=_text(node.description),
                applied=self._applied(node.directives),
                node=node,
            )
            for node in nodes or ()
        }

    def _values(self, nodes: list[TypeNode]) -> dict[str, EnumValue]:
        return {
            value.name.value: EnumValue(
                value.name.value,
                _text(value.description),
                self._applied(value.directives),
                value,
            )
            for node in nodes
            if isinstance(node, EnumTypeDefinitionNode | EnumTypeExtensionNode)
            for value in node.values or ()
        }

    def _applied(self, nodes: Iterable[DirectiveNode] | None) -> tuple[Applied, ...]:
        return tuple(self._one_applied(node, 0) for node in nodes or ())

    def _one_applied(self, node: DirectiveNode, part: int) -> Applied:
        return Applied(
            name=node.name.value,
            federation=self._names.directives.get(node.name.value),
            args={a.name.value: a.value for a in node.arguments or ()},
            node=node,
            part=part,
        )


def _text(node: StringValueNode | None) -> str | None:
    return node.value if node else None


def _unique(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
