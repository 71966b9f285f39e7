"""An external field is named because something in the subgraph needs it.

Finding: EXTERNAL_UNUSED.
"""

from collections.abc import Iterator

from gateway.composition.diagnostics import Code, Diagnostic, at
from gateway.composition.subgraph.facts import Facts
from gateway.composition.subgraph.model import COMPOSITE


def external_is_used(facts: Facts) -> Iterator[Diagnostic]:
    """Report external fields that no key, requirement, provision or interface uses."""
    for _, field in facts.subgraph.fields(*COMPOSITE):
        if facts.is_external(field) and field.coordinate not in facts.used:
            yield Diagnostic(
                Code.EXTERNAL_UNUSED,
                f'subgraph "{facts.name}": {field.coordinate} is @external, but nothing'
                " in this subgraph uses it",
                "Remove the field, or use it in @key, @requires or @provides.",
                (at(facts.name, field.node),),
            )
