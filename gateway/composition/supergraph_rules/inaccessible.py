"""Which merged elements the public schema hides, and walks over the rest."""

from collections.abc import Iterator
from dataclasses import dataclass

from gateway.composition.diagnostics import Where
from gateway.composition.merge.merged import (
    Merged,
    MergedField,
    MergedInput,
    MergedType,
    carries,
)
from gateway.composition.subgraph.typeref import TypeRef


@dataclass(frozen=True, slots=True)
class Reference:
    """An accessible element that names a type."""

    coordinate: str
    type: TypeRef
    value: MergedInput | None
    """The argument or input field; None for an output field."""


@dataclass(frozen=True, slots=True)
class InputPlace:
    """An argument or input field, hidden or not, of an accessible owner."""

    coordinate: str
    value: MergedInput


def hidden(element: MergedType | MergedField | MergedInput) -> bool:
    """Whether the element itself is marked @inaccessible."""
    return carries(element, "inaccessible")


def visible_types(merged: Merged) -> Iterator[MergedType]:
    """The types that are not marked."""
    return (t for t in merged.types.values() if not hidden(t))


def visible_fields(owner: MergedType) -> Iterator[MergedField]:
    """The fields that are not marked."""
    return (f for f in owner.fields.values() if not hidden(f))


def input_places(merged: Merged) -> Iterator[InputPlace]:
    """Every argument and input field of what is accessible."""
    for owner in visible_types(merged):
        for field in visible_fields(owner):
            for argument in field.args.values():
                yield InputPlace(f"{field.coordinate}({argument.name}:)", argument)
        for value in owner.inputs.values():
            yield InputPlace(f"{owner.name}.{value.name}", value)


def references(merged: Merged) -> Iterator[Reference]:
    """Every accessible element that has a type."""
    for owner in visible_types(merged):
        for field in visible_fields(owner):
            yield Reference(field.coordinate, field.type, None)
    for place in input_places(merged):
        if not hidden(place.value):
            yield Reference(place.coordinate, place.value.type, place.value)


def subgraphs_of(merged: Merged, name: str) -> tuple[Where, ...]:
    """The subgraphs that define a type."""
    keys = {d.args[0][1] for d in merged.types[name].joins if d.name == "join__type"}
    return tuple(Where(g.name) for g in merged.graphs if g.key in keys)
