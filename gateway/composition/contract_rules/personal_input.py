"""What must be sealed is never an input: a gateway would have to read it to pass it on.

Finding: PERSONAL_INPUT. `@key`, `@requires` and `@provides` select no field that
identifies, is specific or is secret; tickets, `Person.id` and business keys, which
are pseudonymous, may be keys. Arguments and input fields are neither sealed nor
named like a sealed field: a filter by name is a name in a query.
"""

from collections.abc import Iterator, Mapping

from gateway.composition.contract_rules.classification import (
    SEALED,
    Classification,
    contract_fields,
    contract_subgraphs,
    sealed_by_coordinate,
)
from gateway.composition.diagnostics import Code, Diagnostic, at
from gateway.composition.merge.context import MergeContext
from gateway.composition.subgraph.facts import Facts
from gateway.composition.subgraph.fieldset import walk
from gateway.composition.subgraph.model import COMPOSITE, Field, InputValue, Kind
from gateway.composition.subgraph.typeref import base_name
from gateway.composition.subgraph.uses import field_set_uses


def inputs_are_impersonal(context: MergeContext) -> Iterator[Diagnostic]:
    """Report personal fields in field sets, and inputs that ask for sealed values."""
    classified = sealed_by_coordinate(context)
    sealed = {one.field.name for one in contract_fields(context) if one.sealed}
    for facts, _ in contract_subgraphs(context):
        yield from _in_field_sets(facts, classified)
        for where, value in _inputs(facts):
            if base_name(value.type) == SEALED:
                yield _finding(facts, where, value, "takes a sealed value")
            elif value.name in sealed:
                yield _finding(facts, where, value, "is named like a sealed field")


def _in_field_sets(
    facts: Facts, classified: Mapping[str, Classification]
) -> Iterator[Diagnostic]:
    for use in field_set_uses(facts.subgraph):
        for selected in walk(use.readable):
            if selected.field and not _allowed(selected.field, classified):
                yield Diagnostic(
                    Code.PERSONAL_INPUT,
                    f'subgraph "{facts.name}": @{use.directive} on {use.on} selects'
                    f" {selected.field.coordinate}, which must be sealed",
                    "Key records by ticket, persons by id, cases by their number.",
                    (at(facts.name, use.applied.node),),
                )


def _allowed(field: Field, classified: Mapping[str, Classification]) -> bool:
    said = classified.get(field.coordinate)
    return said is None or not said.must_be_sealed


def _inputs(facts: Facts) -> Iterator[tuple[str, InputValue]]:
    for _, field in facts.subgraph.fields(*COMPOSITE):
        for argument in field.args.values():
            yield f"{field.coordinate}({argument.name}:)", argument
    for owner in facts.subgraph.types.values():
        if owner.kind is Kind.INPUT:
            for value in owner.inputs.values():
                yield f"{owner.name}.{value.name}", value


def _finding(facts: Facts, where: str, value: InputValue, reason: str) -> Diagnostic:
    return Diagnostic(
        Code.PERSONAL_INPUT,
        f'subgraph "{facts.name}": {where} {reason}',
        "Find persons by a lookup token, and filter by what is not personal.",
        (at(facts.name, value.node),),
    )
