"""Enums whose values are not the same everywhere, or that nothing uses.

Codes: UNUSED_ENUM_TYPE, INCONSISTENT_ENUM_VALUE_FOR_INPUT_ENUM,
INCONSISTENT_ENUM_VALUE_FOR_OUTPUT_ENUM.
"""

from collections.abc import Iterator

from gateway.composition.diagnostics import Hint
from gateway.composition.hint_rules.said import quoted
from gateway.composition.merge.context import MergeContext
from gateway.composition.merge.usage import enum_values, input_names, output_names
from gateway.composition.subgraph.model import Kind


def enums(context: MergeContext) -> Iterator[Hint]:
    """Hint at values that some subgraphs lack, and at enums without use."""
    taken, given = input_names(context), output_names(context)
    for name in context.of_kind(Kind.ENUM):
        if name not in taken | given:
            yield Hint("UNUSED_ENUM_TYPE", f"{name} is used by no field or argument")
        kept = enum_values(context, name)
        for value, lacking in _lacking(context, name):
            if value not in kept:
                yield Hint(
                    "INCONSISTENT_ENUM_VALUE_FOR_INPUT_ENUM",
                    f"{name}.{value} is left out: missing in {quoted(lacking)}",
                )
            elif name not in taken:
                yield Hint(
                    "INCONSISTENT_ENUM_VALUE_FOR_OUTPUT_ENUM",
                    f"{name}.{value} is missing in {quoted(lacking)}",
                )


def _lacking(context: MergeContext, name: str) -> Iterator[tuple[str, list[str]]]:
    """Each value that some subgraphs lack, with these subgraphs."""
    sources = context.sources(name)
    for value in dict.fromkeys(v for s in sources for v in s.type.values):
        lacking = [s.facts.name for s in sources if value not in s.type.values]
        if lacking:
            yield value, lacking
