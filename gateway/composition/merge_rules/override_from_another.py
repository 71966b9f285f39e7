"""A field moves from another subgraph.

Finding: OVERRIDE_FROM_SELF_ERROR.
"""

from collections.abc import Iterator

from gateway.composition.diagnostics import Code, Diagnostic
from gateway.composition.merge.context import MergeContext
from gateway.composition.merge_rules.overridden_fields import overriding_fields
from gateway.composition.merge_rules.places import places
from gateway.composition.subgraph.model import has


def override_from_another(context: MergeContext) -> Iterator[Diagnostic]:
    """Report overrides that name their own subgraph."""
    for one in overriding_fields(context):
        owner = one.source.facts.subgraph.types[one.source.field.parent]
        if one.origin == one.source.facts.name and not has(owner, "interfaceObject"):
            yield Diagnostic(
                Code.OVERRIDE_FROM_SELF_ERROR,
                f'subgraph "{one.origin}": {one.source.field.coordinate} overrides'
                " itself",
                "Name the subgraph that the field moves from, or remove @override.",
                places([one.source]),
            )
