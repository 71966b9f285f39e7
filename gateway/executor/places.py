"""Maps places in the growing data to places in the answer.

Subgraphs speak in data keys; callers know response keys. The plan's shape has
both. A place that leads through something that only the plan needed (a key, a
requirement) is cut where the answer's part ends.
"""

from collections.abc import Iterator
from functools import lru_cache

from graphql import FieldNode, InlineFragmentNode, SelectionSetNode, parse

from gateway.executor.tree import Place
from gateway.planner.plan import Key, Path, Shape, ShapeField


def in_answer(shape: Shape, place: Place) -> Place:
    """Return the answer's part of a place, in response keys."""
    shapes: tuple[Shape, ...] = (shape,)
    found: list[str | int] = []
    for step in place:
        if isinstance(step, int):
            found.append(step)
            continue
        fields = [one for each in shapes for one in _shape_fields(each, step)]
        if not fields:
            break
        found.append(fields[0].response_key)
        shapes = tuple(one.value for one in fields if isinstance(one.value, Shape))
    return tuple(found)


def _shape_fields(shape: Shape, data_key: str) -> Iterator[ShapeField]:
    for variant in shape.variants:
        for first in variant.fields:
            one: ShapeField | None = first
            while one is not None:
                if one.data_key == data_key:
                    yield one
                one = one.otherwise


def keys_of(path: Path) -> tuple[str, ...]:
    """Return the data keys of a plan's path."""
    return tuple(step.name for step in path if isinstance(step, Key))


@lru_cache(maxsize=1024)
def asked_keys(document: str, alias: str | None) -> tuple[str, ...]:
    """Return the data keys that a fetch asks for, one level deep.

    Args:
        document: the fetch's GraphQL text.
        alias: the `_entities` field; None for the fields of the root.
    """
    operation = parse(document, no_location=True).definitions[0]
    root: SelectionSetNode = operation.selection_set  # type: ignore[attr-defined]
    keys = dict(_fields(root))
    if alias is None:
        return tuple(keys)
    below = keys[alias]
    return tuple(dict(_fields(below))) if below else ()


def _fields(
    selections: SelectionSetNode,
) -> list[tuple[str, SelectionSetNode | None]]:
    found: list[tuple[str, SelectionSetNode | None]] = []
    for one in selections.selections:
        if isinstance(one, FieldNode):
            key = one.alias.value if one.alias else one.name.value
            found.append((key, one.selection_set))
        elif isinstance(one, InlineFragmentNode):  # a plan has no named fragments
            found.extend(_fields(one.selection_set))
    return found
