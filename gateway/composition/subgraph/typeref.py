"""References to types: `Named`, `ListOf`, `NonNull`, and the relations that merging needs."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from graphql import ListTypeNode, NamedTypeNode, NonNullTypeNode, TypeNode


@dataclass(frozen=True, slots=True)
class Named:
    """A type by name."""

    name: str

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list."""

    of: "TypeRef"

    def __str__(self) -> str:
        return f"[{self.of}]"


@dataclass(frozen=True, slots=True)
class NonNull:
    """Never null."""

    of: "Named | ListOf"

    def __str__(self) -> str:
        return f"{self.of}!"


TypeRef: TypeAlias = Named | ListOf | NonNull


def from_node(node: TypeNode) -> TypeRef:
    """The reference that a syntax node spells."""
    match node:
        case NonNullTypeNode(type=inner):
            of = from_node(inner)
            return of if isinstance(of, NonNull) else NonNull(of)
        case ListTypeNode(type=inner):
            return ListOf(from_node(inner))
        case NamedTypeNode(name=name):
            return Named(name.value)
        case _:
            raise TypeError(f"not a type reference: {node.kind}")


def is_subtype(sub: TypeRef, of: TypeRef, belongs: Callable[[str, str], bool]) -> bool:
    """Whether each value of one type is a value of another.

    Args:
        sub: The one.
        of: The other.
        belongs: Whether the type of the first name is a member or an implementation
            of that of the second.
    """
    match sub, of:
        case NonNull(of=inner), NonNull(of=outer):
            return is_subtype(inner, outer, belongs)
        case NonNull(of=inner), _:
            return is_subtype(inner, of, belongs)
        case ListOf(of=inner), ListOf(of=outer):
            return is_subtype(inner, outer, belongs)
        case Named(name=inner), Named(name=outer):
            return inner == outer or belongs(inner, outer)
        case _:
            return False


def base_name(ref: TypeRef) -> str:
    """The name inside all wrappers."""
    while not isinstance(ref, Named):
        ref = ref.of
    return ref.name


def nullable(ref: TypeRef) -> Named | ListOf:
    """The reference without its outer `!`."""
    return ref.of if isinstance(ref, NonNull) else ref


def is_list(ref: TypeRef) -> bool:
    """Whether the outer level, apart from `!`, is a list."""
    return isinstance(nullable(ref), ListOf)


def renamed(ref: TypeRef, names: dict[str, str]) -> TypeRef:
    """The reference with its base name replaced where the map names it."""
    match ref:
        case NonNull(of=of):
            inner = renamed(of, names)
            return inner if isinstance(inner, NonNull) else NonNull(inner)
        case ListOf(of=of):
            return ListOf(renamed(of, names))
        case Named(name=name):
            return Named(names.get(name, name))
