"""The rules of the GraphQL specification over named types, of a subgraph or merged.

Source: https://spec.graphql.org/October2021/#sec-Type-System. Directives are judged
apart, and so is what must hold for types to be read at all.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

from gateway.composition.subgraph.literals import InputLike, LiteralType, fits
from gateway.composition.subgraph.model import COMPOSITE, Kind
from gateway.composition.subgraph.typeref import (
    Named,
    NonNull,
    TypeRef,
    is_subtype,
)


class FieldLike(Protocol):
    """A field of an object or interface."""

    @property
    def name(self) -> str:
        """Its name."""

    @property
    def coordinate(self) -> str:
        """`Type.field`."""

    @property
    def type(self) -> TypeRef:
        """Its type."""

    @property
    def args(self) -> Mapping[str, InputLike]:
        """Its arguments."""


class TypeLike(LiteralType, Protocol):
    """A named type."""

    @property
    def name(self) -> str:
        """Its name."""

    @property
    def fields(self) -> Mapping[str, FieldLike]:
        """The fields of an object or interface."""

    @property
    def members(self) -> tuple[str, ...]:
        """The members of a union."""

    @property
    def interfaces(self) -> tuple[str, ...]:
        """What it implements."""


Finding: TypeAlias = tuple[str, Any]
"""What is wrong, and the element."""


@dataclass(frozen=True, slots=True)
class TypeSystem:
    """Named types with what the rules ask about them."""

    types: Mapping[str, TypeLike]
    may_be_empty: frozenset[str]
    """Root types, to which others may add fields."""
    is_deprecated: Callable[[Any], bool]

    def findings(self) -> Iterator[Finding]:
        """Everything that the specification has against the types."""
        for owner in self.types.values():
            yield from self._names(owner)
            yield from self._content(owner)
            if owner.kind in COMPOSITE:
                yield from self._implements(owner)
        yield from self._cycles()

    def _names(self, owner: TypeLike) -> Iterator[Finding]:
        for part in (owner.fields, owner.inputs, owner.values):
            for name, element in part.items():
                if name.startswith("__"):
                    yield f"{owner.name}.{name} has a name of introspection", element
        if owner.name.startswith("__"):
            yield f"{owner.name} has a name of introspection", owner

    def _content(self, owner: TypeLike) -> Iterator[Finding]:
        content = owner.fields or owner.inputs or owner.values or owner.members
        empty = not content and owner.kind is not Kind.SCALAR
        if empty and owner.name not in self.may_be_empty:
            yield f"{owner.name} has nothing in it", owner
        for value in owner.inputs.values():
            yield from self.input_findings(f"{owner.name}.{value.name}", value)
        for one in owner.fields.values():
            for argument in one.args.values():
                coordinate = f"{one.coordinate}({argument.name}:)"
                yield from self.input_findings(coordinate, argument)

    def input_findings(self, coordinate: str, value: InputLike) -> Iterator[Finding]:
        """What is wrong with an argument or an input field."""
        if value.name.startswith("__"):
            yield f"{coordinate} has a name of introspection", value
        required = isinstance(value.type, NonNull) and value.default is None
        if required and self.is_deprecated(value):
            yield f"{coordinate} is required, so it can't be deprecated", value
        if value.default is not None and not fits(
            value.default, value.type, self.types
        ):
            yield f"the default of {coordinate} is not of type {value.type}", value

    def _implements(self, owner: TypeLike) -> Iterator[Finding]:
        if owner.name in owner.interfaces:
            yield f"{owner.name} implements itself", owner
        for name in owner.interfaces:
            interface = self.types.get(name)
            if interface is None:
                continue
            for wanted in interface.fields.values():
                yield from self._implements_field(owner, wanted)
            for further in interface.interfaces:
                if further not in owner.interfaces:
                    said = f"{owner.name} implements {name}, but not its {further}"
                    yield said, owner

    def _implements_field(
        self, owner: TypeLike, wanted: FieldLike
    ) -> Iterator[Finding]:
        own = owner.fields.get(wanted.name)
        if own is None:
            yield f"{owner.name} lacks {wanted.coordinate} of its interface", owner
            return
        if not is_subtype(own.type, wanted.type, self._belongs):
            said = f"{own.coordinate} is {own.type}, {wanted.coordinate} {wanted.type}"
            yield said, own
        for argument in wanted.args.values():
            given = own.args.get(argument.name)
            if given is None or given.type != argument.type:
                said = f"{own.coordinate} lacks {argument.name}: {argument.type}"
                yield f"{said} of {wanted.coordinate}", own
        for name, value in own.args.items():
            required = isinstance(value.type, NonNull) and value.default is None
            if required and name not in wanted.args:
                said = f"{own.coordinate} requires {name}, which {wanted.coordinate}"
                yield f"{said} does not have", own

    def _belongs(self, name: str, to: str) -> bool:
        sub, of = self.types.get(name), self.types.get(to)
        return (sub is not None and to in sub.interfaces) or (
            of is not None and name in of.members
        )

    def _cycles(self) -> Iterator[Finding]:
        """Input objects that can't be written, since each needs another one inside."""
        needs = {
            name: {
                value.type.of.name
                for value in owner.inputs.values()
                if isinstance(value.type, NonNull) and isinstance(value.type.of, Named)
            }
            for name, owner in self.types.items()
            if owner.kind is Kind.INPUT
        }
        while done := [n for n, inner in needs.items() if not inner & needs.keys()]:
            for name in done:
                del needs[name]
        for name in needs:
            yield f"{name} needs itself inside, without end", self.types[name]
