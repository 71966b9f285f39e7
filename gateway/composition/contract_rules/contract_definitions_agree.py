"""A contract defines our directives as the specification does.

Finding: DIRECTIVE_DEFINITION_INVALID. Another default of `identifies`, say, would
turn an omission into a statement.
"""

from collections.abc import Iterator
from typing import Final

from gateway.composition.contract_rules.classification import contract_subgraphs
from gateway.composition.diagnostics import Code, Diagnostic, at
from gateway.composition.merge.context import MergeContext
from gateway.composition.subgraph.model import DirectiveDefinition
from gateway.composition.values import canonical

SPECIFICATION: Final = {
    "@personal": "(class: PersonalDataClass!, identifies: Boolean!,"
    " secret: Boolean! = false) on FIELD_DEFINITION",
    "@impersonal": " on FIELD_DEFINITION | INTERFACE | OBJECT",
    "@opens": "(as: String!) on FIELD_DEFINITION",
    "@provider": "(agency: String!) on FIELD_DEFINITION | OBJECT",
}


def contract_definitions_agree(context: MergeContext) -> Iterator[Diagnostic]:
    """Report definitions of our directives that differ from the specification."""
    for facts, link in contract_subgraphs(context):
        for original, signature in SPECIFICATION.items():
            name = link.local(original).removeprefix("@")
            definition = facts.subgraph.directives.get(name)
            if definition is not None and _signature(definition) != signature:
                yield Diagnostic(
                    Code.DIRECTIVE_DEFINITION_INVALID,
                    f'subgraph "{facts.name}" defines @{name} as'
                    f" {_signature(definition)}, not {signature}",
                    f"Define it as: directive @{name}{signature}",
                    (at(facts.name, definition.node),),
                )


def _signature(definition: DirectiveDefinition) -> str:
    arguments = ", ".join(
        f"{a.name}: {a.type}" + (f" = {canonical(a.default)}" if a.default else "")
        for a in definition.args.values()
    )
    head = f"({arguments})" if arguments else ""
    repeatable = " repeatable" if definition.repeatable else ""
    return f"{head}{repeatable} on {' | '.join(sorted(definition.locations))}"
