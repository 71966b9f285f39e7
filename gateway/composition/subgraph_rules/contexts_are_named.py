"""`@fromContext` names a context and selects from it.

Finding: NO_CONTEXT_IN_SELECTION.
"""

from collections.abc import Iterator

from gateway.composition.diagnostics import Code, Diagnostic, at
from gateway.composition.subgraph.contexts import context_reads
from gateway.composition.subgraph.facts import Facts


def contexts_are_named(facts: Facts) -> Iterator[Diagnostic]:
    """Report text without `$name` and a selection after it."""
    for read in context_reads(facts.subgraph):
        if read.name is None:
            yield Diagnostic(
                Code.NO_CONTEXT_IN_SELECTION,
                f'subgraph "{facts.name}": @fromContext on {read.coordinate} names no'
                " context",
                'Write it as "$context { field }".',
                (at(facts.name, read.applied.node),),
            )
