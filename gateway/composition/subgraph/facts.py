"""What the rules and the merge ask of a subgraph again and again, worked out once.

*external*: fields that the subgraph names but does not resolve; a key field of a
type extension counts as resolved, whatever it says, as in federation 1.
*provided*: external fields that some `@provides` resolves on its path.
*used*: fields that a key, a requirement, a provision or an interface needs.
*shareable*: fields that other subgraphs may resolve too.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from gateway.composition.subgraph.contexts import context_reads, context_setters
from gateway.composition.subgraph.fieldset import (
    Selected,
    lenient_field_set,
    target_coordinates,
)
from gateway.composition.subgraph.model import (
    COMPOSITE,
    Applied,
    Field,
    Kind,
    Subgraph,
    applications,
    has,
)
from gateway.composition.subgraph.typeref import base_name
from gateway.composition.subgraph.uses import FieldSetUse, field_set_uses


@dataclass(frozen=True, slots=True)
class Facts:
    """A subgraph with its coordinates sorted into the sets described above."""

    subgraph: Subgraph
    external: frozenset[str]
    provided: frozenset[str]
    used: frozenset[str]
    shareable: frozenset[str]
    uses: tuple[FieldSetUse, ...]
    """Every field set of the subgraph, read."""

    @property
    def name(self) -> str:
        """The subgraph's name."""
        return self.subgraph.name

    def resolves(self, field: Field) -> bool:
        """Whether the subgraph can answer the field, at least on some path."""
        return (
            field.coordinate not in self.external or field.coordinate in self.provided
        )

    def is_external(self, field: Field) -> bool:
        """Whether the field is external here."""
        return field.coordinate in self.external


def facts_of(subgraph: Subgraph) -> Facts:
    """The facts of a subgraph."""
    external = frozenset(_external(subgraph))
    provided = frozenset(c for c in _provided(subgraph) if c in external)
    return Facts(
        subgraph=subgraph,
        external=external,
        provided=provided,
        used=frozenset(_used(subgraph)),
        shareable=frozenset(_shareable(subgraph)),
        uses=tuple(field_set_uses(subgraph)),
    )


def keys(subgraph: Subgraph) -> Iterator[tuple[str, Applied, tuple[Selected, ...]]]:
    """Every `@key`: type, application, selections."""
    for owner in subgraph.types.values():
        for applied in applications(owner, "key"):
            text = applied.text("fields") or ""
            yield (
                owner.name,
                applied,
                lenient_field_set(subgraph.types, owner.name, text),
            )


def requirements(subgraph: Subgraph) -> Iterator[tuple[Field, tuple[Selected, ...]]]:
    """Every `@requires`: field, selections on its parent."""
    for owner, field in subgraph.fields(*COMPOSITE):
        for applied in applications(field, "requires"):
            text = applied.text("fields") or ""
            yield field, lenient_field_set(subgraph.types, owner.name, text)


def provisions(subgraph: Subgraph) -> Iterator[tuple[Field, tuple[Selected, ...]]]:
    """Every `@provides`: field, selections on the type it returns."""
    for _, field in subgraph.fields(*COMPOSITE):
        for applied in applications(field, "provides"):
            text = applied.text("fields") or ""
            base = base_name(field.type)
            yield field, lenient_field_set(subgraph.types, base, text)


def _external(subgraph: Subgraph) -> Iterator[str]:
    resolved = {
        coordinate
        for name, applied, selections in keys(subgraph)
        if applied.part in subgraph.types[name].extensions
        or has(subgraph.types[name], "extends")
        for coordinate in target_coordinates(
            subgraph, selections, implementations=False
        )
    }
    for owner, field in subgraph.fields(*COMPOSITE):
        marked = has(field, "external")
        if marked and field.coordinate in resolved:
            continue
        if marked or has(owner, "external"):
            yield field.coordinate


def _provided(subgraph: Subgraph) -> Iterator[str]:
    for _, selections in provisions(subgraph):
        yield from target_coordinates(subgraph, selections, implementations=True)


def _used(subgraph: Subgraph) -> Iterator[str]:
    for source in (keys(subgraph), requirements(subgraph), provisions(subgraph)):
        for *_, selections in source:
            yield from target_coordinates(subgraph, selections, implementations=True)
    for owner, field in subgraph.fields(Kind.INTERFACE):
        for implementer in subgraph.implementers(owner.name):
            yield f"{implementer.name}.{field.name}"
    yield from _used_by_contexts(subgraph)


def _used_by_contexts(subgraph: Subgraph) -> Iterator[str]:
    """Fields that a `@fromContext` reads from a type that sets its context."""
    setters = context_setters(subgraph)
    for read in context_reads(subgraph):
        for owner in setters.get(read.name or "", ()):
            selections = lenient_field_set(subgraph.types, owner.name, read.selection)
            yield from target_coordinates(subgraph, selections, implementations=True)


def _shareable(subgraph: Subgraph) -> Iterator[str]:
    for _, _, selections in keys(subgraph):
        yield from target_coordinates(subgraph, selections, implementations=True)
    for owner, field in subgraph.fields(Kind.OBJECT):
        parts = {a.part for a in applications(owner, "shareable")}
        if has(field, "shareable") or field.part in parts:
            yield field.coordinate
