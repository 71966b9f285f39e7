"""The types of an argument in all subgraphs have one that each accepts.

Finding: FIELD_ARGUMENT_TYPE_MISMATCH.
"""

from collections.abc import Iterator

from gateway.composition.diagnostics import Code, Diagnostic
from gateway.composition.merge.context import MergeContext
from gateway.composition.merge.sources import arguments
from gateway.composition.merge_rules.places import input_places, listed


def argument_types_agree(context: MergeContext) -> Iterator[Diagnostic]:
    """Report arguments whose types have nothing in common."""
    for one in arguments(context):
        if context.input_type(s.value.type for s in one.having) is None:
            said = listed((s.facts.name, s.value.type) for s in one.having)
            yield Diagnostic(
                Code.FIELD_ARGUMENT_TYPE_MISMATCH,
                f"{one.coordinate} has types that do not fit together: {said}",
                "Give it one type everywhere, or types that differ in nullability.",
                input_places(one.having),
            )
