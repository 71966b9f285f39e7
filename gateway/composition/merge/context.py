"""All subgraphs side by side: who defines what, what the merge rules and the merge share."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from gateway.composition.merge.collisions import collision
from gateway.composition.merge.composed import Composition, compose_directives
from gateway.composition.subgraph.facts import Facts
from gateway.composition.subgraph.model import (
    Field,
    InputValue,
    Kind,
    TypeDefinition,
    applications,
    has,
)
from gateway.composition.subgraph.typeref import (
    TypeRef,
    is_subtype,
)


@dataclass(frozen=True, slots=True)
class TypeSource:
    """A type as one subgraph defines it."""

    facts: Facts
    type: TypeDefinition

    @property
    def kind(self) -> Kind:
        """Its kind once merged: an interface object is an interface."""
        return Kind.INTERFACE if self.interface_object else self.type.kind

    @property
    def interface_object(self) -> bool:
        """Whether the object stands in for an interface of other subgraphs."""
        return has(self.type, "interfaceObject")


@dataclass(frozen=True, slots=True)
class FieldSource:
    """A field as one subgraph defines it."""

    facts: Facts
    field: Field

    @property
    def external(self) -> bool:
        """Whether the subgraph only names the field."""
        return self.facts.is_external(self.field)


@dataclass(frozen=True, slots=True)
class InputSource:
    """An argument or an input field as one subgraph defines it."""

    facts: Facts
    value: InputValue


@dataclass(frozen=True, slots=True)
class Override:
    """A field moved to a subgraph."""

    by: str
    label: str | None


class MergeContext:
    """Immutable after construction; everything else is worked out when first asked for."""

    def __init__(self, facts: Iterable[Facts]) -> None:
        self.facts = tuple(sorted(facts, key=lambda f: f.name))
        self._types: dict[str, list[TypeSource]] = {}
        for one in self.facts:
            for definition in one.subgraph.types.values():
                source = TypeSource(one, definition)
                self._types.setdefault(definition.name, []).append(source)

    @cached_property
    def composed(self) -> Composition:
        """The custom directives that the supergraph keeps."""
        return compose_directives(f.subgraph for f in self.facts)

    @property
    def type_names(self) -> list[str]:
        """All names of types, sorted."""
        return sorted(self._types)

    def sources(self, name: str) -> list[TypeSource]:
        """The definitions of a type, by subgraph name."""
        return self._types.get(name, [])

    def kind(self, name: str) -> Kind:
        """The kind of a merged type; an interface object is an interface.

        Where an interface object meets an object, the first decides.
        """
        found = self._types[name]
        if self._are_objects(name):
            return found[0].kind
        if any(s.interface_object for s in found):
            return Kind.INTERFACE
        return found[0].type.kind

    def of_kind(self, *kinds: Kind) -> list[str]:
        """The names of the merged types of these kinds, sorted.

        A name of several kinds is left out: a rule reports it, no other should. An
        interface object that meets an object stays, for both have fields.
        """
        return [n for n in self._clear if self.kind(n) in kinds]

    @cached_property
    def _clear(self) -> list[str]:
        return [
            n
            for n in self.type_names
            if len(self.kinds(n)) == 1 or self._are_objects(n)
        ]

    def _are_objects(self, name: str) -> bool:
        return all(s.type.kind is Kind.OBJECT for s in self._types[name])

    def kinds(self, name: str) -> frozenset[Kind]:
        """The kinds that a name has in the subgraphs."""
        return frozenset(s.kind for s in self.sources(name))

    def field_names(self, name: str) -> list[str]:
        """The fields of a merged object or interface, in order of appearance."""
        return list(self._fields.get(name, {}))

    def field_sources(self, type_name: str, field: str) -> list[FieldSource]:
        """The definitions of a field on this very type."""
        return self._fields.get(type_name, {}).get(field, [])

    def all_fields(self, *kinds: Kind) -> Iterator[tuple[str, str, list[FieldSource]]]:
        """Type name, field name and definitions of every field."""
        for name in self.of_kind(*kinds):
            for field, sources in self._fields.get(name, {}).items():
                yield name, field, sources

    @cached_property
    def _fields(self) -> dict[str, dict[str, list[FieldSource]]]:
        """Type and field to the definitions, in order of appearance."""
        found: dict[str, dict[str, list[FieldSource]]] = {}
        for name, sources in self._types.items():
            own = found.setdefault(name, {})
            for source in sources:
                for field in source.type.fields.values():
                    own.setdefault(field.name, []).append(
                        FieldSource(source.facts, field)
                    )
        return found

    def interface_object_sources(self, type_name: str, field: str) -> list[FieldSource]:
        """Definitions of an object's field that come through an interface object."""
        if self.kind(type_name) is not Kind.OBJECT:
            return []
        return [
            FieldSource(s.facts, s.type.fields[field])
            for interface in self.interfaces_of(type_name)
            for s in self.sources(interface)
            if s.interface_object and field in s.type.fields
        ]

    def interfaces_of(self, type_name: str) -> list[str]:
        """The interfaces that a type implements anywhere, in order of appearance."""
        return list(
            dict.fromkeys(i for s in self.sources(type_name) for i in s.type.interfaces)
        )

    @cached_property
    def overrides(self) -> dict[tuple[str, str], Override]:
        """(coordinate, subgraph that it moves from) to where it moves."""
        return {
            (field.coordinate, origin): Override(one.name, applied.text("label"))
            for one in self.facts
            for _, field in one.subgraph.fields(Kind.OBJECT)
            for applied in applications(field, "override")
            if (origin := applied.text("from")) and self._gives(origin, one, field)
        }

    def _gives(self, origin: str, to: Facts, field: Field) -> bool:
        """Whether a subgraph gives a field away: not one that it takes, or only names."""
        if origin == to.name or has(to.subgraph.types[field.parent], "interfaceObject"):
            return False
        return any(
            s.facts.name == origin
            and not s.external
            and not has(s.field, "override")
            and collision((to, field), (s.facts, s.field)) is None
            for s in self.field_sources(field.parent, field.name)
        )

    def moves(self, source: FieldSource, origin: str) -> bool:
        """Whether a subgraph has the field that another one takes from it."""
        found = self.field_sources(source.field.parent, source.field.name)
        return any(s.facts.name == origin for s in found)

    def overridden(self, source: FieldSource) -> Override | None:
        """Where a field moves to from this subgraph, if it moves."""
        return self.overrides.get((source.field.coordinate, source.facts.name))

    @cached_property
    def _parents(self) -> dict[str, set[str]]:
        parents: dict[str, set[str]] = {}
        for sources in self._types.values():
            for source in sources:
                for interface in source.type.interfaces:
                    parents.setdefault(source.type.name, set()).add(interface)
                for member in source.type.members:
                    parents.setdefault(member, set()).add(source.type.name)
        return parents

    def is_subtype(self, sub: TypeRef, of: TypeRef) -> bool:
        """Whether each value of `sub` is one of `of`, by all subgraphs together."""
        return is_subtype(sub, of, lambda name, to: to in self._parents.get(name, ()))

    def output_type(self, refs: Iterable[TypeRef]) -> TypeRef | None:
        """The one of the types that all others are subtypes of; None if there is none."""
        return self._extreme(refs, widest=True)

    def input_type(self, refs: Iterable[TypeRef]) -> TypeRef | None:
        """The one of the types that is a subtype of all others; None if there is none."""
        return self._extreme(refs, widest=False)

    def _extreme(self, refs: Iterable[TypeRef], *, widest: bool) -> TypeRef | None:
        distinct = sorted(set(refs), key=str)
        for candidate in distinct:
            if all(
                self.is_subtype(r, candidate)
                if widest
                else self.is_subtype(candidate, r)
                for r in distinct
            ):
                return candidate
        return None
