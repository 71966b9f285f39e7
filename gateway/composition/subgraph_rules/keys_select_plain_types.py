"""A key's fields are not of an interface or union type: equality would be unclear.

Finding: KEY_FIELDS_SELECT_INVALID_TYPE.
"""

from collections.abc import Iterator

from gateway.composition.diagnostics import Code, Diagnostic, at
from gateway.composition.subgraph.facts import Facts
from gateway.composition.subgraph.fieldset import walk
from gateway.composition.subgraph.model import Kind
from gateway.composition.subgraph.typeref import base_name


def keys_select_plain_types(facts: Facts) -> Iterator[Diagnostic]:
    """Report key fields that return an interface or a union."""
    types = facts.subgraph.types
    for use in facts.uses:
        if use.directive != "key":
            continue
        for selected in walk(use.readable):
            base = types.get(base_name(selected.field.type)) if selected.field else None
            if base and base.kind in (Kind.INTERFACE, Kind.UNION):
                yield Diagnostic(
                    Code.KEY_FIELDS_SELECT_INVALID_TYPE,
                    f'subgraph "{facts.name}": @key on {use.on} selects'
                    f" {selected.node.name.value}, whose type {base.name} is"
                    f" {'an' if base.kind is Kind.INTERFACE else 'a'} {base.kind.value}",
                    "Use fields of object and scalar types in a key.",
                    (at(facts.name, use.applied.node),),
                )
