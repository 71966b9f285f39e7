"""An input field that has defaults in several subgraphs has the same one in each.

Finding: INPUT_FIELD_DEFAULT_MISMATCH.
"""

from collections.abc import Iterator

from gateway.composition.diagnostics import Code, Diagnostic
from gateway.composition.merge.context import MergeContext
from gateway.composition.merge.sources import input_field_sources
from gateway.composition.merge_rules.places import input_places, listed
from gateway.composition.values import canonical


def input_defaults_agree(context: MergeContext) -> Iterator[Diagnostic]:
    """Report input fields with two different defaults."""
    for owner, name, sources in input_field_sources(context):
        defaults = [
            (s.facts.name, canonical(s.value.default))
            for s in sources
            if s.value.default is not None
        ]
        if len({value for _, value in defaults}) > 1:
            yield Diagnostic(
                Code.INPUT_FIELD_DEFAULT_MISMATCH,
                f"{owner}.{name} has several defaults: {listed(defaults)}",
                "Give it one default, or none.",
                input_places(sources),
            )
