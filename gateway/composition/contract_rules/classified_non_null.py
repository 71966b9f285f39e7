"""What can be denied can be null: a denied field is null with an error beside it.

Finding: CLASSIFIED_NON_NULL. Exempt are `ticket`, without which a record is none,
and fields of structural types, which go with the edge that leads to them. Of a
list the list itself counts.
"""

from collections.abc import Iterator

from gateway.composition.contract_rules.classification import (
    ContractField,
    contract_fields,
)
from gateway.composition.diagnostics import Code, Diagnostic, at
from gateway.composition.merge.context import MergeContext
from gateway.composition.subgraph.typeref import NonNull, nullable


def classified_fields_are_nullable(context: MergeContext) -> Iterator[Diagnostic]:
    """Report classified fields whose outer level is never null."""
    for one in contract_fields(context):
        if isinstance(one.field.type, NonNull) and _can_be_denied(one):
            yield Diagnostic(
                Code.CLASSIFIED_NON_NULL,
                f'subgraph "{one.facts.name}": {one.field.coordinate} is'
                f" {one.field.type}, but a caller who is denied it gets null",
                f"Make it {nullable(one.field.type)}.",
                (at(one.facts.name, one.field.node),),
            )


def _can_be_denied(one: ContractField) -> bool:
    said = one.classification
    if one.field.name == "ticket":
        return False
    return said.personal or (said.impersonal and not said.structural)
