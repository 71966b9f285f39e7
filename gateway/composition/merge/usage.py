"""Where a type is used: what comes out, what goes in. Enums merge by it."""

from collections.abc import Iterator

from gateway.composition.merge.context import MergeContext
from gateway.composition.merge.sources import arguments, input_field_sources
from gateway.composition.subgraph.model import COMPOSITE, has
from gateway.composition.subgraph.typeref import base_name


def output_names(context: MergeContext) -> frozenset[str]:
    """Types that some merged field returns."""
    return frozenset(
        base_name(s.field.type)
        for _, _, sources in context.all_fields(*COMPOSITE)
        for s in sources
        if not s.external
    )


def input_names(context: MergeContext) -> frozenset[str]:
    """Types of some input field, or of some argument that is merged."""
    return frozenset(_inputs(context))


def _inputs(context: MergeContext) -> Iterator[str]:
    for one in arguments(context):
        if not one.lacking and not any(has(s.value, "fromContext") for s in one.having):
            yield from (base_name(s.value.type) for s in one.having)
    for _, _, sources in input_field_sources(context):
        yield from (base_name(s.value.type) for s in sources)
    for name in context.composed.winners():
        for request in context.composed.newest(name):
            values = request.definition.args.values()
            yield from (base_name(a.type) for a in values)


def enum_values(context: MergeContext, name: str) -> list[str]:
    """The values of a merged enum: those of all subgraphs, or those that all have.

    What only goes in must be understood everywhere. What only comes out need not
    be, and of what does both a rule has seen that it is the same everywhere. What is
    hidden by hand stays in any case.
    """
    sources = context.sources(name)
    names = list(dict.fromkeys(v for s in sources for v in s.type.values))
    if name not in input_names(context) or name in output_names(context):
        return names
    return [
        v
        for v in names
        if all(v in s.type.values for s in sources)
        or any(
            has(s.type.values[v], "inaccessible") for s in sources if v in s.type.values
        )
    ]
