"""An argument that has defaults in several subgraphs has the same one in each.

Finding: FIELD_ARGUMENT_DEFAULT_MISMATCH.
"""

from collections.abc import Iterator

from gateway.composition.diagnostics import Code, Diagnostic
from gateway.composition.merge.context import MergeContext
from gateway.composition.merge.sources import arguments
from gateway.composition.merge_rules.places import input_places, listed
from gateway.composition.values import canonical


def argument_defaults_agree(context: MergeContext) -> Iterator[Diagnostic]:
    """Report arguments with two different defaults."""
    for one in arguments(context):
        defaults = [
            (s.facts.name, canonical(s.value.default))
            for s in one.having
            if s.value.default is not None
        ]
        if len({value for _, value in defaults}) > 1:
            yield Diagnostic(
                Code.FIELD_ARGUMENT_DEFAULT_MISMATCH,
                f"{one.coordinate} has several defaults: {listed(defaults)}",
                "Give it one default, or none.",
                input_places(one.having),
            )
