"""The supergraph as frozen data: what each subgraph knows and resolves.

Everything is by name; mappings keep the order of the SDL. A subgraph is called
by its name in `@join__graph(name:)`, never by the enum value.

This file does not know how a supergraph is written (join v0.1 to v0.5); see
`gateway.supergraph.read`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import cast

from graphql import (
    DirectiveNode,
    GraphQLSchema,
    ListTypeNode,
    NamedTypeNode,
    NonNullTypeNode,
    TypeNode,
)

from gateway.supergraph.fieldset import FieldSet

TYPENAME = "__typename"
INTROSPECTION = frozenset({"__schema", "__type"})
"""Fields of the query root that ask about the schema itself."""


class Kind(StrEnum):
    """The kind of a named type."""

    OBJECT = "OBJECT"
    INTERFACE = "INTERFACE"
    UNION = "UNION"
    SCALAR = "SCALAR"
    ENUM = "ENUM"
    INPUT = "INPUT"


ABSTRACT = (Kind.INTERFACE, Kind.UNION)
COMPOSITE = (Kind.OBJECT, *ABSTRACT)
"""Tuples, since the hash of an enum's member is worked out by Python code."""


@dataclass(frozen=True, slots=True)
class Subgraph:
    """One subgraph of the supergraph."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class TypeRef:
    """A type with its wrappers."""

    name: str
    """The innermost, named type."""
    nullable: tuple[bool, ...]
    """Per list level from the outside in, then for the named type: may it be
    null? `[A!]` is (True, False); the list depth is the length less one."""

    def __str__(self) -> str:
        text = self.name + ("" if self.nullable[-1] else "!")
        for nullable in reversed(self.nullable[:-1]):
            text = f"[{text}]" + ("" if nullable else "!")
        return text


@dataclass(frozen=True, slots=True)
class KeyJoin:
    """A @key of a type in one subgraph."""

    fields: FieldSet
    resolvable: bool


@dataclass(frozen=True, slots=True)
class TypeJoin:
    """How one subgraph has a type (@join__type)."""

    keys: tuple[KeyJoin, ...] = ()
    extension: bool = False
    is_interface_object: bool = False


@dataclass(frozen=True, slots=True)
class Override:
    """The subgraph that a field was taken from (@override)."""

    source: str
    label: str | None
    """With a label the field moves only for requests in which it is active."""


@dataclass(frozen=True, slots=True)
class FieldJoin:
    """How one subgraph has a field (@join__field)."""

    type: TypeRef
    """The type in this subgraph, which can be narrower or wider than the merged."""
    external: bool = False
    """Known, but not resolved there (@external, or overridden and still used)."""
    requires: FieldSet = ()
    provides: FieldSet = ()
    override: Override | None = None
    contextual: bool = False
    """Has arguments that come from a context (@fromContext)."""


@dataclass(frozen=True, slots=True)
class ArgumentDef:
    """An argument, or a field of an input type."""

    name: str
    type: TypeRef
    directives: tuple[DirectiveNode, ...] = ()


@dataclass(frozen=True, slots=True)
class FieldDef:
    """An output field of an object or interface type."""

    name: str
    type: TypeRef
    joins: Mapping[str, FieldJoin]
    """By subgraph. A field that only interface objects resolve has none."""
    arguments: Mapping[str, ArgumentDef]
    inaccessible: bool
    directives: tuple[DirectiveNode, ...]
    """Applied directives, apart from those of the join specification."""


@dataclass(frozen=True, slots=True)
class TypeDef:
    """A named type."""

    name: str
    kind: Kind
    joins: Mapping[str, TypeJoin]
    """By subgraph."""
    fields: Mapping[str, FieldDef]
    interfaces: Mapping[str, frozenset[str]]
    """Implemented interfaces by subgraph."""
    members: Mapping[str, frozenset[str]]
    """Members of a union by subgraph."""
    enum_values: Mapping[str, bool]
    """Values of an enum: is it accessible to callers?"""
    inaccessible: bool
    directives: tuple[DirectiveNode, ...]

    @property
    def composite(self) -> bool:
        """Whether it takes a selection set."""
        return self.kind in COMPOSITE

    @property
    def abstract(self) -> bool:
        """Whether it is an interface or a union."""
        return self.kind in ABSTRACT


@dataclass(frozen=True, slots=True, eq=False)
class Structure:
    """Who has what of a supergraph: all that its reachability graph is made from."""

    subgraphs: Mapping[str, Subgraph]
    types: Mapping[str, TypeDef]
    roots: Mapping[str, str]
    """Root types by operation: `query`, `mutation`, `subscription`."""
    possible: Mapping[str, frozenset[str]]
    """Object types that a composite type can be, over all subgraphs; an object
    type is itself. Includes inaccessible types."""
    possible_in: Mapping[tuple[str, str], frozenset[str]]
    """The same by (type, subgraph): what the subgraph itself can return. An
    interface object can be any object type that implements the interface."""

    def type(self, name: str) -> TypeDef:
        """Return a type that is known to exist."""
        return self.types[name]

    def field(self, type_name: str, field_name: str) -> FieldDef:
        """Return a field that is known to exist."""
        return self.types[type_name].fields[field_name]


@dataclass(frozen=True, slots=True, eq=False)
class Supergraph(Structure):
    """A whole supergraph.

    Identity counts, not content: compare `id` for that.
    """

    id: str
    """SHA-256 of the SDL, in hexadecimal."""
    full_schema: GraphQLSchema
    """All types, inaccessible ones too; without join and link definitions."""
    public_schema: GraphQLSchema
    """What callers see."""
    operation_schema: GraphQLSchema
    """The same with @defer: validation and introspection use it."""
    public_sdl: str
    """The same as text, with the directives that tell a client what a field is."""

    @property
    def schema(self) -> GraphQLSchema:
        """The schema that operations are validated against."""
        return self.operation_schema


def type_ref(node: TypeNode) -> TypeRef:
    """Read a type reference from the syntax tree."""
    nullable: list[bool] = []
    rest = node
    while True:
        nullable.append(not isinstance(rest, NonNullTypeNode))
        inner = rest.type if isinstance(rest, NonNullTypeNode) else rest
        if isinstance(inner, NamedTypeNode):
            return TypeRef(inner.name.value, tuple(nullable))
        rest = cast("ListTypeNode", inner).type
