"""Executable directives that do not stay as a subgraph defines them.

Codes: INCONSISTENT_EXECUTABLE_DIRECTIVE_PRESENCE,
NO_EXECUTABLE_DIRECTIVE_INTERSECTION,
INCONSISTENT_EXECUTABLE_DIRECTIVE_REPEATABLE,
INCONSISTENT_EXECUTABLE_DIRECTIVE_LOCATIONS.
"""

from collections.abc import Iterator

from gateway.composition.diagnostics import Hint
from gateway.composition.hint_rules.said import quoted
from gateway.composition.merge.context import MergeContext
from gateway.composition.merge.executable import EXECUTABLE, executable_definitions
from gateway.composition.subgraph.model import DirectiveDefinition


def executable_directives(context: MergeContext) -> Iterator[Hint]:
    """Hint at directives, locations and repetitions that are lost."""
    for name, sources in executable_definitions(context).items():
        having = {graph for graph, _ in sources}
        lacking = [f.name for f in context.facts if f.name not in having]
        if lacking:
            yield Hint(
                "INCONSISTENT_EXECUTABLE_DIRECTIVE_PRESENCE",
                f"@{name} is left out: missing in {quoted(lacking)}",
            )
        else:
            yield from _merged(name, [definition for _, definition in sources])


def _merged(name: str, definitions: list[DirectiveDefinition]) -> Iterator[Hint]:
    places = [set(d.locations) & set(EXECUTABLE) for d in definitions]
    if not set.intersection(*places):
        yield Hint(
            "NO_EXECUTABLE_DIRECTIVE_INTERSECTION",
            f"@{name} is left out: no location is common to all subgraphs",
        )
        return
    if len({d.repeatable for d in definitions}) > 1:
        yield Hint(
            "INCONSISTENT_EXECUTABLE_DIRECTIVE_REPEATABLE",
            f"@{name} is not repeatable, since it is not everywhere",
        )
    if any(place != places[0] for place in places):
        yield Hint(
            "INCONSISTENT_EXECUTABLE_DIRECTIVE_LOCATIONS",
            f"@{name} keeps the locations that all subgraphs name",
        )
