"""A type marked `@interfaceObject` is found by a key.

Finding: INTERFACE_OBJECT_USAGE_ERROR.
"""

from collections.abc import Iterator

from gateway.composition.diagnostics import Code, Diagnostic, at
from gateway.composition.subgraph.facts import Facts
from gateway.composition.subgraph.model import Kind, has


def interface_objects_have_keys(facts: Facts) -> Iterator[Diagnostic]:
    """Report interface objects without a key."""
    for owner in facts.subgraph.types.values():
        marked = owner.kind is Kind.OBJECT and has(owner, "interfaceObject")
        if marked and not has(owner, "key"):
            yield Diagnostic(
                Code.INTERFACE_OBJECT_USAGE_ERROR,
                f'subgraph "{facts.name}": {owner.name} is an @interfaceObject without'
                " a @key",
                "Add a @key that the interface has in the other subgraphs.",
                (at(facts.name, owner.node),),
            )
