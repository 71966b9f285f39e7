"""Authorisation requirements of merged elements, as what satisfies them.

A requirement is a set of ways (any of which is enough), each a set of things that
must all hold: `authenticated`, a scope, a policy.
"""

from collections.abc import Iterable
from typing import TypeAlias

from graphql import parse_value, value_from_ast_untyped

from gateway.composition.merge.merged import Directive, Merged, MergedField
from gateway.composition.subgraph.typeref import base_name

Ways: TypeAlias = frozenset[frozenset[str]]

FREE: Ways = frozenset({frozenset()})
"""What needs nothing."""

_ARGUMENTS = {"requiresScopes": "scopes", "policy": "policies"}


def both(left: Ways, right: Ways) -> Ways:
    """What satisfies both requirements."""
    return frozenset(a | b for a in left for b in right)


def implies(own: Ways, needed: Ways) -> bool:
    """Whether whoever satisfies `own` satisfies `needed`."""
    return all(any(n <= o for n in needed) for o in own)


def of_directives(directives: Iterable[Directive]) -> Ways:
    """The requirement that directives state."""
    ways = FREE
    for directive in directives:
        if directive.name == "authenticated":
            ways = both(ways, frozenset({frozenset({"authenticated"})}))
        elif directive.name in _ARGUMENTS:
            ways = both(ways, _listed(directive))
    return ways


def _listed(directive: Directive) -> Ways:
    literal = dict(directive.args)[_ARGUMENTS[directive.name]]
    listed = value_from_ast_untyped(parse_value(literal))
    return frozenset(
        frozenset(f"{directive.name} {item}" for item in way) for way in listed
    )


def of_type(merged: Merged, name: str) -> Ways:
    """The requirement of a type; of an interface, that of all its implementations."""
    found = merged.types.get(name)
    if found is None:
        return FREE
    ways = of_directives(found.directives)
    for implementer in merged.implementers(name):
        ways = both(ways, of_directives(implementer.directives))
    return ways


def of_field(merged: Merged, field: MergedField) -> Ways:
    """What a field and its type require; on an interface, all implementations'."""
    ways = both(of_directives(field.directives), of_type(merged, base_name(field.type)))
    for implementer in merged.implementers(field.parent):
        own = implementer.fields.get(field.name)
        if own is not None:
            ways = both(ways, of_directives(own.directives))
    return ways
