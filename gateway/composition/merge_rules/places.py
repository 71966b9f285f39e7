"""Where the definitions of one element stand, for findings over several subgraphs."""

from collections.abc import Iterable

from gateway.composition.diagnostics import Where, at
from gateway.composition.merge.context import FieldSource, InputSource, TypeSource


def places(sources: Iterable[FieldSource]) -> tuple[Where, ...]:
    """The place of a field in each subgraph."""
    return tuple(at(s.facts.name, s.field.node) for s in sources)


def type_places(sources: Iterable[TypeSource]) -> tuple[Where, ...]:
    """The place of a type in each subgraph."""
    return tuple(at(s.facts.name, s.type.node) for s in sources)


def input_places(sources: Iterable[InputSource]) -> tuple[Where, ...]:
    """The place of an argument or input field in each subgraph."""
    return tuple(at(s.facts.name, s.value.node) for s in sources)


def listed(pairs: Iterable[tuple[str, object]]) -> str:
    """`Int in "a" and "b", String in "c"`: what each subgraph says, grouped."""
    groups: dict[str, list[str]] = {}
    for subgraph, said in pairs:
        groups.setdefault(str(said), []).append(f'"{subgraph}"')
    return ", ".join(f"{said} in {' and '.join(who)}" for said, who in groups.items())


def quoted_names(names: Iterable[str]) -> str:
    """Subgraph names in quotes."""
    return ", ".join(f'"{name}"' for name in names)
