"""`@provides` stands on a field that has fields to provide.

Finding: PROVIDES_ON_NON_OBJECT_FIELD.
"""

from collections.abc import Iterator

from gateway.composition.diagnostics import Code, Diagnostic, at
from gateway.composition.subgraph.facts import Facts
from gateway.composition.subgraph.model import COMPOSITE, applications
from gateway.composition.subgraph.typeref import base_name
from gateway.composition.subgraph.uses import is_composite


def provides_on_composite_fields(facts: Facts) -> Iterator[Diagnostic]:
    """Report `@provides` on a field of a scalar or enum type."""
    for _, field in facts.subgraph.fields(*COMPOSITE):
        base = base_name(field.type)
        for applied in applications(field, "provides"):
            if not is_composite(facts.subgraph, base):
                yield Diagnostic(
                    Code.PROVIDES_ON_NON_OBJECT_FIELD,
                    f'subgraph "{facts.name}": @provides on {field.coordinate}, whose'
                    f" type {field.type} has no fields",
                    "Remove @provides.",
                    (at(facts.name, applied.node),),
                )
