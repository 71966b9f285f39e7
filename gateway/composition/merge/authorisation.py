"""Carries authorisation between interfaces and their implementations.

Who may see an interface, or a field of it, must be allowed to see each
implementation, since any may come. What an interface object requires of a field
holds on every implementation, since it adds the field to all.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from gateway.composition.merge.directives import combine
from gateway.composition.merge.merged import Directive, MergedField, MergedType
from gateway.composition.subgraph.model import Kind

_AUTH: Final = frozenset({"authenticated", "requiresScopes", "policy"})


def carry_authorisation(types: Mapping[str, MergedType]) -> dict[str, MergedType]:
    """The types, with requirements carried down from interfaces and then up to them."""
    below = {n: _inherited(t, types) for n, t in types.items()}
    return {n: _gathered(t, below) for n, t in below.items()}


def _inherited(owner: MergedType, types: Mapping[str, MergedType]) -> MergedType:
    if owner.kind is not Kind.OBJECT:
        return owner
    interfaces = [types[i] for i in owner.interfaces]
    return replace(
        owner,
        fields={
            name: _with(field, (i.fields[name] for i in interfaces if name in i.fields))
            for name, field in owner.fields.items()
        },
    )


def _gathered(owner: MergedType, types: Mapping[str, MergedType]) -> MergedType:
    if owner.kind is not Kind.INTERFACE:
        return owner
    objects = [
        t
        for t in types.values()
        if t.kind is Kind.OBJECT and owner.name in t.interfaces
    ]
    return replace(
        owner,
        directives=_joined([owner.directives, *(t.directives for t in objects)]),
        fields={
            name: _with(field, (t.fields[name] for t in objects if name in t.fields))
            for name, field in owner.fields.items()
        },
    )


def _with(field: MergedField, others: Iterable[MergedField]) -> MergedField:
    joined = _joined([field.directives, *(o.directives for o in others)])
    return replace(field, directives=joined)


def _joined(all_of: list[tuple[Directive, ...]]) -> tuple[Directive, ...]:
    """The first's directives, with the authorisation of all."""
    own = [d for d in all_of[0] if d.name not in _AUTH]
    auth: dict[str, list[Directive]] = {}
    for directives in all_of:
        for directive in directives:
            if directive.name in _AUTH:
                auth.setdefault(directive.name, []).append(directive)
    combined = [combine(name, found) for name, found in auth.items()]
    return tuple(sorted([*own, *combined], key=lambda d: (d.name, d.args)))
