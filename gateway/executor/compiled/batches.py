"""Builds the representations of a look-up from typed objects.

Each distinct representation is sent once. Where all its parts are strings, whole
numbers and booleans at the top of the object, it is told by its values: their
types are fixed, so equal values are equal JSON. Any other is told by its JSON text,
built by the same rules as in the interpreted run.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from itertools import count, starmap
from operator import attrgetter
from typing import Any, Final, NamedTuple

import msgspec
import orjson
from msgspec import defstruct

from gateway.executor.compiled.errors import GaveUp
from gateway.executor.compiled.layout import Kind, Slot
from gateway.executor.compiled.state import State
from gateway.executor.compiled.structs import MISSING, Struct
from gateway.planner.plan import Representation, RepresentationField
from gateway.supergraph.model import TYPENAME

ENCODE: Final = msgspec.json.Encoder().encode
_EXACT: Final = frozenset({"String", "ID", "Int", "Boolean"})


class Collected(NamedTuple):
    """The representations of one look-up."""

    targets: list[Struct]
    """The objects that gave one."""
    positions: list[int] | None
    """For each of them: which; None where each gave its own."""
    number: int
    """How many representations there are."""
    counts: Mapping[str, int]
    """The same by type."""
    encoded: bytes
    """All of them, as a JSON list."""


NOTHING: Final = Collected([], None, 0, {}, b"[]")


class _Absent(Enum):
    ABSENT = "ABSENT"


@dataclass(frozen=True, slots=True)
class PlainBatch:
    """Objects of one kind, represented by values at their top."""

    place: int
    typename: str
    key: Callable[[Struct], Any]
    """Reads the values: a tuple, or the only one."""
    single: bool
    make: Callable[..., Struct]
    """Makes a representation of the values."""
    whole: bool
    """Whether the values are all that there is of an object to begin with: then
    objects of equal values are one."""
    name: str
    """Of this batch, where it stays the same; "" where the values can change.
    Batches of one name are one."""

    def collect(self, state: State) -> Collected:
        """Collect the representations of all objects at the place."""
        held = state.collected.get(self.name)
        if held is None:
            held = self._collect(state)
            if self.name and not state.gaps:
                state.collected[self.name] = held
        return held

    def _collect(self, state: State) -> Collected:
        targets = state.objects(self.place)
        if not targets:
            return NOTHING
        keys = list(map(self.key, targets))
        if state.gaps:
            targets, keys = self._whole(targets, keys)
        index = dict(zip(dict.fromkeys(keys), count(), strict=False))
        made = map(self.make, index) if self.single else starmap(self.make, index)
        try:
            encoded = ENCODE(list(made))
        except TypeError:
            raise GaveUp from None
        if self.whole and len(index) < len(targets) and not state.gaps:
            first = dict(
                zip(reversed(keys), reversed(targets), strict=True)
            ).__getitem__
            if state.share(self.place, map(first, keys), list(map(first, index))):
                targets, keys = state.objects(self.place), list(index)
        number = len(index)
        alone = number == len(targets)
        positions = None if alone else list(map(index.__getitem__, keys))
        return Collected(targets, positions, number, {self.typename: number}, encoded)

    def _whole(
        self, targets: list[Struct], keys: list[Any]
    ) -> tuple[list[Struct], list[Any]]:
        """Leave out objects of which a value is missing."""
        pairs = [
            (target, key)
            for target, key in zip(targets, keys, strict=True)
            if key is not MISSING and not (type(key) is tuple and MISSING in key)
        ]
        return [one for one, _ in pairs], [key for _, key in pairs]


Build = Callable[[Struct], Any]
"""From an object to its representation, or `ABSENT`."""


@dataclass(frozen=True, slots=True)
class MixedBatch:
    """Objects of several kinds, or with values deeper inside."""

    place: int
    builds: Mapping[type, tuple[str, "Builder"]]
    """By class: the `__typename` that is sent, and how to build the rest."""

    def collect(self, state: State) -> Collected:
        """Collect the representations of all objects at the place."""
        targets: list[Struct] = []
        positions: list[int] = []
        index: dict[bytes, int] = {}
        texts: list[bytes] = []
        counts: dict[str, int] = {}
        for one in state.objects(self.place):
            if type(one) not in self.builds:
                continue
            typename, builder = self.builds[type(one)]
            built = builder.build(one)
            if isinstance(built, _Absent):
                continue
            whole = {TYPENAME: typename, **built}
            text = orjson.dumps(whole, option=orjson.OPT_SORT_KEYS)
            position = index.setdefault(text, len(index))
            if position == len(texts):
                texts.append(orjson.dumps(whole))
                counts[typename] = counts.get(typename, 0) + 1
            targets.append(one)
            positions.append(position)
        encoded = b"[%b]" % b",".join(texts)
        return Collected(targets, positions, len(texts), counts, encoded)


@dataclass(frozen=True, slots=True)
class Builder:
    """Builds the inside of a representation from an object of one kind."""

    parts: tuple[tuple[str, str, Mapping[type, "Builder"] | None], ...]
    """Name, attribute, and how to build what is below; None for a leaf."""

    def build(self, one: Struct) -> dict[str, Any] | _Absent:
        """Build from an object; `ABSENT` where a value is missing."""
        built: dict[str, Any] = {}
        for name, attribute, below in self.parts:
            value = _value(getattr(one, attribute), below)
            if value is _Absent.ABSENT:
                return _Absent.ABSENT
            built[name] = value
        return built


def _value(value: Any, below: Mapping[type, Builder] | None) -> Any:
    if value is MISSING:
        return _Absent.ABSENT
    if value is None or below is None:
        return value
    if isinstance(value, list):
        items = [_value(one, below) for one in value]
        return _Absent.ABSENT if _Absent.ABSENT in items else items
    return below[type(value)].build(value)


def make_batch(
    place: int,
    rules: Iterable[tuple[Kind, Representation]],
    classes_of: Callable[[Kind], Iterable[type]],
) -> PlainBatch | MixedBatch:
    """Return how to collect the representations of one look-up.

    Args:
        place: where it starts.
        rules: by kind of the objects there; kinds without one are left out.
        classes_of: the classes of a kind's objects.
    """
    known = list(rules)
    if len(known) == 1:
        kind, rule = known[0]
        read = {
            one.name: kind.slots[one.source] for one in _applying(kind, rule.fields)
        }
        if len(kind.place.kinds) == 1 and read and all(map(_is_exact, read.values())):
            return _plain(kind, rule.typename, read)
    return MixedBatch(
        place,
        {
            one: (rule.typename, _builder(kind, rule.fields, classes_of))
            for kind, rule in known
            for one in classes_of(kind)
        },
    )


def _plain(kind: Kind, typename: str, read: Mapping[str, Slot]) -> PlainBatch:
    fields = [(f"r_{name}", Any, msgspec.field(name=name)) for name in read]
    attributes = [one.attribute for one in read.values()]
    parts = [f"{one.key}:{name}" for name, one in read.items()]
    lasting = all(
        len(one.sources) == 1 and one.sources[0] in kind.place.creators
        for one in read.values()
    )
    return PlainBatch(
        place=kind.place.number,
        typename=typename,
        key=attrgetter(*attributes),
        single=len(read) == 1,
        make=defstruct("Sent", fields, tag_field=TYPENAME, tag=typename, gc=False),
        whole=_is_whole(kind, read.values()),
        name=" ".join([str(kind.place.number), typename, *parts]) if lasting else "",
    )


def _is_whole(kind: Kind, read: Collection[Slot]) -> bool:
    """Say whether what is read is all that objects of a kind begin with.

    They must stand alone under their parent, which is then given another.
    """
    begun = [
        one
        for one in kind.slots.values()
        if not set(one.sources).isdisjoint(kind.place.creators)
    ]
    slot = kind.place.slot
    return slot is not None and len(slot.nullable) == 1 and set(begun) <= set(read)


def _builder(
    kind: Kind,
    fields: Iterable[RepresentationField],
    classes_of: Callable[[Kind], Iterable[type]],
) -> Builder:
    parts = []
    for one in _applying(kind, fields):
        slot = kind.slots[one.source]
        below: dict[type, Builder] | None = None
        if slot.place is not None:
            below = {
                each: _builder(inner, one.fields, classes_of)
                for inner in slot.place.kinds
                for each in classes_of(inner)
            }
        parts.append((one.name, slot.attribute, below))
    return Builder(tuple(parts))


def _applying(
    kind: Kind, fields: Iterable[RepresentationField]
) -> list[RepresentationField]:
    return [one for one in fields if one.on is None or kind.types <= one.on]


def _is_exact(slot: Slot) -> bool:
    """Say whether equal values are equal JSON."""
    leaf = slot.leaf
    return (
        leaf is not None
        and len(slot.nullable) == 1
        and (leaf.enum_values is not None or leaf.type_name in _EXACT)
    )
