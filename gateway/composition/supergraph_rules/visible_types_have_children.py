"""A type that can be seen has something in it that can be seen.

Finding: ONLY_INACCESSIBLE_CHILDREN.
"""

from collections.abc import Iterator

from gateway.composition.diagnostics import Code, Diagnostic
from gateway.composition.merge.merged import Merged, MergedType, carries
from gateway.composition.subgraph.model import Kind
from gateway.composition.supergraph_rules.inaccessible import (
    hidden,
    subgraphs_of,
    visible_types,
)


def visible_types_have_children(merged: Merged) -> Iterator[Diagnostic]:
    """Report accessible types all of whose fields, values or members are hidden."""
    for owner in visible_types(merged):
        if owner.kind is not Kind.SCALAR and all(_children_hidden(merged, owner)):
            yield Diagnostic(
                Code.ONLY_INACCESSIBLE_CHILDREN,
                f"{owner.name} can be seen, but nothing in it",
                f"Mark {owner.name} @inaccessible, or show one of its parts.",
                subgraphs_of(merged, owner.name),
            )


def _children_hidden(merged: Merged, owner: MergedType) -> Iterator[bool]:
    yield from (hidden(f) for f in owner.fields.values())
    yield from (hidden(v) for v in owner.inputs.values())
    yield from (carries(v, "inaccessible") for v in owner.values.values())
    yield from (hidden(merged.types[m]) for m in owner.members)
