"""The types of a field in all subgraphs have one that covers them.

Finding: FIELD_TYPE_MISMATCH. An output field is of the widest of its types, an
input field of the narrowest.
"""

from collections.abc import Iterator

from gateway.composition.diagnostics import Code, Diagnostic, Where
from gateway.composition.merge.context import MergeContext
from gateway.composition.merge.sources import input_field_sources
from gateway.composition.merge_rules.places import input_places, listed, places
from gateway.composition.subgraph.model import COMPOSITE


def field_types_agree(context: MergeContext) -> Iterator[Diagnostic]:
    """Report fields and input fields whose types no one type covers."""
    for owner, name, sources in context.all_fields(*COMPOSITE):
        own = [s for s in sources if not s.external]
        if own and context.output_type(s.field.type for s in own) is None:
            said = listed((s.facts.name, s.field.type) for s in own)
            yield _finding(f"{owner}.{name}", said, places(own))
    for owner, name, inputs in input_field_sources(context):
        if context.input_type(s.value.type for s in inputs) is None:
            said = listed((s.facts.name, s.value.type) for s in inputs)
            yield _finding(f"{owner}.{name}", said, input_places(inputs))


def _finding(coordinate: str, said: str, where: tuple[Where, ...]) -> Diagnostic:
    return Diagnostic(
        Code.FIELD_TYPE_MISMATCH,
        f"{coordinate} has types that do not fit together: {said}",
        "Give it one type everywhere, or types that differ in nullability alone.",
        where,
    )
