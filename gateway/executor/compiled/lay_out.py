"""Lays out the merged data of a plan.

The layout is read off the plan: the answer's shape says what callers see, the
documents say what each fetch returns, the paths of look-ups say where it goes.
Conditions have been decided before (`gateway.executor.compiled.decided`), except
those inside documents, which are decided here.

What has no layout, and stays interpreted:

- objects of several types whose type no fetch names when it creates them (an
  interface object's, where the types are told apart), or of a type that no caller
  may see;
- one data key that holds an object of two shapes, for two response keys;
- a look-up that returns objects of different shapes under one key.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from graphql import FieldNode

from gateway.executor.compiled.errors import NotCompilable
from gateway.executor.compiled.layout import Kind, Layout, Place, Slot, Source
from gateway.executor.compiled.selections import (
    Arrival,
    Part,
    Selections,
    arrivals,
    key_of,
)
from gateway.planner.plan import (
    Items,
    Key,
    Leaf,
    OnType,
    Path,
    Plan,
    RepresentationField,
    Shape,
    ShapeField,
    Variant,
)
from gateway.supergraph.model import TYPENAME, Supergraph, TypeRef
from gateway.supergraph.model import Kind as TypeKind

MOST_KINDS: Final = 400
"""A plan with more kinds of objects than this stays interpreted."""


def lay_out(plan: Plan, supergraph: Supergraph, decided: Mapping[str, bool]) -> Layout:
    """Lay out a plan.

    Args:
        plan: with its conditions decided.
        supergraph: that it is for.
        decided: the variables that conditions look at.

    Raises:
        NotCompilable: see above.
    """
    builder = _Builder(supergraph, decided)
    found = [one for each in arrivals(plan) for one in each]
    root = builder.place(None, None, ())
    builder.fill(root, plan.projection, plan.projection.type_name, [], found)
    for kind in [one for place in builder.places for one in place.kinds]:
        for rule in kind.rules.values():
            _mark_sent(kind, rule.fields)
    return Layout(root, tuple(builder.places), _targets(found, builder.arrived))


class _Builder:
    """Builds places from the root down."""

    def __init__(self, supergraph: Supergraph, decided: Mapping[str, bool]) -> None:
        self._supergraph = supergraph
        self._selections = Selections(supergraph, decided)
        self._kinds = 0
        self.places: list[Place] = []
        self.arrived: dict[tuple[Source, Path], dict[Place, None]] = {}
        """By source and one of its paths, the places that the path leads to."""

    def place(
        self,
        parent: Kind | None,
        slot: Slot | None,
        creators: tuple[Source, ...],
    ) -> Place:
        made = Place(len(self.places), parent, slot, [], creators)
        self.places.append(made)
        return made

    def fill(
        self,
        place: Place,
        shape: Shape | None,
        type_name: str,
        parts: list[Part],
        arrivals: list[Arrival],
    ) -> None:
        """Fill a place with kinds, and lay out what is below it."""
        kinds = self._divide(shape, type_name, parts, arrivals)
        for types, fields in kinds:
            self._kinds += 1
            if self._kinds > MOST_KINDS:
                raise NotCompilable("too many kinds of objects")
            several = len(kinds) > 1 or (shape is not None and len(shape.variants) > 1)
            kind = Kind(types, fields, {}, place, several)
            place.kinds.append(kind)
            onward = self._receive(kind, parts, arrivals)
            self._slots(kind, *onward)
            if (len(kinds) > 1 or kind.told) and not _knows_its_type(kind):
                raise NotCompilable("the types of objects are told too late")

    def _divide(
        self,
        shape: Shape | None,
        type_name: str,
        parts: list[Part],
        arrivals: list[Arrival],
    ) -> list[tuple[frozenset[str], tuple[ShapeField, ...]]]:
        """Return the kinds of a place: types, and what callers see of them."""
        if shape is not None and shape.hidden:
            raise NotCompilable("an object can be of a type that no caller may see")
        variants = (
            [Variant(self._supergraph.possible[type_name], ())]
            if shape is None
            else _told_apart(shape)
        )
        types = frozenset[str]().union(*(one.on for one in variants))
        if not types:
            raise NotCompilable("no object can stand here")
        if len(variants) == 1 and not self._tells_apart(types, parts, arrivals):
            return [(types, variants[0].fields)]
        return [
            (frozenset({name}), one.fields)
            for one in variants
            for name in sorted(one.on)
        ]

    def _tells_apart(
        self, types: frozenset[str], parts: list[Part], arrivals: list[Arrival]
    ) -> bool:
        """Say whether some selection is for some of these types alone."""
        if len(types) == 1:
            return False
        limits = [one.on for each in arrivals for one in each.rules or ()]
        limits += [
            limit
            for each in arrivals
            for one in each.rules or ()
            for limit in _limits(one.fields)
        ]
        heads = [each.path[0] for each in arrivals if each.path]
        limits += [one.types for one in heads if isinstance(one, OnType)]
        if any(one is not None and not types <= one for one in limits):
            return True
        here = [*parts, *(one.part for one in arrivals if not one.path)]
        return any(self._selections.narrow(one, one.selections, types) for one in here)

    def _receive(
        self, kind: Kind, parts: list[Part], arrivals: list[Arrival]
    ) -> tuple[list[Part], list[Arrival]]:
        """Return the selections that apply to a kind, and what goes on below it."""
        here, onward = list(parts), []
        for one in arrivals:
            left = one
            if left.path and isinstance(left.path[0], OnType):
                kind.told = True
                if not kind.types <= left.path[0].types:
                    continue
                left = replace(left, path=left.path[1:])
            if left.path:
                onward.append(left)
            elif self._arrive(kind, left):
                here.append(left.part)
        return here, onward

    def _arrive(self, kind: Kind, arrival: Arrival) -> bool:
        source = arrival.part.source
        self.arrived.setdefault((source, arrival.whole), {})[kind.place] = None
        if arrival.rules is None:
            return True
        for rule in arrival.rules:
            kind.told = kind.told or rule.on is not None
            if rule.on is None or kind.types <= rule.on:
                kind.rules[source] = rule
                return True
        return False

    def _slots(self, kind: Kind, parts: list[Part], arrivals: list[Arrival]) -> None:
        """Make the slots of a kind, those that callers see first."""
        asked: dict[str, list[tuple[Part, FieldNode]]] = {}
        for part in parts:
            for node in self._selections.applicable(part, part.selections, kind.types):
                asked.setdefault(key_of(node), []).append((part, node))
        seen = {one.data_key: one for one in reversed(kind.fields)}
        _only_one_shape(kind)
        if not (kind.told or kind.several or TYPENAME in seen):
            asked.pop(TYPENAME, None)
        order = [one.data_key for one in kind.fields if one.data_key in asked]
        keys = dict.fromkeys([*order, *asked])
        for key in keys:
            if key is not None:
                kind.slots[key] = self._slot(
                    kind, key, seen.get(key), asked[key], arrivals
                )
        if any(one.otherwise for one in kind.fields):
            raise NotCompilable("a field stands under several keys")
        if any(
            one.data_key is not None
            and one.data_key not in asked
            and not (one.name == TYPENAME and len(kind.types) == 1)
            for one in kind.fields
        ):
            raise NotCompilable("no fetch returns a field of the answer")

    def _slot(
        self,
        kind: Kind,
        key: str,
        seen: ShapeField | None,
        asked: list[tuple[Part, FieldNode]],
        arrivals: list[Arrival],
    ) -> Slot:
        sources = tuple(dict.fromkeys(part.source for part, _ in asked))
        name = asked[0][1].name.value
        if name == TYPENAME:
            return Slot(key, (False,), Leaf("String", kind.types), sources)
        type_ref = self._type(kind, name, seen)
        slot = Slot(key, type_ref.nullable, self._leaf(type_ref.name, seen), sources)
        if slot.leaf is not None:
            return slot
        shape = seen.value if seen and isinstance(seen.value, Shape) else None
        slot.place = self.place(kind, slot, sources)
        below = [
            Part(part.source, part.subgraph, node.selection_set)
            for part, node in asked
            if node.selection_set is not None
        ]
        depth = len(type_ref.nullable) - 1
        onward = [
            replace(one, path=_inside(one.path[1:], depth))
            for one in arrivals
            if one.path[0] == Key(key)
        ]
        self.fill(slot.place, shape, type_ref.name, below, onward)
        return slot

    def _type(self, kind: Kind, name: str, seen: ShapeField | None) -> TypeRef:
        if seen is not None:
            return TypeRef(seen.value.type_name, seen.nullable)
        for owner in sorted(kind.types):
            found = self._supergraph.type(owner).fields.get(name)
            if found is not None:
                return found.type
        raise NotCompilable("a field that only an interface object has")

    def _leaf(self, type_name: str, seen: ShapeField | None) -> Leaf | None:
        if seen is not None:
            return seen.value if isinstance(seen.value, Leaf) else None
        target = self._supergraph.type(type_name)
        if target.composite:
            return None
        if target.kind is TypeKind.ENUM:
            return Leaf(type_name, frozenset(target.enum_values))
        return Leaf(type_name)


def _targets(
    arrivals: Iterable[Arrival],
    arrived: Mapping[tuple[Source, Path], dict[Place, None]],
) -> dict[Source, tuple[Place, ...]]:
    """Return where each source arrives, in the order of its paths."""
    targets: dict[Source, dict[Place, None]] = {}
    for one in arrivals:
        places = arrived.get((one.part.source, one.whole))
        if places is None:
            raise NotCompilable("a fetch arrives nowhere")
        targets.setdefault(one.part.source, {}).update(places)
    return {source: tuple(places) for source, places in targets.items()}


def _inside(path: Path, depth: int) -> Path:
    """Return a path without the list levels that it begins with."""
    levels = path[:depth]
    if len(levels) < depth or not all(isinstance(one, Items) for one in levels):
        raise NotCompilable("a path ends between two levels of a list")
    return path[depth:]


def _told_apart(shape: Shape) -> list[Variant]:
    """Return the variants that differ, now that conditions are decided."""
    alike: dict[tuple[ShapeField, ...], frozenset[str]] = {}
    for one in shape.variants:
        alike[one.fields] = alike.get(one.fields, frozenset()) | one.on
    return [Variant(on, fields) for fields, on in alike.items()]


def _knows_its_type(kind: Kind) -> bool:
    """Say whether whoever creates an object of a kind tells its type."""
    slot = kind.slots.get(TYPENAME)
    return slot is not None and set(kind.place.creators) <= set(slot.sources)


def _limits(fields: Iterable[RepresentationField]) -> Iterator[frozenset[str] | None]:
    """Yield the types that fields of a representation are limited to."""
    return (one.on for one in fields)


def _mark_sent(kind: Kind, fields: Iterable[RepresentationField]) -> None:
    """Note which slots the representations read."""
    for one in fields:
        if one.on is not None and not kind.types <= one.on:
            continue
        slot = kind.slots.get(one.source)
        if slot is None:
            raise NotCompilable("a representation reads what no fetch returns")
        slot.sent = True
        for below in slot.place.kinds if slot.place else ():
            _mark_sent(below, one.fields)


def _only_one_shape(kind: Kind) -> None:
    """Refuse objects that stand under two response keys in two shapes."""
    shapes: dict[str, Shape] = {}
    for one in kind.fields:
        if one.data_key is not None and isinstance(one.value, Shape):
            held = shapes.setdefault(one.data_key, one.value)
            if held != one.value:
                raise NotCompilable("one object in two shapes")
