"""The query root can be seen.

Finding: QUERY_ROOT_TYPE_INACCESSIBLE.
"""

from collections.abc import Iterator

from gateway.composition.diagnostics import Code, Diagnostic
from gateway.composition.merge.merged import Merged
from gateway.composition.supergraph_rules.inaccessible import hidden, subgraphs_of


def query_root_accessible(merged: Merged) -> Iterator[Diagnostic]:
    """Report a query root that is marked @inaccessible."""
    root = merged.roots.get("query")
    if root is not None and hidden(merged.types[root]):
        yield Diagnostic(
            Code.QUERY_ROOT_TYPE_INACCESSIBLE,
            f"{root} is the query root and @inaccessible",
            "Remove @inaccessible from the type; hide single fields instead.",
            subgraphs_of(merged, root),
        )
