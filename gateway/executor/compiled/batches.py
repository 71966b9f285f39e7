"""Builds the representations of a look-up from typed objects.

Each distinct representation is sent once. Where all its parts are strings, whole
numbers and booleans at the top of the object, it is told by its values: their
types are fixed, so equal values are equal JSON. Any other is told by its JSON text,
built by the same rules as in the interpreted run.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from itertools import chain, count, starmap
from operator import attrgetter
from typing import Any, Final, NamedTuple

import msgspec
import orjson
from msgspec import defstruct

from gateway.executor.compiled.errors import GaveUp
from gateway.executor.compiled.layout import Kind, Place, Slot, Source
from gateway.executor.compiled.state import State
from gateway.executor.compiled.structs import MISSING, Struct
from gateway.planner.plan import RepresentationField
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


class Spot(NamedTuple):
    """A place where objects of a look-up stand."""

    number: int
    whole: bool
    """Whether the values are all that there is of an object to begin with: then
    objects of equal values are one."""


@dataclass(frozen=True, slots=True)
class PlainBatch:
    """Objects of one kind at each place, represented by values at their top."""

    spots: tuple[Spot, ...]
    typename: str
    key: Callable[[Struct], Any]
    """Reads the values: a tuple, or the only one."""
    single: bool
    make: Callable[..., Struct]
    """Makes a representation of the values."""
    name: str
    """Of this batch, where it stays the same; "" where the values can change.
    Batches of one name are one."""

    def collect(self, state: State) -> Collected:
        """Collect the representations of all objects at the places."""
        held = state.collected.get(self.name)
        if held is None:
            held = self._collect(state)
            if self.name and not state.gaps:
                state.collected[self.name] = held
        return held

    def _collect(self, state: State) -> Collected:
        targets, keys = self._at(state, self.spots[0])
        for spot in self.spots[1:]:
            more = self._at(state, spot)
            targets, keys = targets + more[0], keys + more[1]
        if not targets:
            return NOTHING
        index = dict(zip(dict.fromkeys(keys), count(), strict=False))
        made = map(self.make, index) if self.single else starmap(self.make, index)
        try:
            encoded = ENCODE(list(made))
        except TypeError:
            raise GaveUp from None
        number = len(index)
        alone = number == len(targets)
        positions = None if alone else list(map(index.__getitem__, keys))
        return Collected(targets, positions, number, {self.typename: number}, encoded)

    def _at(self, state: State, spot: Spot) -> tuple[list[Struct], list[Any]]:
        """Return the objects at one place, and the values of each."""
        targets = state.objects(spot.number)
        keys = list(map(self.key, targets))
        if state.gaps:
            return self._whole(targets, keys)
        if spot.whole:
            distinct = dict.fromkeys(keys)
            if len(distinct) < len(targets):
                first = dict(zip(reversed(keys), reversed(targets), strict=True))
                instead = map(first.__getitem__, keys)
                found = list(map(first.__getitem__, distinct))
                if state.share(spot.number, instead, found):
                    return found, list(distinct)
        return targets, keys

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

    places: tuple[int, ...]
    builds: Mapping[type, tuple[str, "Builder"]]
    """By class: the `__typename` that is sent, and how to build the rest."""

    def collect(self, state: State) -> Collected:
        """Collect the representations of all objects at the places."""
        targets: list[Struct] = []
        positions: list[int] = []
        index: dict[bytes, int] = {}
        texts: list[bytes] = []
        counts: dict[str, int] = {}
        for one in chain.from_iterable(map(state.objects, self.places)):
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
    places: Collection[Place],
    source: Source,
    classes_of: Callable[[Kind], Iterable[type]],
) -> PlainBatch | MixedBatch:
    """Return how to collect the representations of one look-up.

    Args:
        places: where it starts.
        source: the look-up; kinds that have no rule for it are left out.
        classes_of: the classes of a kind's objects.
    """
    reads = [one for place in places if (one := _read(place, source))]
    if len(reads) == len(places) and len({one.told for one in reads}) == 1:
        return _plain(reads)
    return MixedBatch(
        tuple(place.number for place in places),
        {
            each: (rule.typename, _builder(kind, rule.fields, classes_of))
            for place in places
            for kind in place.kinds
            if (rule := kind.rules.get(source))
            for each in classes_of(kind)
        },
    )


class _Read(NamedTuple):
    """What is read at a place for representations of values at the top."""

    spot: Spot
    typename: str
    slots: Mapping[str, Slot]
    """By the name that a value has in the representation."""
    lasting: bool
    """Whether the values stay the same."""

    @property
    def told(self) -> tuple[object, ...]:
        """What must be equal at two places, so that they can be read as one."""
        parts = self.slots.items()
        return self.typename, *((name, one.key, one.leaf) for name, one in parts)


def _read(place: Place, source: Source) -> _Read | None:
    """Return what is read at a place; None if it has to be told by its text."""
    kind, *others = place.kinds
    rule = kind.rules.get(source)
    if others or rule is None:
        return None
    slots = {one.name: kind.slots[one.source] for one in _applying(kind, rule.fields)}
    if not slots or not all(map(_is_exact, slots.values())):
        return None
    lasting = all(
        len(one.sources) == 1 and one.sources[0] in place.creators
        for one in slots.values()
    )
    spot = Spot(place.number, _is_whole(kind, slots.values()))
    return _Read(spot, rule.typename, slots, lasting)


def _plain(reads: list[_Read]) -> PlainBatch:
    typename, slots = reads[0].typename, reads[0].slots
    fields = [(f"r_{name}", Any, msgspec.field(name=name)) for name in slots]
    attributes = [one.attribute for one in slots.values()]
    spots = tuple(one.spot for one in reads)
    places = [str(one.number) for one in spots]
    parts = [f"{one.key}:{name}" for name, one in slots.items()]
    lasting = all(one.lasting for one in reads)
    return PlainBatch(
        spots=spots,
        typename=typename,
        key=attrgetter(*attributes),
        single=len(slots) == 1,
        make=defstruct("Sent", fields, tag_field=TYPENAME, tag=typename, gc=False),
        name=" ".join([*places, typename, *parts]) if lasting else "",
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
