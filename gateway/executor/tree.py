"""Walks and merges the answer while it grows.

The tree is plain JSON: dicts, lists, leaves. It is shared on purpose: what one
entity fetch returned for one representation is put, by reference, under every
object that gave that representation. That is safe because those objects stand
at one path pattern, where every later fetch asks the same of them; only leaves are
fetched for the objects of several.

`FAILED` stands where a subgraph returned null *with an error*: the executor
sends no entity that needs such a value, and the projection adds no second
error to it. This file does not know about plans beyond their paths.
"""

from collections.abc import Iterable, Iterator
from enum import Enum
from typing import Any, Final

from gateway.planner.plan import Items, Key, OnType, Path, PathElement

Json = Any
Place = tuple[str | int, ...]
"""Data keys and list positions, from the root."""


class Failed(Enum):
    """The type of `FAILED`."""

    FAILED = "FAILED"


FAILED: Final = Failed.FAILED


def objects_at(root: Json, path: Path) -> list[dict[str, Json]]:
    """Return the objects at a path, in order; one that is shared comes once."""
    level = {id(root): root}
    for step in path:
        below = (found for node in level.values() for found in _below(node, step))
        level = {id(one): one for one in below}
    return [one for one in level.values() if isinstance(one, dict)]


def _below(node: Json, step: PathElement) -> Iterable[Json]:
    match step, node:
        case Key(name), dict():
            return (node[name],) if name in node else ()
        case Items(), list():
            return node
        case OnType(types), dict() if typename_of(node) in types:
            return (node,)
        case _:
            return ()


def typename_of(node: dict[str, Json]) -> str | None:
    """Return the type that an object says it has; None where that is no name."""
    typename = node.get("__typename")
    return typename if isinstance(typename, str) else None


def places_at(
    node: Json, path: Path, here: Place = ()
) -> Iterator[tuple[Place, dict[str, Json]]]:
    """Yield the objects at a path with where they stand."""
    if path:
        for there, below in _step(node, path[0], here):
            yield from places_at(below, path[1:], there)
    elif isinstance(node, dict):
        yield here, node


def _step(node: Json, step: PathElement, here: Place) -> Iterator[tuple[Place, Json]]:
    for position, below in enumerate(_below(node, step)):
        match step:
            case Key(name):
                yield (*here, name), below
            case Items():
                yield (*here, position), below
            case OnType():
                yield here, below


def merge(into: dict[str, Json], value: dict[str, Json]) -> None:
    """Merge an object into another, deeply; what is known is never lost."""
    for key, item in value.items():
        held = into.get(key)
        if held is None:
            into[key] = item
        elif held is FAILED:
            into[key] = FAILED if item is None else item
        else:
            _merge_values(held, item)


def _merge_values(held: Json, item: Json) -> None:
    if held is item:
        return
    if isinstance(held, dict) and isinstance(item, dict):
        merge(held, item)
    elif isinstance(held, list) and isinstance(item, list):
        for one, other in zip(held, item, strict=False):
            _merge_values(one, other)


def mark_failed(node: Json, place: Place) -> None:
    """Put FAILED where the null of an error at this place stands.

    A null can have travelled up to a nullable parent: the first null on the way
    is the one. A place that leads nowhere is passed over.
    """
    for step in place:
        if not _steps_into(node, step):
            return
        below = node[step]
        if below is None:
            node[step] = FAILED
        node = below


def _steps_into(node: Json, step: str | int) -> bool:
    match node, step:
        case dict(), str():
            return step in node
        case list(), int():
            return 0 <= step < len(node)
        case _:
            return False
