"""A name means one kind of type everywhere.

Finding: TYPE_KIND_MISMATCH. An `@interfaceObject` is of the kind interface.
"""

from collections.abc import Iterator

from gateway.composition.diagnostics import Code, Diagnostic
from gateway.composition.merge.context import MergeContext
from gateway.composition.merge_rules.places import listed, type_places


def type_kinds_agree(context: MergeContext) -> Iterator[Diagnostic]:
    """Report names that are of several kinds."""
    for name in context.type_names:
        sources = context.sources(name)
        if len(context.kinds(name)) > 1:
            said = listed((s.facts.name, s.kind.value) for s in sources)
            yield Diagnostic(
                Code.TYPE_KIND_MISMATCH,
                f"{name} is of several kinds: {said}",
                "Make it one kind everywhere, or rename one of the types.",
                type_places(sources),
            )
