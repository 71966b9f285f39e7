"""A subgraph schema as frozen data: definitions and extensions of a type are one entry.

Names of federation directives are resolved here once: whatever a subgraph calls
`@key` (`@federation__key`, a renamed import), `Applied.federation` is `"key"`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from graphql import BooleanValueNode, DirectiveNode, Node, StringValueNode, ValueNode

from gateway.composition.subgraph.typeref import TypeRef


class Kind(StrEnum):
    """The kinds of named types."""

    SCALAR = "scalar"
    OBJECT = "type"
    INTERFACE = "interface"
    UNION = "union"
    ENUM = "enum"
    INPUT = "input"


@dataclass(frozen=True, slots=True)
class Applied:
    """A directive where it stands."""

    name: str
    """As written in the subgraph, without `@`."""
    federation: str | None
    """Its name in the federation specification; None for any other directive."""
    args: Mapping[str, ValueNode]
    node: DirectiveNode
    part: int
    """Which part of the type (its definition or one extension) it stands on."""

    def text(self, argument: str) -> str | None:
        """The value of a string argument; None when absent or of another type."""
        value = self.args.get(argument)
        return value.value if isinstance(value, StringValueNode) else None


@dataclass(frozen=True, slots=True)
class InputValue:
    """An argument, or a field of an input type."""

    name: str
    type: TypeRef
    default: ValueNode | None
    description: str | None
    applied: tuple[Applied, ...]
    node: Node


@dataclass(frozen=True, slots=True)
class Field:
    """A field of an object or interface."""

    parent: str
    name: str
    type: TypeRef
    args: Mapping[str, InputValue]
    description: str | None
    applied: tuple[Applied, ...]
    node: Node
    part: int

    @property
    def coordinate(self) -> str:
        """`Type.field`."""
        return f"{self.parent}.{self.name}"


@dataclass(frozen=True, slots=True)
class EnumValue:
    """A value of an enum."""

    name: str
    description: str | None
    applied: tuple[Applied, ...]
    node: Node


@dataclass(frozen=True, slots=True)
class TypeDefinition:
    """A named type: all its parts in one."""

    name: str
    kind: Kind
    description: str | None
    applied: tuple[Applied, ...]
    node: Node
    """The definition, or the first extension when there is no definition."""
    extensions: frozenset[int]
    """The parts that are written `extend ...`."""
    parts: int
    fields: Mapping[str, Field]
    inputs: Mapping[str, InputValue]
    values: Mapping[str, EnumValue]
    members: tuple[str, ...]
    interfaces: tuple[str, ...]

    @property
    def only_extended(self) -> bool:
        """Whether the subgraph has extensions of it alone."""
        return len(self.extensions) == self.parts


@dataclass(frozen=True, slots=True)
class DirectiveDefinition:
    """A directive as a subgraph defines it."""

    name: str
    description: str | None
    args: Mapping[str, InputValue]
    repeatable: bool
    locations: tuple[str, ...]
    node: Node


@dataclass(frozen=True, slots=True)
class Link:
    """An `@link`: a specification that the subgraph uses."""

    url: str
    identity: str
    """The address without its version."""
    name: str
    """The specification's own name, the last part of its identity."""
    version: tuple[int, int]
    alias: str | None
    imports: Mapping[str, str]
    """Name in this subgraph to name in the specification, directives with `@`."""
    node: DirectiveNode

    @property
    def prefix(self) -> str:
        """What stands before the `__` of elements that are not imported."""
        return self.alias or self.name

    def local(self, name: str) -> str:
        """What the subgraph calls an element of the specification (`@` for directives)."""
        for ours, theirs in self.imports.items():
            if theirs == name:
                return ours
        prefix = self.prefix
        bare = name.removeprefix("@")
        if name.startswith("@") and bare == self.name:
            return f"@{prefix}"
        return f"@{prefix}__{bare}" if name.startswith("@") else f"{prefix}__{name}"


@dataclass(frozen=True, slots=True)
class Subgraph:
    """A subgraph schema, ready for the rules."""

    name: str
    url: str
    version: tuple[int, int] | None
    """The federation version it links; None for federation 1."""
    links: tuple[Link, ...]
    types: Mapping[str, TypeDefinition]
    directives: Mapping[str, DirectiveDefinition]
    """Those that the subgraph itself defines, federation's own aside."""
    declared_roots: Mapping[str, str]
    """`query`, `mutation`, `subscription` to the type that its schema definition names."""
    applied: tuple[Applied, ...]
    """On the schema itself."""
    names: Mapping[str, str]
    """Directives of federation: name here to name in the specification."""

    def fields(self, *kinds: Kind) -> Iterator[tuple[TypeDefinition, Field]]:
        """Every field of the types of these kinds, in order."""
        for owner in self.types.values():
            if owner.kind in kinds:
                for field in owner.fields.values():
                    yield owner, field

    def implementers(self, interface: str) -> tuple[TypeDefinition, ...]:
        """The object types that implement an interface."""
        return tuple(
            t
            for t in self.types.values()
            if t.kind is Kind.OBJECT and interface in t.interfaces
        )


Element: TypeAlias = TypeDefinition | Field | InputValue | EnumValue | Subgraph


def elements(subgraph: Subgraph) -> Iterator[Element]:
    """Everything of a subgraph that can carry a directive, the schema itself first."""
    yield subgraph
    for owner in subgraph.types.values():
        yield owner
        yield from owner.inputs.values()
        yield from owner.values.values()
        for field in owner.fields.values():
            yield field
            yield from field.args.values()


def applications(element: Element, name: str) -> tuple[Applied, ...]:
    """The applications of a federation directive on an element."""
    return tuple(a for a in element.applied if a.federation == name)


def has(element: Element, name: str) -> bool:
    """Whether a federation directive stands on an element."""
    return any(a.federation == name for a in element.applied)


def is_false(applied: Applied, argument: str) -> bool:
    """Whether an argument is the literal `false`."""
    value = applied.args.get(argument)
    return isinstance(value, BooleanValueNode) and not value.value


COMPOSITE = (Kind.OBJECT, Kind.INTERFACE)
"""The kinds that have output fields."""
