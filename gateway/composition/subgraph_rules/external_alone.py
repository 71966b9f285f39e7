"""An external field is resolved elsewhere, so it provides nothing here.

Finding: EXTERNAL_COLLISION_WITH_ANOTHER_DIRECTIVE.
"""

from collections.abc import Iterator

from gateway.composition.diagnostics import Code, Diagnostic, at
from gateway.composition.subgraph.facts import Facts
from gateway.composition.subgraph.model import COMPOSITE, has


def external_alone(facts: Facts) -> Iterator[Diagnostic]:
    """Report fields that are external and have @provides."""
    for _, field in facts.subgraph.fields(*COMPOSITE):
        if facts.is_external(field) and has(field, "provides"):
            yield Diagnostic(
                Code.EXTERNAL_COLLISION_WITH_ANOTHER_DIRECTIVE,
                f'subgraph "{facts.name}": {field.coordinate} is @external and has'
                " @provides",
                "Remove @external or @provides.",
                (at(facts.name, field.node),),
            )
