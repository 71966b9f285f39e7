"""An external field has the type that the field has, or a narrower one.

Finding: EXTERNAL_TYPE_MISMATCH.
"""

from collections.abc import Iterator

from gateway.composition.diagnostics import Code, Diagnostic
from gateway.composition.merge.context import MergeContext
from gateway.composition.merge_rules.external_pairs import external_pairs
from gateway.composition.merge_rules.places import places


def external_types_agree(context: MergeContext) -> Iterator[Diagnostic]:
    """Report external fields declared with another type."""
    for pair in external_pairs(context):
        field = pair.external.field
        if not context.is_subtype(field.type, pair.type):
            yield Diagnostic(
                Code.EXTERNAL_TYPE_MISMATCH,
                f"{field.coordinate} is {field.type} where it is @external, in"
                f' "{pair.external.facts.name}", but {pair.type} where it is resolved',
                f"Declare it as {pair.type}.",
                places([pair.external]),
            )
