"""What is worth knowing of a composition that goes through: what was left out, what has no effect.

Codes as Apollo Federation spells them.
"""

from collections.abc import Iterable, Iterator

from gateway.composition.diagnostics import Hint
from gateway.composition.merge.context import MergeContext
from gateway.composition.merge.sources import arguments, input_field_sources
from gateway.composition.merge.usage import enum_values
from gateway.composition.subgraph.model import Kind, applications


def hints(context: MergeContext) -> tuple[Hint, ...]:
    """All hints, sorted."""
    found = {
        *_arguments(context),
        *_input_fields(context),
        *_values(context),
        *_overrides(context),
    }
    return tuple(sorted(found))


def _arguments(context: MergeContext) -> Iterator[Hint]:
    for one in arguments(context):
        if one.lacking:
            yield Hint(
                "INCONSISTENT_ARGUMENT_PRESENCE",
                f"{one.coordinate} is left out: missing in {_quoted(one.lacking)}",
            )


def _input_fields(context: MergeContext) -> Iterator[Hint]:
    for owner, name, sources in input_field_sources(context):
        having = {s.facts.name for s in sources}
        all_of = [s.facts.name for s in context.sources(owner)]
        lacking = [n for n in all_of if n not in having]
        if lacking:
            yield Hint(
                "INCONSISTENT_INPUT_OBJECT_FIELD",
                f"{owner}.{name} is left out: missing in {_quoted(lacking)}",
            )


def _values(context: MergeContext) -> Iterator[Hint]:
    for name in context.of_kind(Kind.ENUM):
        kept = set(enum_values(context, name))
        for value in {v for s in context.sources(name) for v in s.type.values} - kept:
            yield Hint(
                "INCONSISTENT_ENUM_VALUE_FOR_INPUT_ENUM",
                f"{name}.{value} is left out: not every subgraph accepts it",
            )


def _overrides(context: MergeContext) -> Iterator[Hint]:
    names = {f.name for f in context.facts}
    for _, _, sources in context.all_fields(Kind.OBJECT):
        for source in sources:
            for applied in applications(source.field, "override"):
                origin = applied.text("from") or ""
                where = f'{source.field.coordinate} in "{source.facts.name}"'
                if origin not in names:
                    yield Hint(
                        "FROM_SUBGRAPH_DOES_NOT_EXIST",
                        f'{where} overrides "{origin}", which is not among the'
                        " subgraphs",
                    )
                elif not context.moves(source, origin):
                    yield Hint(
                        "OVERRIDE_DIRECTIVE_CAN_BE_REMOVED",
                        f'{where} overrides "{origin}", which no longer has the field',
                    )


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)
