"""The `fields` of a directive is text.

Findings: KEY_INVALID_FIELDS_TYPE, REQUIRES_INVALID_FIELDS_TYPE,
PROVIDES_INVALID_FIELDS_TYPE.
"""

from collections.abc import Iterator

from gateway.composition.diagnostics import Code, Diagnostic, at
from gateway.composition.subgraph.facts import Facts


def field_sets_are_text(facts: Facts) -> Iterator[Diagnostic]:
    """Report a `fields` argument that is a number, an enum value or a list."""
    for use in facts.uses:
        if use.applied.text("fields") is None:
            yield Diagnostic(
                Code(use.code("INVALID_FIELDS_TYPE")),
                f'subgraph "{facts.name}": @{use.directive} on {use.on} has fields that'
                " are not text",
                'Write the fields in quotes, like fields: "id name".',
                (at(facts.name, use.applied.node),),
            )
