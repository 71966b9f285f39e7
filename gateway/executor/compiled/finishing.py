"""Makes the data the answer: what callers do not see goes, the rest is encoded."""

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import repeat
from operator import attrgetter
from typing import Any, Protocol

from msgspec import UNSET

from gateway.executor.compiled.batches import ENCODE
from gateway.executor.compiled.errors import GaveUp
from gateway.executor.compiled.layout import Kind, Layout, Place
from gateway.executor.compiled.state import State, Walk
from gateway.executor.compiled.structs import (
    MISSING,
    Struct,
    Structs,
    answer_attributes,
    answer_class,
    hidden,
    is_rebuilt,
)


class Touch(Protocol):
    """One change before the data is encoded."""

    def apply(self, state: State) -> None:
        """Change the objects of one place."""
        ...


@dataclass(frozen=True, slots=True)
class Settle:
    """Null where nothing was found, and nothing may be: only after gaps."""

    place: int
    names: tuple[str, ...]

    def apply(self, state: State) -> None:
        """Put nulls where `MISSING` stands."""
        if not state.gaps:
            return
        for one in state.objects(self.place):
            for name in self.names:
                if getattr(one, name, None) is MISSING:
                    setattr(one, name, None)


@dataclass(frozen=True, slots=True)
class Blank:
    """Slots that callers do not see are left out of the encoding."""

    place: int
    names: tuple[str, ...]

    def apply(self, state: State) -> None:
        """Unset the slots."""
        objects = state.objects(self.place)
        for name in self.names:
            deque(map(setattr, objects, repeat(name), repeat(UNSET)), maxlen=0)


@dataclass(frozen=True, slots=True)
class Rebuild:
    """Objects give way to those of the answer's own classes."""

    walk: Walk
    makers: Mapping[type, Callable[[Struct], Struct]]
    """By class; an object of another class has been rebuilt already."""

    def apply(self, state: State) -> None:
        """Replace the objects below each object of the place above."""
        for parent in state.parents(self.walk):
            value = getattr(parent, self.walk.attribute)
            setattr(parent, self.walk.attribute, self._rebuilt(value))

    def _rebuilt(self, value: Any) -> Any:
        if isinstance(value, list):  # other objects may hold the same list
            value[:] = map(self._rebuilt, value)
            return value
        make = self.makers.get(type(value))
        return value if make is None else make(value)


@dataclass(frozen=True, slots=True)
class Finish:
    """All changes, and the encoding."""

    touches: tuple[Touch, ...]
    """Deeper places first."""
    root: Callable[[Struct], Struct] | None
    """Makes the answer's root, where it is rebuilt."""

    def encode(self, state: State) -> bytes:
        """Return the answer's `data` as JSON.

        Raises:
            GaveUp: something is missing that may not be null.
        """
        for touch in self.touches:
            touch.apply(state)
        root = state.root if self.root is None else self.root(state.root)
        try:
            return ENCODE(root)
        except TypeError:
            raise GaveUp from None


def make_finish(layout: Layout, structs: Structs, walks: Mapping[int, Walk]) -> Finish:
    """Return what is to be done before the data of a layout is the answer."""
    touches: list[Touch] = []
    for place in reversed(layout.places):
        if not _is_seen(place):
            continue
        settled = _names(place, _settled)
        if settled:
            touches.append(Settle(place.number, settled))
        if any(map(is_rebuilt, place.kinds)):
            if place.slot is not None:
                walk = walks[place.number]
                touches.append(Rebuild(walk, _makers(place, structs)))
        elif blanked := _names(place, lambda kind: [x.attribute for x in hidden(kind)]):
            touches.append(Blank(place.number, blanked))
    (root,) = layout.root.kinds
    return Finish(tuple(touches), _maker(root) if is_rebuilt(root) else None)


def _is_seen(place: Place) -> bool:
    """Say whether the objects of a place are in the answer."""
    while place.parent is not None and place.slot is not None:
        if place.slot in hidden(place.parent):
            return False
        place = place.parent.place
    return True


def _names(place: Place, of: Callable[[Kind], list[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for kind in place.kinds for name in of(kind)))


def _settled(kind: Kind) -> list[str]:
    unseen = hidden(kind)
    return [
        one.attribute
        for one in kind.slots.values()
        if one.sent and one.nullable[0] and one not in unseen
    ]


def _makers(place: Place, structs: Structs) -> dict[type, Callable[[Struct], Struct]]:
    return {
        one: _maker(kind) for kind in place.kinds for one in structs.classes_of(kind)
    }


def _maker(kind: Kind) -> Callable[[Struct], Struct]:
    names = answer_attributes(kind)
    made = answer_class(kind)
    if len(names) == 1:
        (name,) = names
        return lambda one: made(getattr(one, name))
    if not names:
        return lambda _: made()
    get = attrgetter(*names)
    return lambda one: made(*get(one))
