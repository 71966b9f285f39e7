"""An input field that one subgraph requires is known to every subgraph with the type.

Finding: REQUIRED_INPUT_FIELD_MISSING_IN_SOME_SUBGRAPH.
"""

from collections.abc import Iterator

from gateway.composition.diagnostics import Code, Diagnostic
from gateway.composition.merge.context import MergeContext
from gateway.composition.merge.sources import input_field_sources
from gateway.composition.merge_rules.places import input_places, quoted_names
from gateway.composition.merge_rules.required_arguments_everywhere import is_required


def required_input_fields_everywhere(context: MergeContext) -> Iterator[Diagnostic]:
    """Report required input fields that some subgraphs do not have."""
    for owner, name, sources in input_field_sources(context):
        having = {s.facts.name for s in sources}
        lacking = [
            s.facts.name for s in context.sources(owner) if s.facts.name not in having
        ]
        requiring = [s.facts.name for s in sources if is_required(s.value)]
        if requiring and lacking:
            yield Diagnostic(
                Code.REQUIRED_INPUT_FIELD_MISSING_IN_SOME_SUBGRAPH,
                f"{owner}.{name} is required in {quoted_names(requiring)}, but missing"
                f" in {quoted_names(lacking)}",
                "Add the field everywhere, or make it optional.",
                input_places(sources),
            )
