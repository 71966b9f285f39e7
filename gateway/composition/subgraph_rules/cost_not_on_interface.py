"""The cost of an interface's field is that of its implementations.

Finding: COST_APPLIED_TO_INTERFACE_FIELD.
"""

from collections.abc import Iterator

from gateway.composition.diagnostics import Code, Diagnostic, at
from gateway.composition.subgraph.facts import Facts
from gateway.composition.subgraph.model import Kind, has


def cost_not_on_interface(facts: Facts) -> Iterator[Diagnostic]:
    """Report `@cost` on an interface's field."""
    for _, field in facts.subgraph.fields(Kind.INTERFACE):
        if has(field, "cost"):
            yield Diagnostic(
                Code.COST_APPLIED_TO_INTERFACE_FIELD,
                f'subgraph "{facts.name}": interface field {field.coordinate} has @cost',
                "Put @cost on the fields of the object types.",
                (at(facts.name, field.node),),
            )
