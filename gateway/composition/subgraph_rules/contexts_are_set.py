"""A context that is read is set, and read where it can be.

Finding: CONTEXT_NOT_SET. An argument of an interface's field, of a directive, or
with a default of its own can't be filled from a context.
"""

from collections.abc import Iterator

from gateway.composition.diagnostics import Code, Diagnostic, at
from gateway.composition.subgraph.contexts import (
    ContextRead,
    context_reads,
    context_setters,
)
from gateway.composition.subgraph.facts import Facts
from gateway.composition.subgraph.model import Kind, has


def contexts_are_set(facts: Facts) -> Iterator[Diagnostic]:
    """Report contexts that no type sets, and arguments that none can fill."""
    setters = context_setters(facts.subgraph)
    for read in context_reads(facts.subgraph):
        reason = _obstacle(facts, read)
        if reason is None and read.name is not None and read.name not in setters:
            reason = f"reads the context {read.name}, which no type sets"
        if reason is not None:
            yield Diagnostic(
                Code.CONTEXT_NOT_SET,
                f'subgraph "{facts.name}": {read.coordinate} {reason}',
                "Set the context with @context on a type above, and read it in an"
                " argument of an object's field.",
                (at(facts.name, read.applied.node),),
            )
    for definition in facts.subgraph.directives.values():
        for argument in definition.args.values():
            if has(argument, "fromContext"):
                yield Diagnostic(
                    Code.CONTEXT_NOT_SET,
                    f'subgraph "{facts.name}": @{definition.name}({argument.name}:)'
                    " reads a context in the definition of a directive",
                    "Remove @fromContext.",
                    (at(facts.name, argument.node),),
                )


def _obstacle(facts: Facts, read: ContextRead) -> str | None:
    if facts.subgraph.types[read.field.parent].kind is Kind.INTERFACE:
        return "reads a context on an interface"
    if read.argument.default is not None:
        return "reads a context and has a default"
    return None
