"""Where a type is used: what comes out, what goes in. Enums merge by it."""

from collections.abc import Iterator

from gateway.composition.merge.context import MergeContext
from gateway.composition.subgraph.model import COMPOSITE, Kind
from gateway.composition.subgraph.typeref import base_name


def output_names(context: MergeContext) -> frozenset[str]:
    """Types that some field returns."""
    return frozenset(
        base_name(field.type)
        for facts in context.facts
        for _, field in facts.subgraph.fields(*COMPOSITE)
    )


def input_names(context: MergeContext) -> frozenset[str]:
    """Types of some argument or input field."""
    return frozenset(_inputs(context))


def _inputs(context: MergeContext) -> Iterator[str]:
    for facts in context.facts:
        for _, field in facts.subgraph.fields(*COMPOSITE):
            yield from (base_name(a.type) for a in field.args.values())
        for definition in facts.subgraph.types.values():
            if definition.kind is Kind.INPUT:
                yield from (base_name(v.type) for v in definition.inputs.values())


def enum_values(context: MergeContext, name: str) -> list[str]:
    """The values of a merged enum: those of all subgraphs, or those that all have.

    What only goes in must be understood everywhere. What only comes out need not
    be, and of what does both a rule has seen that it is the same everywhere.
    """
    sources = context.sources(name)
    names = list(dict.fromkeys(v for s in sources for v in s.type.values))
    if name not in input_names(context) or name in output_names(context):
        return names
    return [v for v in names if all(v in s.type.values for s in sources)]
