"""Generates the classes of a layout: what replies are decoded to and answers from.

One class per kind of object and source: its fields are all slots of the kind, in
the order of the answer, so that encoding the root writes the answer. What the
source returns is required and typed: decoding is the check. What others return
begins as null, or as `MISSING`, which can't be encoded: where the answer may not
be null, a value that never came ends the compiled run rather than in the answer.
A source that returns what it was not asked for ends it too.

A kind that does not encode as it decodes is *rebuilt* at the end, as an object of
its `answer` class: the kinds of a place with several types (the type leads the
way in, but need not lead out), and those with other response keys than data keys.
Elsewhere, slots that callers do not see are *blanked*.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any, Final, Literal

import msgspec
from msgspec import Raw, defstruct

from gateway.executor.compiled.errors import NotCompilable
from gateway.executor.compiled.layout import Kind, Layout, Place, Slot, Source
from gateway.planner.plan import Leaf, ShapeField
from gateway.supergraph.model import TYPENAME


class _Missing:
    """The type of `MISSING`: false, and nothing that JSON has."""

    __slots__ = ()

    def __bool__(self) -> bool:
        return False


MISSING: Final = _Missing()
"""Where a value has not come, or not yet."""

Struct = Any
"""An object of a generated class."""

JSON: Final = bool | int | float | str | list[Any] | dict[str, Any]
"""Any value but null."""

_LEAVES: Final[dict[str, Any]] = {
    "String": str,
    "ID": str,
    "Boolean": bool,
    "Int": int,
    "Float": int | float,
}


@dataclass(slots=True)
class Structs:
    """The classes of one layout, made as they are asked for."""

    layout: Layout
    kinds: dict[type, Kind] = field(default_factory=dict)
    """By class: what its objects are."""
    _made: dict[tuple[int, Source | None], type] = field(default_factory=dict)

    def created(self, place: Place, source: Source) -> Any:
        """Return the type that a source's objects at a place are decoded to."""
        return reduce(or_, (self.of(one, source) for one in place.kinds))

    def of(self, kind: Kind, source: Source | None) -> type:
        """Return the class for a kind's objects, created by a source, or by us."""
        key = (id(kind), source)
        if key not in self._made:
            made = self._made[key] = self._make(kind, source)
            self.kinds[made] = kind
        return self._made[key]

    def arriving(self, places: Iterable[Place], source: Source) -> type:
        """Return the class for what a source returns for the objects at its places.

        Raises:
            NotCompilable: one key would have two types.
        """
        kinds = [
            one for place in places for one in place.kinds if receives(one, source)
        ]
        slots: dict[str, Slot] = {}
        types: dict[str, Any] = {}
        for slot in [one for kind in kinds for one in kind.slots.values()]:
            if source not in slot.sources:
                continue
            held = slots.setdefault(slot.key, slot)
            made = self._type(slot, source)
            types[slot.key] = _either(types.get(slot.key, made), made)
            if held is not slot and (held.place or _shape(held) != _shape(slot)):
                raise NotCompilable("one key of a look-up in two shapes")
        fields = []
        for key, slot in slots.items():
            always = all(_gives(one, key, source) for one in kinds)
            default = () if always else (MISSING,)
            fields.append(_field(slot, types[key], *default))
        return defstruct("Arriving", fields, kw_only=True, gc=False)

    def classes_of(self, kind: Kind) -> frozenset[type]:
        """Return every class made so far for the objects of a kind."""
        return frozenset(one for one, held in self.kinds.items() if held is kind)

    def _make(self, kind: Kind, source: Source | None) -> type:
        tag = min(kind.types) if len(kind.place.kinds) > 1 else None
        rebuilt = is_rebuilt(kind)
        fields = [
            _constant_field(one, kind)
            if is_constant(one, kind)
            else self._field(kind.slots[one.data_key or ""], source)
            for one in kind.fields
            if not rebuilt
        ]
        shown = set() if rebuilt else {one.data_key for one in kind.fields}
        fields += [
            self._field(slot, source)
            for key, slot in kind.slots.items()
            if key not in shown and (tag is None or key != TYPENAME)
        ]
        return defstruct(
            "_".join(sorted(kind.types))[:60],
            fields,
            namespace=_constants(kind, tag) if rebuilt else None,
            tag_field=None if tag is None else TYPENAME,
            tag=tag,
            kw_only=True,
            gc=False,
        )

    def _field(self, slot: Slot, source: Source | None) -> tuple[str, Any, Any]:
        if source is None or source not in slot.sources:
            return _field(slot, None, absent(slot))
        return _field(slot, self._type(slot, source))

    def _type(self, slot: Slot, source: Source) -> Any:
        made = (
            _leaf_type(slot) if slot.place is None else self.created(slot.place, source)
        )
        if made is Raw:
            return made
        levels = list(reversed(slot.nullable))
        for nullable in levels[:-1]:
            made = list[made | None] if nullable else list[made]  # type: ignore[valid-type]
        return made | None if levels[-1] else made


