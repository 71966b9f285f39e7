"""The merged schema as frozen data, directives as text: ready to print, and for rules to read."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from graphql import ValueNode

from gateway.composition.subgraph.model import Kind
from gateway.composition.subgraph.typeref import TypeRef


@dataclass(frozen=True, slots=True)
class Directive:
    """An applied directive."""

    name: str
    args: tuple[tuple[str, str], ...] = ()
    """Argument name to literal."""

    def __str__(self) -> str:
        inside = ", ".join(f"{name}: {literal}" for name, literal in self.args)
        return f"@{self.name}({inside})" if inside else f"@{self.name}"


@dataclass(frozen=True, slots=True)
class MergedInput:
    """An argument or an input field."""

    name: str
    type: TypeRef
    default: ValueNode | None
    description: str | None
    directives: tuple[Directive, ...]
    joins: tuple[Directive, ...] = ()


@dataclass(frozen=True, slots=True)
class MergedField:
    """A field of an object or an interface."""

    parent: str
    name: str
    type: TypeRef
    args: Mapping[str, MergedInput]
    description: str | None
    directives: tuple[Directive, ...]
    joins: tuple[Directive, ...]
    carried: tuple[Directive, ...] = ()
    """`@join__directive`: what some subgraphs say, as they say it."""

    @property
    def coordinate(self) -> str:
        """`Type.field`."""
        return f"{self.parent}.{self.name}"


@dataclass(frozen=True, slots=True)
class MergedValue:
    """A value of an enum."""

    name: str
    description: str | None
    directives: tuple[Directive, ...]
    joins: tuple[Directive, ...]


@dataclass(frozen=True, slots=True)
class MergedType:
    """A named type."""

    name: str
    kind: Kind
    description: str | None
    directives: tuple[Directive, ...]
    joins: tuple[Directive, ...]
    fields: Mapping[str, MergedField]
    inputs: Mapping[str, MergedInput]
    values: Mapping[str, MergedValue]
    members: tuple[str, ...]
    interfaces: tuple[str, ...]
    carried: tuple[Directive, ...] = ()
    """As of a field."""


@dataclass(frozen=True, slots=True)
class MergedDirective:
    """A directive definition."""

    name: str
    description: str | None
    args: Mapping[str, MergedInput]
    repeatable: bool
    locations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SpecLink:
    """A specification that the supergraph links."""

    url: str
    imports: tuple[tuple[str, str], ...] = ()
    """(name in the specification, name here), with `@`."""
    purpose: str | None = None


@dataclass(frozen=True, slots=True)
class Graph:
    """A subgraph as the supergraph names it."""

    key: str
    """The value of the enum join__Graph."""
    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Merged:
    """The whole supergraph."""

    graphs: tuple[Graph, ...]
    links: tuple[SpecLink, ...]
    types: Mapping[str, MergedType]
    directives: Mapping[str, MergedDirective]
    """Composed and executable directives; those of the specifications aside."""
    roots: Mapping[str, str]
    applied: tuple[Directive, ...]
    """On the schema, links aside."""

    def implementers(self, interface: str) -> tuple[MergedType, ...]:
        """The object types that implement an interface."""
        return tuple(
            t
            for t in self.types.values()
            if t.kind is Kind.OBJECT and interface in t.interfaces
        )


Carrier: TypeAlias = MergedType | MergedField | MergedInput | MergedValue


def carries(element: Carrier, name: str) -> bool:
    """Whether a directive stands on a merged element."""
    return any(d.name == name for d in element.directives)
