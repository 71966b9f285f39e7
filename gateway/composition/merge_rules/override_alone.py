"""A field that moves has no other federation directive that depends on its place.

Finding: OVERRIDE_COLLISION_WITH_ANOTHER_DIRECTIVE.
"""

from collections.abc import Iterator

from gateway.composition.diagnostics import Code, Diagnostic
from gateway.composition.merge.collisions import collision
from gateway.composition.merge.context import MergeContext
from gateway.composition.merge_rules.overridden_fields import (
    Overriding,
    overriding_fields,
)
from gateway.composition.merge_rules.override_labels_are_valid import is_valid_label
from gateway.composition.merge_rules.places import places
from gateway.composition.subgraph.model import has


def override_alone(context: MergeContext) -> Iterator[Diagnostic]:
    """Report overrides of or by fields with @external, @requires or @provides."""
    for one in overriding_fields(context):
        for subgraph, name in _collisions(context, one):
            yield Diagnostic(
                Code.OVERRIDE_COLLISION_WITH_ANOTHER_DIRECTIVE,
                f"{one.source.field.coordinate} moves from"
                f' "{one.origin}" to "{one.source.facts.name}", but has @{name} in'
                f' "{subgraph}"',
                f"Remove @{name} or @override.",
                places([s for s in (one.source, one.moved) if s]),
            )


def _collisions(context: MergeContext, one: Overriding) -> Iterator[tuple[str, str]]:
    here, field = one.source.facts, one.source.field
    if has(here.subgraph.types[field.parent], "interfaceObject"):
        yield here.name, "interfaceObject"
    if one.moved is None:
        inherited = context.interface_object_sources(field.parent, field.name)
        if any(s.facts.name == one.origin for s in inherited):
            yield one.origin, "interfaceObject"
    elif has(one.moved.field, "override"):
        return  # a chain of overrides is reported as such
    elif one.origin != here.name and is_valid_label(one.applied.text("label") or "x"):
        found = collision((here, field), (one.moved.facts, one.moved.field))
        yield from (found,) if found else ()
