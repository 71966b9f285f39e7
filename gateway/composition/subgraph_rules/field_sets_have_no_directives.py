"""A field set selects fields and nothing else: directives have no meaning there.

Findings: KEY_DIRECTIVE_IN_FIELDS_ARG, REQUIRES_DIRECTIVE_IN_FIELDS_ARG,
PROVIDES_DIRECTIVE_IN_FIELDS_ARG.
"""

from collections.abc import Iterator

from gateway.composition.diagnostics import Code, Diagnostic, at
from gateway.composition.subgraph.facts import Facts
from gateway.composition.subgraph.fieldset import walk


def field_sets_have_no_directives(facts: Facts) -> Iterator[Diagnostic]:
    """Report directives that the subgraph defines inside a field set."""
    known = {*facts.subgraph.directives, "include", "skip"}
    for use in facts.uses:
        names = sorted(
            {n for s in walk(use.readable) for n in s.directives if n in known}
        )
        if names:
            listed = ", ".join(f"@{n}" for n in names)
            yield Diagnostic(
                Code(use.code("DIRECTIVE_IN_FIELDS_ARG")),
                f'subgraph "{facts.name}": @{use.directive} on {use.on} has {listed} in'
                " its fields",
                "Remove the directive from the field set.",
                (at(facts.name, use.applied.node),),
            )
