"""A field that moves away does not itself override another.

Finding: OVERRIDE_SOURCE_HAS_OVERRIDE.
"""

from collections.abc import Iterator

from gateway.composition.diagnostics import Code, Diagnostic
from gateway.composition.merge.context import MergeContext
from gateway.composition.merge_rules.overridden_fields import overriding_fields
from gateway.composition.merge_rules.places import places
from gateway.composition.subgraph.model import has


def override_source_is_plain(context: MergeContext) -> Iterator[Diagnostic]:
    """Report chains of overrides."""
    for one in overriding_fields(context):
        chained = one.moved is not None and has(one.moved.field, "override")
        if one.moved and chained and one.origin != one.source.facts.name:
            yield Diagnostic(
                Code.OVERRIDE_SOURCE_HAS_OVERRIDE,
                f"{one.source.field.coordinate} moves from"
                f' "{one.origin}" to "{one.source.facts.name}", but overrides a third'
                f' subgraph in "{one.origin}"',
                f'Remove @override from the field in "{one.origin}".',
                places([one.source, one.moved]),
            )
