"""Overrides that are done with, or under way.

Codes: FROM_SUBGRAPH_DOES_NOT_EXIST, OVERRIDE_DIRECTIVE_CAN_BE_REMOVED,
OVERRIDDEN_FIELD_CAN_BE_REMOVED, OVERRIDE_MIGRATION_IN_PROGRESS.
"""

from collections.abc import Iterator

from gateway.composition.diagnostics import Hint
from gateway.composition.merge.context import FieldSource, MergeContext
from gateway.composition.subgraph.model import Applied, Kind, applications


def overrides(context: MergeContext) -> Iterator[Hint]:
    """Hint at each override by what is left to do about it."""
    for _, _, sources in context.all_fields(Kind.OBJECT):
        for source in sources:
            for applied in applications(source.field, "override"):
                yield _hint(context, source, applied, sources)


def _hint(
    context: MergeContext,
    source: FieldSource,
    applied: Applied,
    sources: list[FieldSource],
) -> Hint:
    origin = applied.text("from") or ""
    coordinate = source.field.coordinate
    where = f'{coordinate} in "{source.facts.name}"'
    moved = next((s for s in sources if s.facts.name == origin), None)
    if origin not in {f.name for f in context.facts}:
        return Hint(
            "FROM_SUBGRAPH_DOES_NOT_EXIST",
            f'{where} overrides "{origin}", which is not among the subgraphs',
        )
    if moved is None or moved.external:
        return Hint(
            "OVERRIDE_DIRECTIVE_CAN_BE_REMOVED",
            f'{where} overrides "{origin}", which no longer resolves the field',
        )
    if applied.text("label") is not None:
        return Hint(
            "OVERRIDE_MIGRATION_IN_PROGRESS",
            f'{coordinate} is on its way from "{origin}" to "{source.facts.name}"',
        )
    return Hint(
        "OVERRIDDEN_FIELD_CAN_BE_REMOVED",
        f'{coordinate} in "{origin}" is overridden by "{source.facts.name}"',
    )
