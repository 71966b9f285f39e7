"""An argument that one subgraph requires is known to every subgraph with the field.

Finding: REQUIRED_ARGUMENT_MISSING_IN_SOME_SUBGRAPH. An optional one that some
lack is left out of the supergraph.
"""

from collections.abc import Iterator

from gateway.composition.diagnostics import Code, Diagnostic
from gateway.composition.merge.context import MergeContext
from gateway.composition.merge.sources import arguments
from gateway.composition.merge_rules.places import input_places, quoted_names
from gateway.composition.subgraph.model import InputValue, has
from gateway.composition.subgraph.typeref import NonNull


def required_arguments_everywhere(context: MergeContext) -> Iterator[Diagnostic]:
    """Report required arguments that some subgraphs do not have."""
    for one in arguments(context):
        requiring = [s.facts.name for s in one.having if is_required(s.value)]
        if requiring and one.lacking:
            yield Diagnostic(
                Code.REQUIRED_ARGUMENT_MISSING_IN_SOME_SUBGRAPH,
                f"{one.coordinate} is required in {quoted_names(requiring)}, but"
                f" missing in {quoted_names(one.lacking)}",
                "Add the argument everywhere, or make it optional.",
                input_places(one.having),
            )


def is_required(value: InputValue) -> bool:
    """Whether a caller has to give a value; one that a context fills it has not."""
    return (
        isinstance(value.type, NonNull)
        and value.default is None
        and not has(value, "fromContext")
    )
