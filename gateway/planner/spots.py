"""Spots: the objects of the merged data, and the keys that their fields have there.

One spot is one object (or list of objects) of the data, whatever its type. Its
fields come from several requests and for several reasons; each gets a data key:

- the caller's fields get their response key, unless another selection that can
  hold for the same object, or has another shape in the same subgraph, took it;
- a field that only the plan needs shares the key of an equal field (same name, same
  arguments), or else takes its own name, or else an alias of ours.

Shapes matter because GraphQL refuses a document in which one key stands for a list
here and a single value there, even on types that exclude each other.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from gateway.operation.ast import Field, Selections
from gateway.supergraph.fieldset import Argument
from gateway.supergraph.model import TYPENAME, Supergraph, TypeRef

Signature = tuple[str, tuple[Argument, ...]]
"""Name and arguments of a field."""


@dataclass(frozen=True, slots=True)
class Use:
    """A field that some document selects at a spot."""

    signature: Signature
    types: frozenset[str]
    """Object types that it is selected for."""
    subgraph: str
    shape: TypeRef
    """List and null wrappers, with the type's name if it is a leaf."""
    wanted: str
    """The caller's response key; empty where only the plan needs it."""


@dataclass(slots=True)
class Uses:
    """What documents select under one data key."""

    types: dict[tuple[Signature, str], frozenset[str]] = field(default_factory=dict)
    """By signature and what the caller wants, the object types."""
    shapes: dict[str, TypeRef] = field(default_factory=dict)
    """By subgraph."""

    def note(self, one: Use) -> None:
        """Take down a use."""
        key = (one.signature, one.wanted)
        self.types[key] = self.types.get(key, frozenset()) | one.types
        self.shapes[one.subgraph] = one.shape

    def admit(self, one: Use) -> bool:
        """Whether a use goes with those before it."""
        return self.shapes.get(one.subgraph, one.shape) == one.shape and not any(
            signature != one.signature and types & one.types
            for (signature, _), types in self.types.items()
        )


@dataclass(slots=True)
class Spot:
    """An object of the merged data; filled while steps are made."""

    reserved: dict[str, list[tuple[Signature, frozenset[str]]]] = field(
        default_factory=dict
    )
    """By data key, the caller's fields that want it."""
    uses: dict[str, Uses] = field(default_factory=dict)
    """By data key, what documents select."""
    below: dict[str, "Spot"] = field(default_factory=dict)
    """By data key."""

    def inner(self, key: str) -> "Spot":
        """Return the spot of the value of a field."""
        return self.below.setdefault(key, Spot())

    def sources(
        self, signature: Signature, wanted: str = ""
    ) -> Iterator[tuple[str, frozenset[str]]]:
        """Yield the data keys of a field with the types that each holds for.

        Args:
            signature: Of the field.
            wanted: The caller's response key; empty for what the plan needs.
        """
        for key, uses in self.uses.items():
            types = uses.types.get((signature, wanted))
            if types is not None:
                yield key, types


def reserve(
    supergraph: Supergraph, spot: Spot, selections: Selections, here: frozenset[str]
) -> None:
    """Set down at a spot and below which keys the caller's fields want."""
    for item in selections:
        if not isinstance(item, Field):
            inside = here & supergraph.possible[item.type_condition]
            reserve(supergraph, spot, item.selections, inside)
        elif item.name != TYPENAME and not item.denied:
            wanted = ((item.name, item.arguments), here)
            spot.reserved.setdefault(item.response_key, []).append(wanted)
            if item.selections:
                inner = spot.inner(item.response_key)
                below = supergraph.possible[item.type_name]
                reserve(supergraph, inner, item.selections, below)


@dataclass(frozen=True, slots=True)
class Where:
    """Where a document selects something."""

    subgraph: str
    parent_type: str
    types: frozenset[str]
    """Object types that it is selected for."""


def use(supergraph: Supergraph, spot: Spot, field: Field, where: Where) -> str:
    """Return the data key under which a document selects a field, and note it."""
    shape = _shape(supergraph, where, field.name)
    signature = (field.name, field.arguments)
    one = Use(signature, where.types, where.subgraph, shape, field.response_key)
    key = next(key for key in _wishes(spot, field, one) if _is_free(spot, key, one))
    spot.uses.setdefault(key, Uses()).note(one)
    return key


def _wishes(spot: Spot, field: Field, one: Use) -> Iterator[str]:
    if field.response_key:
        yield field.response_key
    yield from [
        key
        for key, uses in spot.uses.items()
        if any(signature == one.signature for signature, _ in uses.types)
    ]
    if not field.response_key:
        for key, wanted in spot.reserved.items():
            if any(signature == one.signature for signature, _ in wanted):
                yield key
        yield field.name
    number = 1
    while True:
        yield f"_{number}_{field.response_key or field.name}"
        number += 1


def _is_free(spot: Spot, key: str, one: Use) -> bool:
    if key.startswith("__"):
        return False
    for signature, types in spot.reserved.get(key, ()):
        if signature != one.signature and types & one.types:
            return False
    held = spot.uses.get(key)
    return held is None or held.admit(one)


def _shape(supergraph: Supergraph, where: Where, name: str) -> TypeRef:
    field = supergraph.field(where.parent_type, name)
    join = field.joins.get(where.subgraph)
    ref = join.type if join else field.type
    if supergraph.type(ref.name).composite:
        return TypeRef("{}", ref.nullable)
    return ref
