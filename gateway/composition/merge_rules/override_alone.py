"""A field that moves has no other federation directive that depends on its place.

Finding: OVERRIDE_COLLISION_WITH_ANOTHER_DIRECTIVE.
"""

from collections.abc import Iterator

from gateway.composition.diagnostics import Code, Diagnostic
from gateway.composition.merge.context import MergeContext
from gateway.composition.merge_rules.overridden_fields import (
    Overriding,
    overriding_fields,
)
from gateway.composition.merge_rules.places import places
from gateway.composition.subgraph.model import has


def override_alone(context: MergeContext) -> Iterator[Diagnostic]:
    """Report overrides of or by fields with @external, @requires or @provides."""
    for one in overriding_fields(context):
        for subgraph, name in _collisions(one):
            yield Diagnostic(
                Code.OVERRIDE_COLLISION_WITH_ANOTHER_DIRECTIVE,
                f"{one.source.field.coordinate} moves from"
                f' "{one.origin}" to "{one.source.facts.name}", but has @{name} in'
                f' "{subgraph}"',
                f"Remove @{name} or @override.",
                places([s for s in (one.source, one.moved) if s]),
            )


def _collisions(one: Overriding) -> Iterator[tuple[str, str]]:
    if one.source.external:
        yield one.source.facts.name, "external"
    if one.moved is None or one.origin == one.source.facts.name:
        return
    if one.moved.external:
        yield one.origin, "external"
    for name in ("requires", "provides"):
        if has(one.moved.field, name):
            yield one.origin, name
