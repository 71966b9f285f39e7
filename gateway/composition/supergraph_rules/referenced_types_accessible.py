"""What can be seen is of a type that can be seen.

Finding: REFERENCED_INACCESSIBLE.
"""

from collections.abc import Iterator

from gateway.composition.diagnostics import Code, Diagnostic
from gateway.composition.merge.merged import Merged
from gateway.composition.subgraph.typeref import base_name
from gateway.composition.supergraph_rules.inaccessible import (
    hidden,
    references,
    subgraphs_of,
)


def referenced_types_accessible(merged: Merged) -> Iterator[Diagnostic]:
    """Report accessible elements of an inaccessible type."""
    for one in references(merged):
        name = base_name(one.type)
        if name in merged.types and hidden(merged.types[name]):
            yield Diagnostic(
                Code.REFERENCED_INACCESSIBLE,
                f"{one.coordinate} can be seen, but its type {name} is @inaccessible",
                f"Mark {one.coordinate} @inaccessible as well, or show {name}.",
                subgraphs_of(merged, name),
            )
