"""A type that reads a context is an entity: the gateway enters it with the value.

Finding: CONTEXT_NO_RESOLVABLE_KEY.
"""

from collections.abc import Iterator

from gateway.composition.diagnostics import Code, Diagnostic, at
from gateway.composition.subgraph.contexts import context_reads
from gateway.composition.subgraph.facts import Facts
from gateway.composition.subgraph.model import Kind, applications, is_false


def context_readers_have_keys(facts: Facts) -> Iterator[Diagnostic]:
    """Report types with a contextual argument and no resolvable key."""
    for read in context_reads(facts.subgraph):
        owner = facts.subgraph.types[read.field.parent]
        entered = any(
            not is_false(key, "resolvable") for key in applications(owner, "key")
        )
        if read.name is not None and owner.kind is Kind.OBJECT and not entered:
            yield Diagnostic(
                Code.CONTEXT_NO_RESOLVABLE_KEY,
                f'subgraph "{facts.name}": {read.coordinate} reads a context, but'
                f" {owner.name} has no resolvable key",
                f"Add a @key to {owner.name}.",
                (at(facts.name, read.applied.node),),
            )
