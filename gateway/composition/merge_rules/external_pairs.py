"""External declarations beside the merged field that they refer to."""

from collections.abc import Iterator
from dataclasses import dataclass

from gateway.composition.merge.context import FieldSource, MergeContext
from gateway.composition.merge.inputs import merge_inputs
from gateway.composition.merge.merged import MergedInput
from gateway.composition.subgraph.model import COMPOSITE
from gateway.composition.subgraph.typeref import TypeRef


@dataclass(frozen=True, slots=True)
class ExternalPair:
    """An external field, and what the resolving subgraphs make of it together."""

    external: FieldSource
    type: TypeRef
    args: dict[str, MergedInput]


def external_pairs(context: MergeContext) -> Iterator[ExternalPair]:
    """Every external field that some other subgraph resolves."""
    for _, _, sources in context.all_fields(*COMPOSITE):
        own = [s for s in sources if not s.external]
        merged = context.output_type(s.field.type for s in own) if own else None
        if merged is None:
            continue
        args = merge_inputs(context, [(s.facts.name, s.field.args) for s in own])
        for source in sources:
            if source.external:
                yield ExternalPair(source, merged, args)
