"""Merges the definitions of directives that stay: executable ones and composed ones.

An executable directive stays when every subgraph defines it, for the locations
that all name. A composed one is its newest definition, the last by subgraph name
among equals.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from gateway.composition.merge.composed import ComposedDirective
from gateway.composition.merge.context import MergeContext
from gateway.composition.merge.inputs import best_description, merge_inputs
from gateway.composition.merge.merged import MergedDirective, MergedInput
from gateway.composition.subgraph.model import DirectiveDefinition

EXECUTABLE: Final = (
    "QUERY",
    "MUTATION",
    "SUBSCRIPTION",
    "FIELD",
    "FRAGMENT_DEFINITION",
    "FRAGMENT_SPREAD",
    "INLINE_FRAGMENT",
    "VARIABLE_DEFINITION",
)
_BUILT_IN: Final = frozenset({"include", "skip", "deprecated", "specifiedBy"})


def executable_definitions(
    context: MergeContext,
) -> dict[str, list[tuple[str, DirectiveDefinition]]]:
    """Executable directives by name: who defines them, and how."""
    found: dict[str, list[tuple[str, DirectiveDefinition]]] = {}
    for facts in context.facts:
        for name, definition in facts.subgraph.directives.items():
            known = name in _BUILT_IN or context.composed.kept(facts.name, name)
            if not known and set(definition.locations) & set(EXECUTABLE):
                found.setdefault(name, []).append((facts.name, definition))
    return dict(sorted(found.items()))


def merge_directive_definitions(context: MergeContext) -> dict[str, MergedDirective]:
    """All definitions that the supergraph has beside the specifications' own."""
    merged = {
        name: _composed(context, context.composed.newest(name))
        for name in context.composed.winners()
    }
    for name, sources in executable_definitions(context).items():
        locations = [
            place
            for place in EXECUTABLE
            if all(place in definition.locations for _, definition in sources)
        ]
        if len(sources) == len(context.facts) and locations:
            merged[name] = MergedDirective(
                name=name,
                description=best_description(d.description for _, d in sources),
                args=_plain(merge_inputs(context, [(g, d.args) for g, d in sources])),
                repeatable=all(d.repeatable for _, d in sources),
                locations=tuple(locations),
            )
    return dict(sorted(merged.items()))


def _plain(values: dict[str, MergedInput]) -> dict[str, MergedInput]:
    """Arguments without directives, which on a definition say nothing to a gateway."""
    return {name: replace(value, directives=()) for name, value in values.items()}


def _composed(
    context: MergeContext, requests: Sequence[ComposedDirective]
) -> MergedDirective:
    taken = requests[-1]
    return MergedDirective(
        name=taken.name,
        description=taken.definition.description,
        args=_plain(merge_inputs(context, [(taken.subgraph, taken.definition.args)])),
        repeatable=taken.definition.repeatable,
        locations=taken.definition.locations,
    )
