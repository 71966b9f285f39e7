"""A field set selects fields that the subgraph has, by name, down to scalars.

Findings: KEY_INVALID_FIELDS, REQUIRES_INVALID_FIELDS, PROVIDES_INVALID_FIELDS.
A directive that nobody defines makes a field set unreadable too.
"""

from collections.abc import Iterator
from typing import Final

from gateway.composition.diagnostics import Code, Diagnostic, at
from gateway.composition.subgraph.facts import Facts
from gateway.composition.subgraph.fieldset import Unreadable, walk
from gateway.composition.subgraph.model import Kind, Subgraph, has
from gateway.composition.subgraph.uses import FieldSetUse

_BUILT_IN: Final = frozenset({"include", "skip"})


def field_sets_are_readable(facts: Facts) -> Iterator[Diagnostic]:
    """Report a field set that does not parse or names what is not there."""
    for use in facts.uses:
        if use.applied.text("fields") is None:
            continue
        for reason in _reasons(facts.subgraph, use):
            yield Diagnostic(
                Code(use.code("INVALID_FIELDS")),
                f'subgraph "{facts.name}": @{use.directive} on {use.on} can\'t be read:'
                f" {reason}",
                "Select fields that this subgraph defines.",
                (at(facts.name, use.applied.node),),
            )


def interface_keys_are_readable(facts: Facts) -> Iterator[Diagnostic]:
    """The same for the keys of interfaces and of what implements one with a key.

    Other rules build on them.
    """
    types = facts.subgraph.types
    keyed = keyed_interfaces(facts)
    keys = {
        at(facts.name, use.applied.node)
        for use in facts.uses
        if use.directive == "key"
        and (
            types[use.on].kind is Kind.INTERFACE or keyed & {*types[use.on].interfaces}
        )
    }
    return (d for d in field_sets_are_readable(facts) if keys & set(d.where))


def keyed_interfaces(facts: Facts) -> set[str]:
    """The names of the interfaces that have a key."""
    return {
        name
        for name, owner in facts.subgraph.types.items()
        if owner.kind is Kind.INTERFACE and has(owner, "key")
    }


def _reasons(subgraph: Subgraph, use: FieldSetUse) -> Iterator[str]:
    if isinstance(use.selections, Unreadable):
        yield use.selections.reason
    for selected in walk(use.readable):
        for name in selected.directives:
            if name not in subgraph.directives and name not in _BUILT_IN:
                yield f"there is no directive @{name}"
