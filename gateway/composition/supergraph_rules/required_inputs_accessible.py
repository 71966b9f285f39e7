"""What a caller must give, a caller can see.

Finding: REQUIRED_INACCESSIBLE.
"""

from collections.abc import Iterator

from gateway.composition.diagnostics import Code, Diagnostic
from gateway.composition.merge.merged import Merged
from gateway.composition.subgraph.typeref import NonNull
from gateway.composition.supergraph_rules.inaccessible import hidden, input_places


def required_inputs_accessible(merged: Merged) -> Iterator[Diagnostic]:
    """Report hidden arguments and input fields that are required."""
    for place in input_places(merged):
        required = isinstance(place.value.type, NonNull) and place.value.default is None
        if required and hidden(place.value):
            yield Diagnostic(
                Code.REQUIRED_INACCESSIBLE,
                f"{place.coordinate} is required and @inaccessible",
                "Make it optional, or show it.",
            )
