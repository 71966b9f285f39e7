"""An external field has the type that the field has, in the same wrappers.

A type that the field's type covers, say an implementation of its interface, will do.

Finding: EXTERNAL_TYPE_MISMATCH.
"""

from collections.abc import Iterator

from gateway.composition.diagnostics import Code, Diagnostic
from gateway.composition.merge.context import MergeContext
from gateway.composition.merge_rules.external_pairs import external_pairs
from gateway.composition.merge_rules.places import places
from gateway.composition.subgraph.typeref import Named, TypeRef, base_name, renamed


def external_types_agree(context: MergeContext) -> Iterator[Diagnostic]:
    """Report external fields declared with another type."""
    for pair in external_pairs(context):
        field = pair.external.field
        if not _fits(context, field.type, pair.type):
            yield Diagnostic(
                Code.EXTERNAL_TYPE_MISMATCH,
                f"{field.coordinate} is {field.type} where it is @external, in"
                f' "{pair.external.facts.name}", but {pair.type} where it is resolved',
                f"Declare it as {pair.type}.",
                places([pair.external]),
            )


def _fits(context: MergeContext, ours: TypeRef, theirs: TypeRef) -> bool:
    inner, outer = base_name(ours), base_name(theirs)
    same_wrappers = renamed(ours, {inner: outer}) == theirs
    return same_wrappers and context.is_subtype(Named(inner), Named(outer))
