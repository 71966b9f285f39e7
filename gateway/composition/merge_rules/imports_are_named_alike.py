"""A directive that the supergraph keeps or carries has one name in all subgraphs.

Finding: LINK_IMPORT_NAME_MISMATCH.
"""

from collections.abc import Iterator

from gateway.composition.diagnostics import Code, Diagnostic, at
from gateway.composition.merge.context import MergeContext
from gateway.composition.subgraph import specs
from gateway.composition.subgraph.model import Subgraph, elements, has


def imports_are_named_alike(context: MergeContext) -> Iterator[Diagnostic]:
    """Report directives that subgraphs use under several names, and it keeps or carries."""
    for name in (*specs.SPEC_OF, *specs.CARRIED):
        found = [
            (facts, link, ours)
            for facts in context.facts
            for link in facts.subgraph.links
            for ours, theirs in link.imports.items()
            if theirs == f"@{name}"
            and link.identity == specs.FEDERATION
            and _is_applied(facts.subgraph, name)
        ]
        names = sorted({ours for _, _, ours in found})
        if len(names) > 1:
            yield Diagnostic(
                Code.LINK_IMPORT_NAME_MISMATCH,
                f"@{name} is imported under several names: {', '.join(names)}",
                "Import it under one name everywhere.",
                tuple(at(facts.name, link.node) for facts, link, _ in found),
            )


def _is_applied(subgraph: Subgraph, name: str) -> bool:
    return any(has(element, name) for element in elements(subgraph))
