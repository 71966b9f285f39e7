"""Merges one named type, by kind."""

from collections.abc import Sequence

from gateway.composition.merge.context import FieldSource, MergeContext, TypeSource
from gateway.composition.merge.directives import merge_directives
from gateway.composition.merge.inputs import best_description, merge_inputs
from gateway.composition.merge.joins import (
    carried,
    field_joins,
    implements_joins,
    member_joins,
    quoted,
    type_joins,
)
from gateway.composition.merge.merged import (
    Directive,
    Graph,
    MergedField,
    MergedInput,
    MergedType,
    MergedValue,
)
from gateway.composition.merge.usage import enum_values
from gateway.composition.subgraph.model import Kind


class TypeMerger:
    """Merges types of one context; the rules have passed before."""

    def __init__(self, context: MergeContext, graphs: dict[str, Graph]) -> None:
        self._context = context
        self._graphs = graphs

    def merge(self, name: str) -> MergedType:
        """The merged type of a name."""
        sources = self._context.sources(name)
        kind = self._context.kind(name)
        return MergedType(
            name=name,
            kind=kind,
            description=best_description(s.type.description for s in sources),
            directives=merge_directives(
                self._context, [(s.facts.name, s.type.applied) for s in sources]
            ),
            joins=(
                *type_joins(self._graphs, sources),
                *implements_joins(self._graphs, sources),
                *member_joins(self._graphs, sources),
            ),
            fields=self._fields(name),
            inputs=self._inputs(sources) if kind is Kind.INPUT else {},
            values=self._values(name) if kind is Kind.ENUM else {},
            members=tuple(dict.fromkeys(m for s in sources for m in s.type.members)),
            interfaces=tuple(self._context.interfaces_of(name)),
            carried=carried(
                self._graphs, [(s.facts.name, s.type.applied) for s in sources]
            ),
        )

    def _fields(self, name: str) -> dict[str, MergedField]:
        fields = {
            field: self._field(self._context.field_sources(name, field))
            for field in self._context.field_names(name)
        }
        return {**fields, **self._from_interface_objects(name, set(fields))}

    def _field(self, sources: list[FieldSource]) -> MergedField:
        resolving = [s for s in sources if not s.external] or sources
        first = sources[0].field
        types = {s.field.type for s in resolving}
        merged = self._context.output_type(types) or first.type
        return MergedField(
            parent=first.parent,
            name=first.name,
            type=merged,
            args=merge_inputs(
                self._context, [(s.facts.name, s.field.args) for s in resolving]
            ),
            description=best_description(s.field.description for s in resolving),
            directives=merge_directives(
                self._context, [(s.facts.name, s.field.applied) for s in resolving]
            ),
            joins=field_joins(self._context, self._graphs, sources, merged),
            carried=carried(
                self._graphs, [(s.facts.name, s.field.applied) for s in sources]
            ),
        )

    def _from_interface_objects(
        self, name: str, own: set[str]
    ) -> dict[str, MergedField]:
        """Fields that an interface object adds to each implementation, with a bare join."""
        added: dict[str, MergedField] = {}
        if self._context.kind(name) is not Kind.OBJECT:
            return added
        for interface in self._context.interfaces_of(name):
            for source in self._context.sources(interface):
                if not source.interface_object:
                    continue
                for field in source.type.fields:
                    if field in own or field in added:
                        continue
                    merged = self._field(self._context.field_sources(interface, field))
                    added[field] = MergedField(
                        parent=name,
                        name=field,
                        type=merged.type,
                        args=merged.args,
                        description=merged.description,
                        directives=merged.directives,
                        joins=(Directive("join__field"),),
                    )
        return added

    def _inputs(self, sources: Sequence[TypeSource]) -> dict[str, MergedInput]:
        merged = merge_inputs(
            self._context, [(s.facts.name, s.type.inputs) for s in sources]
        )
        return {
            name: MergedInput(
                value.name,
                value.type,
                value.default,
                value.description,
                value.directives,
                self._input_joins(sources, value),
            )
            for name, value in merged.items()
        }

    def _input_joins(
        self, sources: Sequence[TypeSource], value: MergedInput
    ) -> tuple[Directive, ...]:
        types = [s.type.inputs[value.name].type for s in sources]
        if all(t == value.type for t in types):
            return ()
        return tuple(
            Directive(
                "join__field",
                (("graph", self._graphs[s.facts.name].key), ("type", quoted(str(t)))),
            )
            for s, t in zip(sources, types, strict=True)
        )

    def _values(self, name: str) -> dict[str, MergedValue]:
        merged: dict[str, MergedValue] = {}
        for value in enum_values(self._context, name):
            having = [s for s in self._context.sources(name) if value in s.type.values]
            merged[value] = MergedValue(
                name=value,
                description=best_description(
                    s.type.values[value].description for s in having
                ),
                directives=merge_directives(
                    self._context,
                    [(s.facts.name, s.type.values[value].applied) for s in having],
                ),
                joins=tuple(
                    Directive(
                        "join__enumValue", (("graph", self._graphs[s.facts.name].key),)
                    )
                    for s in having
                ),
            )
        return merged
