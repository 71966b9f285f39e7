"""The `fields` of a directive is text.

Findings: KEY_INVALID_FIELDS_TYPE, REQUIRES_INVALID_FIELDS_TYPE,
PROVIDES_INVALID_FIELDS_TYPE.
"""

from collections.abc import Iterator

from gateway.composition.diagnostics import Code, Diagnostic, at
from gateway.composition.subgraph.facts import Facts
from gateway.composition.subgraph.uses import FieldSetUse
from gateway.composition.subgraph_rules.field_sets_are_readable import keyed_interfaces


def used_field_sets_are_text(facts: Facts) -> Iterator[Diagnostic]:
    """The same for the keys of interfaces and their implementations, for other rules."""
    types = facts.subgraph.types
    keyed = keyed_interfaces(facts)
    for use in facts.uses:
        owner = types[use.owner]
        apart = use.owner not in keyed and not keyed & {*owner.interfaces}
        if use.directive == "key" and not apart:
            yield from _finding(facts, use)


def field_sets_are_text(facts: Facts) -> Iterator[Diagnostic]:
    """Report a `fields` argument that is a number, an enum value or a list."""
    for use in facts.uses:
        yield from _finding(facts, use)


def _finding(facts: Facts, use: FieldSetUse) -> Iterator[Diagnostic]:
    if use.applied.text("fields") is None:
        yield Diagnostic(
            Code(use.code("INVALID_FIELDS_TYPE")),
            f'subgraph "{facts.name}": @{use.directive} on {use.on} has fields that'
            " are not text",
            'Write the fields in quotes, like fields: "id name".',
            (at(facts.name, use.applied.node),),
        )
