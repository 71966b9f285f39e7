"""A name means one kind of type everywhere, and GraphQL's own are scalars.

Finding: TYPE_KIND_MISMATCH. An `@interfaceObject` is of the kind interface.
"""

from collections.abc import Iterator

from graphql import specified_scalar_types

from gateway.composition.diagnostics import Code, Diagnostic
from gateway.composition.merge.context import MergeContext
from gateway.composition.merge_rules.places import listed, type_places
from gateway.composition.subgraph.model import Kind


def type_kinds_agree(context: MergeContext) -> Iterator[Diagnostic]:
    """Report names that are of several kinds."""
    for name in context.type_names:
        sources = context.sources(name)
        own = name in specified_scalar_types and context.kinds(name) != {Kind.SCALAR}
        if len(context.kinds(name)) > 1 or own:
            said = listed((s.facts.name, s.kind.value) for s in sources)
            yield Diagnostic(
                Code.TYPE_KIND_MISMATCH,
                f"{name} is of several kinds: {said}",
                "Make it one kind everywhere, or rename one of the types.",
                type_places(sources),
            )