def _shape(slot: Slot) -> tuple[Leaf | None, tuple[bool, ...]]:
    """Return what values of a slot have to be."""
    return slot.leaf, slot.nullable


def _either(one: Any, other: Any) -> Any:
    """Return what one value is decoded to for two slots of one shape.

    The text of a scalar is kept as it came only where no slot wants its value.
    """
    return other if one is Raw else one


def receives(kind: Kind, source: Source) -> bool:
    """Say whether a source returns anything for the objects of a kind."""
    return any(source in one.sources for one in kind.slots.values())


def absent(slot: Slot) -> _Missing | None:
    """Return what stands in a slot that nothing was returned for."""
    return None if slot.nullable[0] and not slot.sent else MISSING


def is_constant(seen: ShapeField, kind: Kind) -> bool:
    """Say whether a field of the answer is known without any reply."""
    if seen.data_key is None:
        return True
    single = len(kind.types) == 1 and (
        TYPENAME not in kind.slots or len(kind.place.kinds) > 1
    )
    return seen.name == TYPENAME and single


def is_rebuilt(kind: Kind) -> bool:
    """Say whether the objects of a kind do not encode as they decode."""
    taken: set[str] = set()
    for one in kind.fields:
        if is_constant(one, kind):
            if one.response_key in kind.slots:
                return True
        elif one.data_key != one.response_key:
            return True
        taken.add(one.response_key)
    return len(kind.place.kinds) > 1


def hidden(kind: Kind) -> list[Slot]:
    """Return the slots of a kind that callers do not see."""
    seen = {one.data_key for one in kind.fields}
    return [slot for key, slot in kind.slots.items() if key not in seen]


def answer_class(kind: Kind) -> type:
    """Return the class that the answer has for the objects of a rebuilt kind."""
    fields = [(f"a_{n}", Any, msgspec.field(name=one.response_key))
              for n, one in enumerate(kind.fields)]  # fmt: skip
    return defstruct("Answer", fields, gc=False)


def answer_attributes(kind: Kind) -> list[str]:
    """Return where the fields of a rebuilt kind's answer are, in its order."""
    return [
        _constant_name(one)
        if is_constant(one, kind)
        else kind.slots[one.data_key or ""].attribute
        for one in kind.fields
    ]


def _gives(kind: Kind, key: str, source: Source) -> bool:
    return key in kind.slots and source in kind.slots[key].sources


def _field(slot: Slot, type_: Any, *default: Any) -> tuple[str, Any, Any]:
    options = {"default": default[0]} if default else {}
    return slot.attribute, type_, msgspec.field(name=slot.key, **options)


def _constant_name(seen: ShapeField) -> str:
    return f"c_{seen.response_key}"


def _constant(seen: ShapeField, kind: Kind) -> str | None:
    return None if seen.data_key is None else min(kind.types)


def _constant_field(seen: ShapeField, kind: Kind) -> tuple[str, Any, Any]:
    value = _constant(seen, kind)
    type_ = None if value is None else Literal[value]
    return (
        _constant_name(seen),
        type_,
        msgspec.field(name=seen.response_key, default=value),
    )


def _constants(kind: Kind, tag: str | None) -> dict[str, Any]:
    """Return what every object of a rebuilt kind has in common."""
    found: dict[str, Any] = {
        _constant_name(one): _constant(one, kind)
        for one in kind.fields
        if is_constant(one, kind)
    }
    if tag is not None:  # msgspec takes it, and leaves no attribute
        found[kind.slots[TYPENAME].attribute] = tag
    return found


def _leaf_type(slot: Slot) -> Any:
    leaf: Leaf = slot.leaf  # type: ignore[assignment]  # a slot without a place is a leaf
    if leaf.enum_values is not None:
        if not leaf.enum_values:
            raise NotCompilable("an enum without values that callers see")
        return Literal[tuple(sorted(leaf.enum_values))]
    kept = slot.sent or len(slot.sources) > 1 or slot.nullable != (True,)
    return _LEAVES.get(leaf.type_name, JSON if kept else Raw)
