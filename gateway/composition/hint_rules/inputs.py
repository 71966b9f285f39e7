"""Arguments and input fields that are not the same everywhere.

Codes: INCONSISTENT_ARGUMENT_PRESENCE, INCONSISTENT_INPUT_OBJECT_FIELD,
INCONSISTENT_BUT_COMPATIBLE_ARGUMENT_TYPE, INCONSISTENT_BUT_COMPATIBLE_FIELD_TYPE,
INCONSISTENT_DEFAULT_VALUE_PRESENCE,
CONTEXTUAL_ARGUMENT_NOT_CONTEXTUAL_IN_ALL_SUBGRAPHS.
"""

from collections.abc import Iterator, Sequence

from gateway.composition.diagnostics import Hint
from gateway.composition.hint_rules.said import quoted
from gateway.composition.merge.context import InputSource, MergeContext
from gateway.composition.merge.sources import (
    Arguments,
    arguments,
    input_field_sources,
)
from gateway.composition.subgraph.model import has


def inputs(context: MergeContext) -> Iterator[Hint]:
    """Hint at what is left out, narrowed, or has lost its default."""
    for one in arguments(context):
        yield from _argument(one)
    for owner, name, sources in input_field_sources(context):
        having = {s.facts.name for s in sources}
        all_of = [s.facts.name for s in context.sources(owner)]
        lacking = [n for n in all_of if n not in having]
        if lacking:
            yield Hint(
                "INCONSISTENT_INPUT_OBJECT_FIELD",
                f"{owner}.{name} is left out: missing in {quoted(lacking)}",
            )
        else:
            code = "INCONSISTENT_BUT_COMPATIBLE_FIELD_TYPE"
            yield from _differing(f"{owner}.{name}", sources, code)


def _argument(one: Arguments) -> Iterator[Hint]:
    contextual = [s for s in one.having if has(s.value, "fromContext")]
    if contextual:
        plain = [s.facts.name for s in one.having if s not in contextual]
        if plain:
            yield Hint(
                "CONTEXTUAL_ARGUMENT_NOT_CONTEXTUAL_IN_ALL_SUBGRAPHS",
                f"{one.coordinate} is left out, although it is no argument from a"
                f" context in {quoted(plain)}",
            )
    elif one.lacking:
        yield Hint(
            "INCONSISTENT_ARGUMENT_PRESENCE",
            f"{one.coordinate} is left out: missing in {quoted(one.lacking)}",
        )
    else:
        code = "INCONSISTENT_BUT_COMPATIBLE_ARGUMENT_TYPE"
        yield from _differing(one.coordinate, one.having, code)


def _differing(
    coordinate: str, sources: Sequence[InputSource], code: str
) -> Iterator[Hint]:
    if len({s.value.type for s in sources}) > 1:
        said = ", ".join(f'{s.value.type} in "{s.facts.name}"' for s in sources)
        yield Hint(code, f"{coordinate} is {said}")
    without = [s.facts.name for s in sources if s.value.default is None]
    if 0 < len(without) < len(sources):
        yield Hint(
            "INCONSISTENT_DEFAULT_VALUE_PRESENCE",
            f"{coordinate} has no default, since it has none in {quoted(without)}",
        )
