"""Where a type is used: what comes out, what goes in. Enums merge by it."""

from collections.abc import Iterator

from gateway.composition.merge.context import MergeContext
from gateway.composition.merge.executable import executable_definitions
from gateway.composition.subgraph.model import COMPOSITE, DirectiveDefinition, Kind, has
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
    for directive in _definitions(context):
        yield from (base_name(a.type) for a in directive.args.values())


def _definitions(context: MergeContext) -> Iterator[DirectiveDefinition]:
    """The definitions of the directives that the supergraph may keep."""
    for sources in executable_definitions(context).values():
        yield from (definition for _, definition in sources)
    for name in context.composed.winners():
        yield from (request.definition for request in context.composed.newest(name))


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
