"""Small rewrites of frozen subgraphs that the passes are made of."""

from collections.abc import Callable
from dataclasses import replace

from gateway.composition.subgraph.model import (
    COMPOSITE,
    Applied,
    Field,
    Subgraph,
    TypeDefinition,
)


def map_types(
    subgraph: Subgraph, change: Callable[[TypeDefinition], TypeDefinition | None]
) -> Subgraph:
    """The subgraph with each type changed, or removed where the change gives None."""
    changed = {n: change(t) for n, t in subgraph.types.items()}
    return replace(subgraph, types={n: t for n, t in changed.items() if t is not None})


def map_fields(
    subgraph: Subgraph,
    change: Callable[[TypeDefinition, Field], Field | None],
) -> Subgraph:
    """The subgraph with each output field changed, or removed where None."""

    def changed(owner: TypeDefinition) -> TypeDefinition:
        if owner.kind not in COMPOSITE:
            return owner
        fields = {n: change(owner, f) for n, f in owner.fields.items()}
        return replace(owner, fields={n: f for n, f in fields.items() if f})

    return map_types(subgraph, changed)


def without(applied: tuple[Applied, ...], *names: str) -> tuple[Applied, ...]:
    """Applications without those of the federation directives named."""
    return tuple(a for a in applied if a.federation not in names)
