"""Every query of the public schema has a plan, whatever override labels are active.

Findings: SATISFIABILITY_ERROR, SHAREABLE_HAS_MISMATCHED_RUNTIME_TYPES. It works on
the graph that the planner plans over, so that what passes here can be planned.
One thing is different: arguments that come from a context count as given, since a
supergraph may be composed here for a gateway that sets them.
"""

from collections.abc import Iterator
from dataclasses import replace

from gateway.composition.diagnostics import Diagnostic
from gateway.composition.merge.merged import Directive, Merged, MergedField
from gateway.composition.printing.supergraph import print_supergraph
from gateway.composition.satisfiability.explain import explain
from gateway.composition.satisfiability.reach import Reach
from gateway.composition.satisfiability.walk import Walk
from gateway.supergraph.graph import Graph, build_graph
from gateway.supergraph.read import read_supergraph


def satisfy(merged: Merged) -> Iterator[Diagnostic]:
    """Report every query that no plan answers, by its first dead end."""
    sdl = print_supergraph(_with_contexts_given(merged))
    graph = build_graph(read_supergraph(sdl))
    for labels in _label_sets(graph):
        reach = Reach(graph, labels)
        for finding in Walk(merged, reach).findings():
            yield explain(merged, reach, finding)


def _with_contexts_given(merged: Merged) -> Merged:
    return replace(
        merged,
        types={
            name: replace(owner, fields={n: _given(f) for n, f in owner.fields.items()})
            for name, owner in merged.types.items()
        },
    )


def _given(field: MergedField) -> MergedField:
    joins = tuple(
        Directive(j.name, tuple(a for a in j.args if a[0] != "contextArguments"))
        for j in field.joins
    )
    return replace(field, joins=joins)


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
