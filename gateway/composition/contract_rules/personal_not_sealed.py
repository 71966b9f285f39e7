"""What identifies, is specific or is secret passes the gateway sealed, and nothing else does.

Finding: PERSONAL_NOT_SEALED. A sealed value names the type inside (@opens), and
stands on a type with `ref: ID`, to which the seal binds it.
"""

from collections.abc import Iterator

from gateway.composition.contract_rules.classification import (
    ContractField,
    contract_fields,
)
from gateway.composition.diagnostics import Code, Diagnostic, at
from gateway.composition.merge.context import MergeContext
from gateway.composition.subgraph.typeref import Named, nullable


def personal_fields_are_sealed(context: MergeContext) -> Iterator[Diagnostic]:
    """Report fields whose seal and classification disagree, and seals without `ref`."""
    for one in contract_fields(context):
        for reason, advice in _disagreements(one):
            yield _finding(one, reason, advice)
        if one.sealed and not _has_ref(context, one.owner.name):
            yield _finding(
                one,
                f'is sealed, but {one.owner.name} has no "ref: ID" to bind the seal to',
                f"Add `ref: ID` to {one.owner.name}.",
            )


def _disagreements(one: ContractField) -> Iterator[tuple[str, str]]:
    said = one.classification
    if said.must_be_sealed and not one.sealed:
        yield (
            f"identifies, is specific or is secret, but its type is {one.field.type}",
            (
                "Give it the type Sealed with @opens(as:); an edge to such a record"
                " becomes a sealed yes or no."
            ),
        )
    if one.sealed and not said.must_be_sealed:
        yield (
            "is Sealed, but its classification asks for no seal",
            "Classify what is inside, or give it its own type.",
        )
    if one.sealed and not (said.opens or "").strip():
        yield (
            "is Sealed without saying what is inside",
            'Add @opens(as: "String"), with the type of the value inside.',
        )
    if said.opens is not None and not one.sealed:
        yield "has @opens, but is not Sealed", "Remove @opens, or seal the field."


def _has_ref(context: MergeContext, type_name: str) -> bool:
    return any(
        nullable(s.field.type) == Named("ID")
        for s in context.field_sources(type_name, "ref")
    )


def _finding(one: ContractField, reason: str, advice: str) -> Diagnostic:
    return Diagnostic(
        Code.PERSONAL_NOT_SEALED,
        f'subgraph "{one.facts.name}": {one.field.coordinate} {reason}',
        advice,
        (at(one.facts.name, one.field.node),),
    )
