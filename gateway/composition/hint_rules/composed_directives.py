"""Directives that some subgraphs compose, and others call by another name.

Code: DIRECTIVE_COMPOSITION_WARN. Once such a subgraph composes the directive too, the
names have to agree (DIRECTIVE_COMPOSITION_ERROR). One that imports it not at all, or
only has it by its prefix, is no concern of the reference either.
"""

from collections.abc import Iterator

from gateway.composition.diagnostics import Hint
from gateway.composition.hint_rules.said import quoted
from gateway.composition.merge.composed import ComposedDirective
from gateway.composition.merge.context import MergeContext
from gateway.composition.subgraph.model import Subgraph


def composed_directives(context: MergeContext) -> Iterator[Hint]:
    """Hint at names that will have to change before they are composed."""
    by_original: dict[str, list[ComposedDirective]] = {}
    for request in context.composed.requests:
        by_original.setdefault(request.original, []).append(request)
    for requests in by_original.values():
        first, composing = requests[0], {one.subgraph for one in requests}
        others = [
            f.name
            for f in context.facts
            if f.name not in composing and _is_otherwise(f.subgraph, first)
        ]
        if others:
            yield Hint(
                "DIRECTIVE_COMPOSITION_WARN",
                f"@{first.original} is composed as @{first.name}, and has another name"
                f" in {quoted(others)}: to be composed from there too, it needs the"
                " same",
            )


def _is_otherwise(subgraph: Subgraph, composed: ComposedDirective) -> bool:
    """Whether a subgraph imports the directive, under another name."""
    return any(
        theirs == f"@{composed.original}" and ours != f"@{composed.name}"
        for link in subgraph.links
        if link.identity == composed.link.identity
        for ours, theirs in link.imports.items()
    )
