"""A key of an interface is a resolvable key of each type that implements it.

Finding: INTERFACE_KEY_NOT_ON_IMPLEMENTATION.
"""

from collections.abc import Iterator

from gateway.composition.diagnostics import Code, Diagnostic, at
from gateway.composition.subgraph.facts import Facts
from gateway.composition.subgraph.fieldset import Selected, lenient_field_set
from gateway.composition.subgraph.model import (
    Kind,
    TypeDefinition,
    applications,
    is_false,
)


def interface_keys_on_implementations(facts: Facts) -> Iterator[Diagnostic]:
    """Report implementations that lack a key of their interface."""
    for interface in facts.subgraph.types.values():
        if interface.kind is not Kind.INTERFACE:
            continue
        wanted = {key for key, _ in _keys(facts, interface)}
        for owner in facts.subgraph.implementers(interface.name):
            own = {key for key, resolvable in _keys(facts, owner) if resolvable}
            for key in sorted(wanted - own):
                yield Diagnostic(
                    Code.INTERFACE_KEY_NOT_ON_IMPLEMENTATION,
                    f'subgraph "{facts.name}": interface {interface.name} has the key'
                    f' "{key}", but its implementation {owner.name} has not',
                    f'Add @key(fields: "{key}") to {owner.name}.',
                    (at(facts.name, owner.node),),
                )


def _keys(facts: Facts, owner: TypeDefinition) -> set[tuple[str, bool]]:
    """Each readable key in one spelling, and whether it is resolvable."""
    return {
        (_text(selections), not is_false(a, "resolvable"))
        for a in applications(owner, "key")
        if (
            selections := lenient_field_set(
                facts.subgraph.types, owner.name, a.text("fields") or ""
            )
        )
    }


def _text(selections: tuple[Selected, ...]) -> str:
    inside: dict[str, tuple[Selected, ...]] = {}
    for s in selections:
        name = s.node.name.value
        inside[name] = (*inside.get(name, ()), *s.children)
    return " ".join(
        f"{name} {{ {_text(children)} }}" if children else name
        for name, children in sorted(inside.items())
    )
