"""What is extended is defined somewhere.

Finding: EXTENSION_WITH_NO_BASE. Root types need no definition.
"""

from collections.abc import Iterator
from typing import Final

from gateway.composition.diagnostics import Code, Diagnostic
from gateway.composition.merge.context import MergeContext
from gateway.composition.merge_rules.places import quoted_names, type_places

_ROOTS: Final = frozenset({"Query", "Mutation", "Subscription"})


def extensions_have_base(context: MergeContext) -> Iterator[Diagnostic]:
    """Report types that every subgraph only extends."""
    for name in context.type_names:
        sources = context.sources(name)
        if name not in _ROOTS and all(s.type.only_extended for s in sources):
            who = quoted_names(s.facts.name for s in sources)
            yield Diagnostic(
                Code.EXTENSION_WITH_NO_BASE,
                f"{who}: {name} is extended, but no subgraph defines it",
                f"Define {name} in the subgraph that owns it, without `extend`.",
                type_places(sources),
            )
