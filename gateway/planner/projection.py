"""The shape of the answer, from the operation and the keys of the merged data.

Per object type, the fields of the operation that apply to it are collected in
order, those of one response key merged, as the specification's CollectFields does;
types with the same outcome share a variant.
"""

from dataclasses import dataclass, field, replace

from gateway.operation.ast import Conditions, Field, Operation, Selections
from gateway.operation.inline import join_conditions
from gateway.planner.plan import Leaf, Shape, ShapeField, Variant
from gateway.planner.spots import Spot
from gateway.supergraph.model import TYPENAME, Kind, Supergraph

Guarded = tuple[tuple[Selections, Conditions], ...]
"""Selection sets that are merged, each with the conditions it stands under."""


@dataclass(slots=True)
class _Slot:
    """A response key that is being filled."""

    first: Field
    include: list[Conditions] = field(default_factory=list)
    below: list[tuple[Selections, Conditions]] = field(default_factory=list)


def project(supergraph: Supergraph, operation: Operation, spot: Spot) -> Shape:
    """Return the shape of the whole answer."""
    parts: Guarded = ((operation.selections, ()),)
    return _shape(supergraph, operation.root_type, parts, spot)


def _shape(supergraph: Supergraph, type_name: str, parts: Guarded, spot: Spot) -> Shape:
    alike: dict[object, set[str]] = {}
    slots: dict[object, dict[str, _Slot]] = {}
    types = supergraph.possible[type_name]
    hidden = frozenset(one for one in types if supergraph.type(one).inaccessible)
    for name in sorted(types - hidden):
        found: dict[str, _Slot] = {}
        for selections, conditions in parts:
            _collect(supergraph, selections, name, conditions, found)
        key = tuple(
            (one.first, _data_keys(spot, one.first, name), *one.include, *one.below)
            for one in found.values()
        )
        alike.setdefault(key, set()).add(name)
        slots.setdefault(key, found)
    return Shape(
        type_name,
        tuple(
            Variant(
                frozenset(names),
                tuple(
                    _field(supergraph, one, spot, min(names))
                    for one in slots[key].values()
                ),
            )
            for key, names in alike.items()
        ),
        hidden=hidden,
    )


def _collect(
    supergraph: Supergraph,
    selections: Selections,
    name: str,
    outer: Conditions,
    found: dict[str, _Slot],
) -> None:
    for item in selections:
        if not isinstance(item, Field):
            if name in supergraph.possible[item.type_condition]:
                _collect(supergraph, item.selections, name, outer, found)
            continue
        conditions = join_conditions(outer, item.conditions)
        if conditions is None:
            continue
        slot = found.setdefault(item.response_key, _Slot(item))
        if conditions not in slot.include:
            slot.include.append(conditions)
        slot.below.append((item.selections, conditions))


def _field(supergraph: Supergraph, slot: _Slot, spot: Spot, name: str) -> ShapeField:
    """Return a field of the answer, with the keys that objects can have it under."""
    found: ShapeField | None = None
    for key in reversed(_data_keys(spot, slot.first, name)):
        found = replace(_under(supergraph, slot, spot, key), otherwise=found)
    return found or _under(supergraph, slot, spot, None)


def _under(
    supergraph: Supergraph, slot: _Slot, spot: Spot, key: str | None
) -> ShapeField:
    """Return a field that is read from one data key; None for none."""
    one = slot.first
    always = () in slot.include
    below: Guarded = tuple(slot.below)
    if len(slot.include) == 1:  # what guards the field need not guard what is below
        below = tuple((selections, ()) for selections, _ in below)
    if one.name == TYPENAME:
        nullable: tuple[bool, ...] = (False,)
    else:
        nullable = supergraph.field(one.parent_type, one.name).type.nullable
    target = supergraph.type(one.type_name)
    value: Leaf | Shape
    if target.composite:
        inner = spot.inner(key) if key is not None else Spot()
        value = _shape(supergraph, one.type_name, below, inner)
    elif target.kind is Kind.ENUM:
        seen = frozenset(one for one, open_ in target.enum_values.items() if open_)
        value = Leaf(one.type_name, seen, frozenset(target.enum_values) - seen)
    else:
        value = Leaf(one.type_name)
    return ShapeField(
        response_key=one.response_key,
        data_key=key,
        parent_type=one.parent_type,
        name=one.name,
        nullable=nullable,
        value=value,
        include=((),) if always else tuple(slot.include),
        part=one.part,
    )


def _data_keys(spot: Spot, field: Field, name: str) -> tuple[str, ...]:
    """Return where the value can be for objects of a type; nowhere if denied."""
    if field.denied:
        return ()
    if field.name == TYPENAME:
        return (TYPENAME,)
    signature = (field.name, field.arguments)
    sources = spot.sources(signature, field.response_key)
    return tuple(key for key, types in sources if name in types)
