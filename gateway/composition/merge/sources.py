"""Arguments and input fields of all subgraphs, lined up by coordinate."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from gateway.composition.merge.context import InputSource, MergeContext
from gateway.composition.merge.executable import executable_definitions
from gateway.composition.subgraph.facts import Facts
from gateway.composition.subgraph.model import COMPOSITE, InputValue, Kind


@dataclass(frozen=True, slots=True)
class Arguments:
    """One argument of a field or of an executable directive, over all subgraphs."""

    coordinate: str
    """`Type.field(argument:)` or `@directive(argument:)`."""
    name: str
    having: tuple[InputSource, ...]
    lacking: tuple[str, ...]
    """Subgraphs that have the field without the argument."""


def input_field_sources(
    context: MergeContext,
) -> Iterator[tuple[str, str, list[InputSource]]]:
    """Type, name and definitions of every input field."""
    for name in context.of_kind(Kind.INPUT):
        sources = context.sources(name)
        for field in dict.fromkeys(f for s in sources for f in s.type.inputs):
            yield (
                name,
                field,
                [
                    InputSource(s.facts, s.type.inputs[field])
                    for s in sources
                    if field in s.type.inputs
                ],
            )


def arguments(context: MergeContext) -> Iterator[Arguments]:
    """Every argument of the fields that are not external, and of directives."""
    for owner, name, sources in context.all_fields(*COMPOSITE):
        own = [(s.facts, s.field.args) for s in sources if not s.external]
        yield from _lined_up(f"{owner}.{name}", own)
    by_name = {f.name: f for f in context.facts}
    for name, definitions in executable_definitions(context).items():
        yield from _lined_up(f"@{name}", [(by_name[g], d.args) for g, d in definitions])


def _lined_up(
    coordinate: str, sources: Sequence[tuple[Facts, Mapping[str, InputValue]]]
) -> Iterator[Arguments]:
    for name in dict.fromkeys(a for _, args in sources for a in args):
        yield Arguments(
            coordinate=f"{coordinate}({name}:)",
            name=name,
            having=tuple(InputSource(f, a[name]) for f, a in sources if name in a),
            lacking=tuple(f.name for f, a in sources if name not in a),
        )
