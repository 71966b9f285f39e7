"""Every merged element with the definitions that it is merged from."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gateway.composition.merge.context import MergeContext
from gateway.composition.merge.sources import arguments, input_field_sources
from gateway.composition.subgraph.model import (
    COMPOSITE,
    EnumValue,
    Field,
    InputValue,
    Kind,
    TypeDefinition,
)


@dataclass(frozen=True, slots=True)
class LinedUp:
    """One element over the subgraphs that have it."""

    coordinate: str
    sources: Sequence[tuple[str, TypeDefinition | Field | InputValue | EnumValue]]
    """Subgraph name and definition."""


def lined_up(context: MergeContext) -> Iterator[LinedUp]:
    """Types, fields that are not external, arguments, input fields and enum values."""
    for name in context.type_names:
        yield LinedUp(name, [(s.facts.name, s.type) for s in context.sources(name)])
    for owner, name, fields in context.all_fields(*COMPOSITE):
        own = [(s.facts.name, s.field) for s in fields if not s.external]
        yield LinedUp(f"{owner}.{name}", own)
    for one in arguments(context):
        if not one.lacking and not one.coordinate.startswith("@"):
            values = [(s.facts.name, s.value) for s in one.having]
            yield LinedUp(one.coordinate, values)
    for owner, name, inputs in input_field_sources(context):
        yield LinedUp(f"{owner}.{name}", [(s.facts.name, s.value) for s in inputs])
    for name in context.of_kind(Kind.ENUM):
        sources = context.sources(name)
        for value in dict.fromkeys(v for s in sources for v in s.type.values):
            having = [s for s in sources if value in s.type.values]
            yield LinedUp(
                f"{name}.{value}",
                [(s.facts.name, s.type.values[value]) for s in having],
            )
