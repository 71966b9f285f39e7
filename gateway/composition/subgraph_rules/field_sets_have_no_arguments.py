"""A key or a provision selects fields without arguments.

Findings: KEY_FIELDS_HAS_ARGS, PROVIDES_FIELDS_HAS_ARGS. `@requires` may pass
arguments.
"""

from collections.abc import Iterator

from gateway.composition.diagnostics import Code, Diagnostic, at
from gateway.composition.subgraph.facts import Facts
from gateway.composition.subgraph.fieldset import walk


def field_sets_have_no_arguments(facts: Facts) -> Iterator[Diagnostic]:
    """Report a selected field that is declared with arguments."""
    for use in facts.uses:
        if use.directive == "requires":
            continue
        for selected in walk(use.readable):
            if selected.field is not None and selected.field.args:
                yield Diagnostic(
                    Code(use.code("FIELDS_HAS_ARGS")),
                    f'subgraph "{facts.name}": @{use.directive} on {use.on} selects'
                    f" {selected.field.coordinate}, which has arguments",
                    "Select a field without arguments.",
                    (at(facts.name, use.applied.node),),
                )
