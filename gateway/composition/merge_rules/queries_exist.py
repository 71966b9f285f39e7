"""There is something to ask.

Finding: NO_QUERIES.
"""

from collections.abc import Iterator

from gateway.composition.diagnostics import Code, Diagnostic, Where
from gateway.composition.merge.context import MergeContext


def queries_exist(context: MergeContext) -> Iterator[Diagnostic]:
    """Report that no subgraph has a field of Query."""
    if not any(s.type.fields for s in context.sources("Query")):
        yield Diagnostic(
            Code.NO_QUERIES,
            "no subgraph has a field of Query",
            "Add a query to one of the subgraphs.",
            tuple(Where(f.name) for f in context.facts),
        )
