"""Directives stand where their definition lets them, with arguments that fit it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from graphql import (
    BooleanValueNode,
    IntValueNode,
    NullValueNode,
    StringValueNode,
    ValueNode,
)

from gateway.composition.subgraph.literals import InputLike, LiteralType, fits
from gateway.composition.subgraph.model import Kind
from gateway.composition.subgraph.typeref import NonNull

LOCATIONS: Final = {
    Kind.SCALAR: "SCALAR",
    Kind.OBJECT: "OBJECT",
    Kind.INTERFACE: "INTERFACE",
    Kind.UNION: "UNION",
    Kind.ENUM: "ENUM",
    Kind.INPUT: "INPUT_OBJECT",
}
"""The location that a type of each kind is."""


class DefinitionLike(Protocol):
    """The definition of a directive."""

    @property
    def args(self) -> Mapping[str, InputLike]:
        """Its arguments."""

    @property
    def repeatable(self) -> bool:
        """Whether it may stand several times in one place."""

    @property
    def locations(self) -> tuple[str, ...]:
        """Where it may stand."""


class ApplicationLike(Protocol):
    """A directive where it stands."""

    @property
    def name(self) -> str:
        """Its name."""

    @property
    def args(self) -> Mapping[str, ValueNode]:
        """Its arguments."""


@dataclass(frozen=True, slots=True)
class Applications:
    """Judges applications by the definitions that hold."""

    definitions: Mapping[str, DefinitionLike]
    types: Mapping[str, LiteralType]

    def findings(
        self, location: str, applied: Iterable[ApplicationLike]
    ) -> Iterator[str]:
        """What is wrong with the directives on one element."""
        listed = list(applied)
        for name, times in Counter(a.name for a in listed).items():
            definition = self.definitions.get(name)
            if definition is not None and times > 1 and not definition.repeatable:
                yield f"@{name} stands twice in one place"
        for one in listed:
            definition = self.definitions.get(one.name)
            if definition is None:
                continue
            if location not in definition.locations:
                yield f"@{one.name} may not stand on {location}"
            yield from self._arguments(one, definition)

    def _arguments(
        self, applied: ApplicationLike, definition: DefinitionLike
    ) -> Iterator[str]:
        for name, value in applied.args.items():
            wanted = definition.args.get(name)
            if wanted is None:
                yield f"@{applied.name} has no argument {name}"
            elif not _says_nothing(value) and not fits(value, wanted.type, self.types):
                yield f"@{applied.name}({name}:) is not of type {wanted.type}"
        for name, wanted in definition.args.items():
            required = isinstance(wanted.type, NonNull) and wanted.default is None
            if required and name not in applied.args:
                yield f"@{applied.name} lacks its argument {name}"


def _says_nothing(value: ValueNode) -> bool:
    """What the reference lets pass, whatever the type of the argument."""
    match value:
        case NullValueNode():
            return True
        case BooleanValueNode(value=flag):
            return not flag
        case StringValueNode(value=text):
            return not text
        case IntValueNode(value=number):
            return number == "0"
        case _:
            return False
