"""The subgraphs of an input type have a field in common.

Finding: EMPTY_MERGED_INPUT_TYPE.
"""

from collections.abc import Iterator

from gateway.composition.diagnostics import Code, Diagnostic
from gateway.composition.merge.context import MergeContext
from gateway.composition.merge_rules.places import type_places
from gateway.composition.subgraph.model import Kind


def input_types_have_fields(context: MergeContext) -> Iterator[Diagnostic]:
    """Report input types without a field that all subgraphs have."""
    for name in context.of_kind(Kind.INPUT):
        sources = context.sources(name)
        if not set.intersection(*(set(s.type.inputs) for s in sources)):
            yield Diagnostic(
                Code.EMPTY_MERGED_INPUT_TYPE,
                f"the subgraphs that define input {name} have no field in common",
                "Add a common field, or rename one of the types.",
                type_places(sources),
            )
