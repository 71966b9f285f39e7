"""The later steps of normalising; each takes selections and returns selections.

`flatten` removes fragments that narrow nothing and hoists nested ones, `merge`
puts together fields with one response key, `prune` drops from fragments what
stands unconditionally outside them, `locate` writes down coordinates.
"""

from collections.abc import Iterator
from dataclasses import replace

from gateway.operation.ast import (
    Field,
    Fragment,
    Selection,
    Selections,
    with_selections,
)
from gateway.operation.errors import Problem, ValidationFailedError
from gateway.supergraph.model import TYPENAME, Kind, Supergraph


def flatten(
    supergraph: Supergraph, selections: Selections, parent: str
) -> Iterator[Selection]:
    """Yield selections on `parent` in which every fragment narrows.

    A fragment that can't apply is dropped, one that always applies gives way to
    its selections, and one inside another moves out where its type is narrower.
    """
    inside = supergraph.possible.get(parent, frozenset())
    for item in selections:
        if isinstance(item, Field):
            yield on_type(supergraph, item, parent)
            continue
        target = supergraph.possible[item.type_condition]
        if not inside & target:
            continue
        if item.type_condition == parent or supergraph.type(parent).kind is Kind.OBJECT:
            yield from flatten(supergraph, item.selections, parent)
            continue
        yield from _hoist(
            supergraph,
            item.type_condition,
            tuple(flatten(supergraph, item.selections, item.type_condition)),
        )


def on_type(supergraph: Supergraph, field: Field, parent: str) -> Field:
    """Return the field as selected on `parent`, its selections flattened."""
    if field.name == TYPENAME:
        same = field.parent_type == parent
        return field if same else replace(field, parent_type=parent)
    own = supergraph.field(parent, field.name)
    if not field.selections and (parent, own.type.name) == (
        field.parent_type,
        field.type_name,
    ):
        return field
    below = tuple(flatten(supergraph, field.selections, field.type_name))
    if own.type.name != field.type_name:
        below = tuple(flatten(supergraph, below, own.type.name))
    return replace(field, parent_type=parent, type_name=own.type.name, selections=below)


def _hoist(
    supergraph: Supergraph, condition: str, selections: Selections
) -> Iterator[Selection]:
    here: list[Selection] = []
    outer = supergraph.possible[condition]
    for item in selections:
        if isinstance(item, Fragment) and (
            supergraph.possible[item.type_condition] <= outer
        ):
            if here:
                yield Fragment(condition, tuple(here))
                here = []
            yield item
        else:
            here.append(item)
    if here:
        yield Fragment(condition, tuple(here))


def merge(selections: Selections) -> Selections:
    """Merge fields of one response key, condition and part, and adjacent fragments.

    Raises:
        ValidationFailedError: Two fields with one response key differ.
    """
    merged: dict[object, Selection] = {}
    last: str | None = None
    runs = 0
    for item in selections:
        if isinstance(item, Fragment):
            runs += item.type_condition != last
            last = item.type_condition
            key: object = (runs, item.type_condition)
        else:
            last = None
            key = (item.response_key, item.conditions, item.part)
        held = merged.get(key)
        if held is None:
            merged[key] = item
            continue
        _must_agree(held, item)
        merged[key] = replace(held, selections=(*held.selections, *item.selections))
    return tuple(
        with_selections(item, merge(item.selections)) for item in merged.values()
    )


def _must_agree(held: Selection, item: Selection) -> None:
    if (
        isinstance(held, Field)
        and isinstance(item, Field)
        and (held.name, held.arguments) != (item.name, item.arguments)
    ):
        raise ValidationFailedError(
            Problem(
                f"The response key {item.response_key!r} stands for two different "
                f"selections of {item.parent_type}. Give one of them an alias."
            )
        )


def prune(
    selections: Selections, known: frozenset[tuple[object, ...]] = frozenset()
) -> Selections:
    """Drop leaves that are selected without condition anyway: beside or before them.

    One in a fragment stays if the same comes after it outside: where it stands first
    says where it is in the answer.
    """
    always = {
        _leaf(item)
        for item in selections
        if isinstance(item, Field) and not item.selections and not item.conditions
    }
    here = set(known)
    found: list[Selection] = []
    for item in selections:
        if isinstance(item, Fragment):
            below = prune(item.selections, frozenset(here))
            if below:
                found.append(replace(item, selections=below))
        elif item.selections:
            found.append(replace(item, selections=prune(item.selections)))
        elif _leaf(item) not in (here | always if item.conditions else here):
            found.append(item)
            if not item.conditions:
                here.add(_leaf(item))
    return tuple(found)


def _leaf(field: Field) -> tuple[object, ...]:
    return (field.response_key, field.name, field.arguments, field.part)


def locate(
    supergraph: Supergraph, selections: Selections, possible: frozenset[str]
) -> Selections:
    """Write down, for each field, the coordinates that it can read.

    Args:
        supergraph: The supergraph.
        selections: What is selected.
        possible: The object types that can be at this place.
    """
    found: list[Selection] = []
    for item in selections:
        if isinstance(item, Fragment):
            inside = possible & supergraph.possible[item.type_condition]
            below = locate(supergraph, item.selections, inside)
            found.append(replace(item, selections=below))
            continue
        below = (
            locate(supergraph, item.selections, supergraph.possible[item.type_name])
            if item.selections
            else ()
        )
        names = (
            frozenset()
            if item.name == TYPENAME
            else frozenset(
                f"{one}.{item.name}" for one in {item.parent_type, *possible}
            )
        )
        found.append(replace(item, selections=below, coordinates=names))
    return tuple(found)
