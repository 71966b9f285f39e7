"""The passes that rewrite one federation 1 subgraph; each takes it and the others."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from graphql import EnumValueNode, ListValueNode, StringValueNode, ValueNode

from gateway.composition.subgraph.facts import Facts, facts_of
from gateway.composition.subgraph.fieldset import (
    Selected,
    Unreadable,
    lenient_field_set,
    read_field_set,
    target_coordinates,
)
from gateway.composition.subgraph.model import (
    Applied,
    Field,
    Kind,
    Subgraph,
    TypeDefinition,
    applications,
    has,
)
from gateway.composition.subgraph.typeref import base_name
from gateway.composition.subgraph.uses import is_composite
from gateway.composition.upgrade.rewrite import map_fields, map_types, without


def quote_field_sets(subgraph: Subgraph, _: Sequence[Subgraph]) -> Subgraph:
    """A field set of one bare name or a list of texts, which federation 1 took."""

    def quoted(applied: tuple[Applied, ...]) -> tuple[Applied, ...]:
        return tuple(
            replace(a, args={**a.args, "fields": StringValueNode(value=text)})
            if a.federation and (text := _as_text(a.args.get("fields"))) is not None
            else a
            for a in applied
        )

    types = map_types(subgraph, lambda t: replace(t, applied=quoted(t.applied)))
    return map_fields(types, lambda _, f: replace(f, applied=quoted(f.applied)))


def _as_text(value: ValueNode | None) -> str | None:
    match value:
        case EnumValueNode(value=name):
            return name
        case ListValueNode(values=items) if items:
            texts = [i.value for i in items if isinstance(i, StringValueNode)]
            return " ".join(texts) if len(texts) == len(items) else None
        case _:
            return None


def resolve_extension_keys(subgraph: Subgraph, others: Sequence[Subgraph]) -> Subgraph:
    """Key fields of an extension are resolved, whether or not they say @external."""
    resolved = {
        coordinate
        for owner in subgraph.types.values()
        if owner.only_extended or has(owner, "extends")
        for text in _key_texts(owner, others)
        for coordinate in target_coordinates(
            subgraph,
            lenient_field_set(subgraph.types, owner.name, text),
            implementations=False,
        )
    }

    def change(_: TypeDefinition, field: Field) -> Field:
        if field.coordinate not in resolved:
            return field
        return replace(field, applied=without(field.applied, "external"))

    return map_fields(subgraph, change)


def _key_texts(owner: TypeDefinition, others: Iterable[Subgraph]) -> list[str]:
    """Its own keys; an extension without one has those of the type that it extends."""
    own = [a.text("fields") or "" for a in applications(owner, "key")]
    return own or [
        a.text("fields") or ""
        for other in others
        if (base := other.types.get(owner.name))
        for a in applications(base, "key")
    ]


def drop_interface_directives(subgraph: Subgraph, _: Sequence[Subgraph]) -> Subgraph:
    """On interfaces, federation 1 accepts @key and the rest without effect."""

    def of_type(owner: TypeDefinition) -> TypeDefinition:
        if owner.kind is not Kind.INTERFACE:
            return owner
        return replace(owner, applied=without(owner.applied, "key"))

    def of_field(owner: TypeDefinition, field: Field) -> Field:
        if owner.kind is not Kind.INTERFACE:
            return field
        applied = without(field.applied, "external", "requires", "provides")
        return replace(field, applied=applied)

    return map_fields(map_types(subgraph, of_type), of_field)


def drop_external_types(subgraph: Subgraph, _: Sequence[Subgraph]) -> Subgraph:
    """@external on a type, which federation 1 does not know."""
    return map_types(
        subgraph, lambda t: replace(t, applied=without(t.applied, "external"))
    )


def drop_misplaced_provides(subgraph: Subgraph, _: Sequence[Subgraph]) -> Subgraph:
    """@provides on a field without fields to provide."""

    def change(_: TypeDefinition, field: Field) -> Field:
        if is_composite(subgraph, base_name(field.type)):
            return field
        return replace(field, applied=without(field.applied, "provides"))

    return map_fields(subgraph, change)


def drop_inactive_selections(subgraph: Subgraph, _: Sequence[Subgraph]) -> Subgraph:
    """What @requires and @provides select, but the subgraph resolves itself."""
    facts = facts_of(subgraph)

    def change(owner: TypeDefinition, field: Field) -> Field:
        targets = {"requires": owner.name, "provides": base_name(field.type)}
        applied = tuple(
            kept
            for a in field.applied
            if (kept := _active(facts, a, targets.get(a.federation or ""))) is not None
        )
        return replace(field, applied=applied)

    return map_fields(subgraph, change)


def _active(facts: Facts, applied: Applied, target: str | None) -> Applied | None:
    """The application with its external selections; None when none are left."""
    text = applied.text("fields")
    if target is None or text is None:
        return applied
    selections = read_field_set(facts.subgraph.types, target, text)
    if isinstance(selections, Unreadable):
        return applied
    kept = _external_part(facts, selections)
    if not kept:
        return None
    fields = StringValueNode(value=_render(target, kept))
    return replace(applied, args={**applied.args, "fields": fields})


def _external_part(
    facts: Facts, selections: Iterable[Selected]
) -> tuple[Selected, ...]:
    kept: list[Selected] = []
    for selected in selections:
        if selected.field is None or facts.is_external(selected.field):
            kept.append(selected)
        elif children := _external_part(facts, selected.children):
            kept.append(replace(selected, children=children))
    return tuple(kept) if any(s.field for s in kept) else ()


def _render(parent: str, selections: Iterable[Selected]) -> str:
    """Selections as text, with a fragment where one narrows its parent."""
    parts = []
    for selected in selections:
        text = selected.node.name.value
        if selected.children and selected.field:
            inner = _render(base_name(selected.field.type), selected.children)
            text += f" {{ {inner} }}"
        if selected.parent != parent:
            text = f"... on {selected.parent} {{ {text} }}"
        parts.append(text)
    return " ".join(parts)


def drop_unused_externals(subgraph: Subgraph, _: Sequence[Subgraph]) -> Subgraph:
    """External fields that nothing uses, and types that are left without fields."""
    facts = facts_of(subgraph)

    def used(_: TypeDefinition, field: Field) -> Field | None:
        if facts.is_external(field) and field.coordinate not in facts.used:
            return None
        return field

    slim = map_fields(subgraph, used)

    def filled(owner: TypeDefinition) -> TypeDefinition | None:
        before = subgraph.types[owner.name]
        emptied = bool(before.fields) and not owner.fields
        return None if emptied and not _is_referenced(slim, owner.name) else owner

    return map_types(slim, filled)


def _is_referenced(subgraph: Subgraph, name: str) -> bool:
    """Whether a field, a union or an implementation names a type."""
    for owner in subgraph.types.values():
        if name in owner.members or name in owner.interfaces:
            return True
        if any(base_name(f.type) == name for f in owner.fields.values()):
            return True
    return False
