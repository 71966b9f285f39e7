"""What `@requires` and `@provides` select is external, or inside something external.

Findings: REQUIRES_FIELDS_MISSING_EXTERNAL, PROVIDES_FIELDS_MISSING_EXTERNAL.
A field that the subgraph resolves anyway need not be required or provided.
"""

from collections.abc import Iterable, Iterator

from gateway.composition.diagnostics import Code, Diagnostic, at
from gateway.composition.subgraph.facts import Facts
from gateway.composition.subgraph.fieldset import Selected
from gateway.composition.subgraph.model import Field, Kind


def field_sets_select_external(facts: Facts) -> Iterator[Diagnostic]:
    """Report selected leaves that are not external."""
    for use in facts.uses:
        if use.directive == "key":
            continue
        for leaf in _own_leaves(facts, use.readable, inside_external=False):
            coordinate = f"{leaf.parent}.{leaf.node.name.value}"
            yield Diagnostic(
                Code(use.code("FIELDS_MISSING_EXTERNAL")),
                f'subgraph "{facts.name}": @{use.directive} on {use.on} selects'
                f" {coordinate}, which this subgraph resolves itself",
                f"Mark {coordinate} @external, or remove it from the field set.",
                (at(facts.name, use.applied.node),),
            )


def _own_leaves(
    facts: Facts, selections: Iterable[Selected], *, inside_external: bool
) -> Iterator[Selected]:
    for selected in selections:
        field = selected.field
        external = inside_external or (field is not None and facts.is_external(field))
        if field is not None and selected.children:
            inside = external or _some_implementation_external(facts, field)
            yield from _own_leaves(facts, selected.children, inside_external=inside)
        elif not external:
            yield selected


def _some_implementation_external(facts: Facts, field: Field) -> bool:
    if facts.subgraph.types[field.parent].kind is not Kind.INTERFACE:
        return False
    return any(
        f"{t.name}.{field.name}" in facts.external
        for t in facts.subgraph.implementers(field.parent)
    )
