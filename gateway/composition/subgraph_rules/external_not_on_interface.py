"""A field of an interface is not resolved, so it can't be external.

Finding: EXTERNAL_ON_INTERFACE.
"""

from collections.abc import Iterator

from gateway.composition.diagnostics import Code, Diagnostic, at
from gateway.composition.subgraph.facts import Facts
from gateway.composition.subgraph.model import Kind, has


def external_not_on_interface(facts: Facts) -> Iterator[Diagnostic]:
    """Report `@external` on an interface's field."""
    for _, field in facts.subgraph.fields(Kind.INTERFACE):
        if has(field, "external"):
            yield Diagnostic(
                Code.EXTERNAL_ON_INTERFACE,
                f'subgraph "{facts.name}": interface field {field.coordinate} is'
                " @external",
                "Mark the fields of the object types instead.",
                (at(facts.name, field.node),),
            )
