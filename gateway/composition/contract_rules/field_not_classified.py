"""Every field of a contract is classified, once, and alike in all contracts.

Finding: FIELD_NOT_CLASSIFIED. A field is @personal or @impersonal, or stands on
a type that is @impersonal as a whole. Federation's machinery is exempt: it is
never read as a field of the contract.
"""

from collections.abc import Iterator

from gateway.composition.contract_rules.classification import (
    ContractField,
    contract_fields,
)
from gateway.composition.diagnostics import Code, Diagnostic, at
from gateway.composition.merge.context import MergeContext


def fields_are_classified(context: MergeContext) -> Iterator[Diagnostic]:
    """Report fields with no classification, with two, or with another elsewhere."""
    first: dict[str, ContractField] = {}
    for one in contract_fields(context):
        said = one.classification
        if said.personal and said.impersonal:
            yield _finding(
                one, "is both @personal and @impersonal", "Keep one of them."
            )
        elif not (said.personal or said.impersonal or said.structural):
            yield _finding(
                one,
                "is neither @personal nor @impersonal",
                "Say what it is: @personal(class:, identifies:) for data about a"
                " person, @impersonal for anything else.",
            )
        known = first.setdefault(one.field.coordinate, one)
        if known.classification != said:
            yield _finding(
                one,
                f'is classified otherwise than in subgraph "{known.facts.name}"',
                "Agree on one classification and write it in both contracts.",
            )


def _finding(one: ContractField, reason: str, advice: str) -> Diagnostic:
    return Diagnostic(
        Code.FIELD_NOT_CLASSIFIED,
        f'subgraph "{one.facts.name}": {one.field.coordinate} {reason}',
        advice,
        (at(one.facts.name, one.field.node),),
    )
