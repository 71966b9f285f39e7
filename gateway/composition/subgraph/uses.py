"""Every place where a subgraph writes a field set, with what the set selects."""

from collections.abc import Iterator
from dataclasses import dataclass

from gateway.composition.subgraph.fieldset import (
    Selected,
    Unreadable,
    read_field_set,
)
from gateway.composition.subgraph.model import (
    COMPOSITE,
    Applied,
    Kind,
    Subgraph,
    applications,
)
from gateway.composition.subgraph.typeref import base_name


@dataclass(frozen=True, slots=True)
class FieldSetUse:
    """One `@key`, `@requires` or `@provides`."""

    directive: str
    on: str
    """The coordinate that carries it."""
    owner: str
    """The type that carries it, or that has the field that does."""
    target: str
    """The type whose fields it selects."""
    applied: Applied
    selections: tuple[Selected, ...] | Unreadable

    @property
    def readable(self) -> tuple[Selected, ...]:
        """The selections, none when unreadable."""
        return () if isinstance(self.selections, Unreadable) else self.selections

    def code(self, suffix: str) -> str:
        """The code of a finding about this directive, as `KEY_INVALID_FIELDS`."""
        return f"{self.directive.upper()}_{suffix}"


def field_set_uses(subgraph: Subgraph) -> Iterator[FieldSetUse]:
    """All uses, types in order; a `@provides` on a field without fields is left out."""
    for owner in subgraph.types.values():
        for applied in applications(owner, "key"):
            yield _use(subgraph, applied, (owner.name, owner.name, owner.name))
    for owner, field in subgraph.fields(*COMPOSITE):
        for applied in applications(field, "requires"):
            yield _use(subgraph, applied, (field.coordinate, owner.name, owner.name))
        base = base_name(field.type)
        if is_composite(subgraph, base):
            for applied in applications(field, "provides"):
                yield _use(subgraph, applied, (field.coordinate, owner.name, base))


def is_composite(subgraph: Subgraph, name: str) -> bool:
    """Whether a type has fields to select."""
    found = subgraph.types.get(name)
    return found is not None and found.kind in (*COMPOSITE, Kind.UNION)


def _use(
    subgraph: Subgraph, applied: Applied, place: tuple[str, str, str]
) -> FieldSetUse:
    on, owner, target = place
    text = applied.text("fields")
    return FieldSetUse(
        directive=applied.federation or "",
        on=on,
        owner=owner,
        target=target,
        applied=applied,
        selections=Unreadable("it is not text")
        if text is None
        else read_field_set(subgraph.types, target, text),
    )
