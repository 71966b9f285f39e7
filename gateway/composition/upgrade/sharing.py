"""Federation 1 shares unasked: what other subgraphs resolve too becomes shareable."""

from collections.abc import Sequence
from dataclasses import replace

from graphql import ConstDirectiveNode, NameNode

from gateway.composition.subgraph.facts import facts_of
from gateway.composition.subgraph.model import (
    Applied,
    Field,
    Kind,
    Subgraph,
    TypeDefinition,
    has,
)
from gateway.composition.upgrade.rewrite import map_fields, map_types, without


def share(subgraph: Subgraph, all_of: Sequence[Subgraph]) -> Subgraph:
    """Marks value types that others have, and entity fields that others resolve.

    Of a value type the mark covers the definition, not its extensions beside it.
    Subscriptions are never shared.
    """
    others = [facts_of(s) for s in all_of if s.name != subgraph.name]
    types = {n for o in others for n in o.subgraph.types}
    resolved = {
        f.coordinate
        for o in others
        for _, f in o.subgraph.fields(Kind.OBJECT)
        if o.resolves(f)
    }

    def of_type(owner: TypeDefinition) -> TypeDefinition:
        if owner.kind is not Kind.OBJECT or _field_by_field(owner):
            return owner
        if owner.name not in types or has(owner, "shareable"):
            return owner
        base = set(range(owner.parts)) - owner.extensions or set(range(owner.parts))
        marks = tuple(_shareable(part) for part in sorted(base))
        return replace(owner, applied=(*owner.applied, *marks))

    def of_field(owner: TypeDefinition, field: Field) -> Field:
        entity = owner.kind is Kind.OBJECT and _field_by_field(owner)
        shared = field.coordinate in resolved and not has(field, "shareable")
        if not (entity and shared) or owner.name == "Subscription":
            return field
        return replace(field, applied=(*field.applied, _shareable(field.part)))

    return map_fields(map_types(subgraph, of_type), of_field)


def _field_by_field(owner: TypeDefinition) -> bool:
    return has(owner, "key") or owner.name in ("Query", "Mutation", "Subscription")


def _shareable(part: int) -> Applied:
    node = ConstDirectiveNode(name=NameNode(value="shareable"), arguments=())
    return Applied("shareable", "shareable", {}, node, part)


def untag_externals(subgraph: Subgraph, others: Sequence[Subgraph]) -> Subgraph:
    """A tag on an external field goes, where the field has the tag elsewhere."""
    facts = facts_of(subgraph)

    def change(owner: TypeDefinition, field: Field) -> Field:
        elsewhere = any(
            (other := s.types.get(owner.name))
            and field.name in other.fields
            and has(other.fields[field.name], "tag")
            for s in others
        )
        if not (facts.is_external(field) and elsewhere):
            return field
        return replace(field, applied=without(field.applied, "tag"))

    return map_fields(subgraph, change)
