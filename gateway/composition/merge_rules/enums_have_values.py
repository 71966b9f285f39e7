"""An enum that goes in has a value that every subgraph understands.

Finding: EMPTY_MERGED_ENUM_TYPE.
"""

from collections.abc import Iterator

from gateway.composition.diagnostics import Code, Diagnostic
from gateway.composition.merge.context import MergeContext
from gateway.composition.merge.usage import enum_values
from gateway.composition.merge_rules.places import type_places
from gateway.composition.subgraph.model import Kind


def enums_have_values(context: MergeContext) -> Iterator[Diagnostic]:
    """Report enums that have no value left once merged."""
    for name in context.of_kind(Kind.ENUM):
        if not enum_values(context, name):
            yield Diagnostic(
                Code.EMPTY_MERGED_ENUM_TYPE,
                f"the subgraphs that define enum {name} have no value in common",
                "Add a common value, or rename one of the enums.",
                type_places(context.sources(name)),
            )
