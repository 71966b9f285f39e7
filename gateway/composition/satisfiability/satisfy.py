"""Every query of the public schema has a plan, whatever override labels are active.

Findings: SATISFIABILITY_ERROR, SHAREABLE_HAS_MISMATCHED_RUNTIME_TYPES. It works on
the graph that the planner plans over, so that what passes here can be planned. One
thing is different: whether a context that a field reads is set is judged here, by
the types that a query has passed; the graph takes such arguments as given.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Final

from gateway.composition.diagnostics import Diagnostic, Hint
from gateway.composition.merge.merged import Directive, Merged, MergedField
from gateway.composition.printing.supergraph import print_supergraph
from gateway.composition.satisfiability.explain import differing_types, explain
from gateway.composition.satisfiability.reach import Reach
from gateway.composition.satisfiability.walk import DifferingTypes, Walk
from gateway.supergraph.graph import Graph, build_graph
from gateway.supergraph.read import read_structure

FEW_LABELS: Final = 5
"""Up to so many override labels, all their combinations are tried."""


@dataclass(frozen=True, slots=True)
class Satisfaction:
    """What a walk over all queries has found."""

    diagnostics: tuple[Diagnostic, ...]
    hints: tuple[Hint, ...]


def satisfy(merged: Merged) -> Satisfaction:
    """Report every query that no plan answers, by its first dead end."""
    sdl = print_supergraph(_with_contexts_given(merged))
    graph = build_graph(read_structure(sdl))
    diagnostics: list[Diagnostic] = []
    hints: set[Hint] = set()
    for labels in _label_sets(graph):
        reach = Reach(graph, labels)
        for finding in Walk(merged, reach).findings():
            if isinstance(finding, DifferingTypes):
                hints.add(differing_types(reach, finding))
            else:
                diagnostics.append(explain(merged, reach, finding))
    return Satisfaction(tuple(diagnostics), tuple(hints))


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
    """Each combination of labels; of many labels those with few on, or few off."""
    labels = sorted(
        {
            move.label.name
            for moves in graph.fields
            for move in moves.values()
            if move.label is not None
        }
    )
    few = len(labels) <= FEW_LABELS
    sizes = range(len(labels) + 1) if few else (0, 1, len(labels) - 1, len(labels))
    for size in sizes:
        yield from map(frozenset, combinations(labels, size))
