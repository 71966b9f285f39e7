"""Every query of the public schema has a plan, whatever override labels are active.

Findings: SATISFIABILITY_ERROR, SHAREABLE_HAS_MISMATCHED_RUNTIME_TYPES. It works on
the graph that the planner plans over, so that what passes here can be planned.
"""

from collections.abc import Iterator

from gateway.composition.diagnostics import Diagnostic
from gateway.composition.merge.merged import Merged
from gateway.composition.satisfiability.explain import explain
from gateway.composition.satisfiability.reach import Reach
from gateway.composition.satisfiability.walk import Walk
from gateway.supergraph.graph import Graph, build_graph
from gateway.supergraph.read import read_supergraph


def satisfy(merged: Merged, supergraph_sdl: str) -> Iterator[Diagnostic]:
    """Report every query that no plan answers, by its first dead end.

    Args:
        merged: The merged schema.
        supergraph_sdl: The same, printed.
    """
    graph = build_graph(read_supergraph(supergraph_sdl))
    for labels in _label_sets(graph):
        reach = Reach(graph, labels)
        for finding in Walk(merged, reach).findings():
            yield explain(merged, reach, finding)


def _label_sets(graph: Graph) -> Iterator[frozenset[str]]:
    """No label active, and, if there are any, all of them."""
    labels = frozenset(
        move.label.name
        for moves in graph.fields
        for move in moves.values()
        if move.label is not None
    )
    yield frozenset()
    if labels:
        yield labels
