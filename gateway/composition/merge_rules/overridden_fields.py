"""Every `@override`, with the field that it moves when the other subgraph has it."""

from collections.abc import Iterator
from dataclasses import dataclass

from gateway.composition.merge.context import FieldSource, MergeContext
from gateway.composition.subgraph.model import COMPOSITE, Applied, Kind, applications


@dataclass(frozen=True, slots=True)
class Overriding:
    """One application of `@override`."""

    source: FieldSource
    applied: Applied
    origin: str
    """The subgraph named in `from`."""
    moved: FieldSource | None
    """The field in that subgraph."""


def overriding_fields(context: MergeContext) -> Iterator[Overriding]:
    """Every `@override` on a field of an object."""
    for owner, name, sources in context.all_fields(*COMPOSITE):
        for source in sources:
            if source.facts.subgraph.types[owner].kind is not Kind.OBJECT:
                continue
            for applied in applications(source.field, "override"):
                origin = applied.text("from") or ""
                moved = next(
                    (
                        s
                        for s in context.field_sources(owner, name)
                        if s.facts.name == origin
                    ),
                    None,
                )
                yield Overriding(source, applied, origin, moved)
