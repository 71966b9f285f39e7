"""What must hold of a document before its types can be read at all.

Findings: INVALID_GRAPHQL. The first two checks find what leaves no schema to judge
further: two definitions of one name, a field whose type is nowhere. The last finds
what is wrong in a schema that can be read otherwise.
"""

from collections.abc import Iterable, Iterator
from typing import Final, TypeAlias

from graphql import (
    DirectiveDefinitionNode,
    DocumentNode,
    ExecutableDefinitionNode,
    FieldDefinitionNode,
    InputObjectTypeDefinitionNode,
    InputObjectTypeExtensionNode,
    InputValueDefinitionNode,
    InterfaceTypeDefinitionNode,
    InterfaceTypeExtensionNode,
    NamedTypeNode,
    Node,
    ObjectTypeDefinitionNode,
    ObjectTypeExtensionNode,
    SchemaDefinitionNode,
    SchemaExtensionNode,
    TypeDefinitionNode,
    TypeExtensionNode,
    TypeNode,
    UnionTypeDefinitionNode,
    UnionTypeExtensionNode,
    specified_scalar_types,
)

from gateway.composition.diagnostics import Code, Diagnostic, at
from gateway.composition.subgraph.names import Names
from gateway.composition.subgraph.read import MACHINERY_FIELDS

_OBJECTS: Final = (ObjectTypeDefinitionNode, ObjectTypeExtensionNode)
_INTERFACES: Final = (InterfaceTypeDefinitionNode, InterfaceTypeExtensionNode)
_UNIONS: Final = (UnionTypeDefinitionNode, UnionTypeExtensionNode)
_INPUTS: Final = (InputObjectTypeDefinitionNode, InputObjectTypeExtensionNode)

Definition: TypeAlias = TypeDefinitionNode | TypeExtensionNode
Finding: TypeAlias = tuple[str, Node]


class Structure:
    """The types of one document by name, and the checks over them."""

    def __init__(self, subgraph: str, document: DocumentNode) -> None:
        self._subgraph = subgraph
        self._document = document
        self._parts: list[Definition] = [
            d
            for d in document.definitions
            if isinstance(d, TypeDefinitionNode | TypeExtensionNode)
        ]
        self._types = {p.name.value: p for p in self._parts}

    def definitions_are_single(self) -> Iterator[Diagnostic]:
        """Report names that are defined twice, and directives over unknown types."""
        yield from self._all(self._defined_twice())
        known = {*self._types, *specified_scalar_types}
        for node in self._document.definitions:
            if isinstance(node, DirectiveDefinitionNode):
                yield from self._all(_unknown_inputs(node.arguments, known))

    def fields_have_types(self, names: Names) -> Iterator[Diagnostic]:
        """Report fields and arguments of unknown types, and fields defined twice."""
        known = {*self._types, *specified_scalar_types, *names.scalars}
        known |= {"link__Import", "link__Purpose"}
        queries = self._query_names() if names.version is None else set()
        seen: set[tuple[str, str]] = set()
        for part in self._parts:
            for field in _fields(part):
                key = (part.name.value, field.name.value)
                if key[0] in queries and key[1] in MACHINERY_FIELDS:
                    continue
                if key in seen:
                    yield self._found(f"defines {key[0]}.{key[1]} twice", field)
                seen.add(key)
                yield from self._all(_unknown(field.type, known))
                if isinstance(field, FieldDefinitionNode):
                    yield from self._all(_unknown_inputs(field.arguments, known))

    def references_fit(self) -> Iterator[Diagnostic]:
        """Report operations, and roots, interfaces, members and inputs that are not."""
        for node in self._document.definitions:
            if isinstance(node, ExecutableDefinitionNode):
                yield self._found("holds an operation or a fragment", node)
            if isinstance(node, SchemaDefinitionNode | SchemaExtensionNode):
                for root in node.operation_types or ():
                    yield from self._kind(root.type, _OBJECTS, "a root type")
        for part in self._parts:
            yield from self._references_of(part)

    def _references_of(self, part: Definition) -> Iterator[Diagnostic]:
        union = isinstance(part, UnionTypeDefinitionNode | UnionTypeExtensionNode)
        wanted, what = (
            (_OBJECTS, "an object type") if union else (_INTERFACES, "an interface")
        )
        for name in _listed(part):
            yield from self._kind(name, wanted, what)
        named = [n.name.value for n in _listed(part)]
        if len(named) > len(set(named)):
            yield self._found(f"names a type twice in {part.name.value}", part)
        for field in _fields(part):
            if isinstance(field, InputValueDefinitionNode):
                yield from self._input(field)
                continue
            base = _base(field.type)
            if isinstance(self._types.get(base.name.value), _INPUTS):
                yield self._found(f"returns the input type {base.name.value}", field)
            for argument in field.arguments or ():
                yield from self._input(argument)

    def _input(self, value: InputValueDefinitionNode) -> Iterator[Diagnostic]:
        base = _base(value.type)
        found = self._types.get(base.name.value)
        if isinstance(found, (*_OBJECTS, *_INTERFACES, *_UNIONS)):
            yield self._found(f"takes the output type {base.name.value}", value)

    def _kind(
        self, name: NamedTypeNode, wanted: tuple[type[Node], ...], what: str
    ) -> Iterator[Diagnostic]:
        if not isinstance(self._types.get(name.name.value), wanted):
            yield self._found(f"names {name.name.value}, which is not {what}", name)

    def _defined_twice(self) -> Iterator[Finding]:
        seen: set[str] = set()
        for part in self._parts:
            name = part.name.value
            if isinstance(part, TypeDefinitionNode):
                if name in seen:
                    yield f"defines {name} twice", part
                seen.add(name)
            elif name in specified_scalar_types and name not in seen:
                yield f"extends {name}, which is GraphQL's own", part

    def _query_names(self) -> set[str]:
        declared = {
            root.type.name.value
            for node in self._document.definitions
            if isinstance(node, SchemaDefinitionNode | SchemaExtensionNode)
            for root in node.operation_types or ()
            if root.operation.value == "query"
        }
        return declared or {"Query"}

    def _all(self, findings: Iterable[Finding]) -> Iterator[Diagnostic]:
        return (self._found(what, node) for what, node in findings)

    def _found(self, what: str, node: Node) -> Diagnostic:
        return Diagnostic(
            Code.INVALID_GRAPHQL,
            f'subgraph "{self._subgraph}" {what}',
            "Define what it names, import it with @link, or correct the place named.",
            (at(self._subgraph, node),),
        )


def _fields(
    part: Definition,
) -> Iterable[FieldDefinitionNode | InputValueDefinitionNode]:
    return getattr(part, "fields", None) or ()


def _listed(part: Definition) -> Iterable[NamedTypeNode]:
    """The interfaces of a type, or the members of a union."""
    return getattr(part, "interfaces", None) or getattr(part, "types", None) or ()


def _unknown_inputs(
    values: Iterable[InputValueDefinitionNode] | None, known: set[str]
) -> Iterator[Finding]:
    for value in values or ():
        yield from _unknown(value.type, known)


def _unknown(ref: TypeNode, known: set[str]) -> Iterator[Finding]:
    name = _base(ref).name.value
    if name not in known:
        yield f"names the type {name}, which it does not define", ref


def _base(ref: TypeNode) -> NamedTypeNode:
    while not isinstance(ref, NamedTypeNode):
        ref = ref.type  # type: ignore[attr-defined]  # a list or non-null wrapper
    return ref
