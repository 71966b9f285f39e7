"""Merges arguments and input fields: what every subgraph accepts."""

from collections.abc import Iterable, Mapping, Sequence

from graphql import EnumValueNode, StringValueNode, ValueNode

from gateway.composition.merge.context import MergeContext
from gateway.composition.merge.directives import merge_directives
from gateway.composition.merge.merged import MergedInput
from gateway.composition.subgraph.model import InputValue, Kind, has
from gateway.composition.subgraph.typeref import TypeRef, base_name
from gateway.composition.values import same_value


def merge_inputs(
    context: MergeContext, sources: Sequence[tuple[str, Mapping[str, InputValue]]]
) -> dict[str, MergedInput]:
    """The values that all sources define; sources are (subgraph, values by name)."""
    names = list(dict.fromkeys(n for _, values in sources for n in values))
    return {
        name: merge_input(context, [(graph, values[name]) for graph, values in sources])
        for name in names
        if all(name in values for _, values in sources)
        and not any(has(values[name], "fromContext") for _, values in sources)
    }


def merge_input(
    context: MergeContext, sources: Sequence[tuple[str, InputValue]]
) -> MergedInput:
    """One value: the narrowest type, the default that all agree on."""
    first = sources[0][1]
    merged = context.input_type(v.type for _, v in sources) or first.type
    agreed = all(same_value(v.default, first.default) for _, v in sources)
    return MergedInput(
        name=first.name,
        type=merged,
        default=_default(context, merged, first.default) if agreed else None,
        description=best_description(v.description for _, v in sources),
        directives=merge_directives(context, [(g, v.applied) for g, v in sources]),
    )


def _default(
    context: MergeContext, declared: TypeRef, value: ValueNode | None
) -> ValueNode | None:
    """Some servers print the default of an enum as a string; it is an enum value."""
    base = base_name(declared)
    known = context.sources(base)
    is_enum = bool(known) and context.kind(base) is Kind.ENUM
    if is_enum and isinstance(value, StringValueNode):
        return EnumValueNode(value=value.value)
    return value


def best_description(texts: Iterable[str | None]) -> str | None:
    """The description most subgraphs agree on, the first by subgraph name among equals."""
    given = [t for t in texts if t]
    return max(given, key=given.count) if given else None
