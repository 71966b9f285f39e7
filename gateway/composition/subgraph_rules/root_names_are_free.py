"""A type with the default name of a root type is that root type.

Findings: ROOT_QUERY_USED, ROOT_MUTATION_USED, ROOT_SUBSCRIPTION_USED. Root types
are called Query, Mutation and Subscription in the supergraph, whatever a subgraph
calls them.
"""

from collections.abc import Iterator

from gateway.composition.diagnostics import Code, Diagnostic, at
from gateway.composition.subgraph.facts import Facts


def root_names_are_free(facts: Facts) -> Iterator[Diagnostic]:
    """Report types that bear the default name of a root type, beside the root."""
    types = facts.subgraph.types
    for operation, name in facts.subgraph.declared_roots.items():
        default = operation.capitalize()
        if default != name and name in types:
            yield Diagnostic(
                Code(f"ROOT_{operation.upper()}_USED"),
                f'subgraph "{facts.name}" has a type {default} that is not its'
                f" {operation} root; its root is {name}",
                f"Rename {default}, or make it the root.",
                (at(facts.name, types[default].node),),
            )
