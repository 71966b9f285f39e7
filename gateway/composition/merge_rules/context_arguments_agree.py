"""An argument that a context fills in one subgraph is not required in another.

Finding: CONTEXTUAL_ARGUMENT_NOT_CONTEXTUAL_IN_ALL_SUBGRAPHS. The supergraph does
not have the argument, so nobody could give it.
"""

from collections.abc import Iterator

from gateway.composition.diagnostics import Code, Diagnostic
from gateway.composition.merge.context import MergeContext
from gateway.composition.merge.sources import arguments
from gateway.composition.merge_rules.places import input_places
from gateway.composition.merge_rules.required_arguments_everywhere import is_required
from gateway.composition.subgraph.model import has


def context_arguments_agree(context: MergeContext) -> Iterator[Diagnostic]:
    """Report arguments that are contextual here and required there."""
    for one in arguments(context):
        contextual = [s for s in one.having if has(s.value, "fromContext")]
        required = [s for s in one.having if is_required(s.value)]
        if contextual and required:
            yield Diagnostic(
                Code.CONTEXTUAL_ARGUMENT_NOT_CONTEXTUAL_IN_ALL_SUBGRAPHS,
                f"{one.coordinate} comes from a context in"
                f' "{contextual[0].facts.name}", but is required in'
                f' "{required[0].facts.name}"',
                "Use @fromContext in both, or make the argument optional.",
                input_places(one.having),
            )
