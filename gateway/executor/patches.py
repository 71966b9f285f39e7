"""What a later part of an answer adds to what was delivered before.

A part can ask for fields that are in the answer already. They are not delivered
again: what is new is cut into *patches*, each an object of new fields with the place
of the object that it extends. This file knows plain JSON alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from gateway.executor.tree import Json, Place


class TakenBackError(Exception):
    """A null stands where something was delivered already."""


@dataclass(frozen=True, slots=True)
class Patch:
    """New fields of one object."""

    at: Place
    """From the object that a part hangs on."""
    data: dict[str, Any]

    def apply(self, held: dict[str, Any]) -> None:
        """Add the fields to the answer that is held."""
        target: Json = held
        for step in self.at:
            target = target[step]
        target.update(copied(self.data))


def patches_of(
    held: dict[str, Any], data: dict[str, Any], at: Place = ()
) -> Iterator[Patch]:
    """Yield what data adds to what is held, outer before inner.

    Where null is held, null stays.

    Raises:
        TakenBackError: data has a null for something that is held.
    """
    fresh = {key: value for key, value in data.items() if key not in held}
    if fresh:
        yield Patch(at, fresh)
    for key, value in data.items():
        if key in held:
            yield from _inside(held[key], value, (*at, key))


def _inside(held: Json, value: Json, at: Place) -> Iterator[Patch]:
    match held, value:
        case dict(), dict():
            yield from patches_of(held, value, at)
        case list(), list():
            for position, pair in enumerate(zip(held, value, strict=False)):
                yield from _inside(*pair, (*at, position))
        case _:
            if value is None and held is not None:
                raise TakenBackError


def copied(value: Json) -> Json:
    """Return a copy that shares no object and no list."""
    match value:
        case dict():
            return {key: copied(item) for key, item in value.items()}
        case list():
            return [copied(item) for item in value]
        case _:
            return value
