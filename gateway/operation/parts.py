"""Deferred parts of an operation: which there are, and what belongs to each.

`@defer` tags fields with a part (see `gateway.operation.ast`). A part hangs on the
objects at which its topmost fields stand; what leads there belongs to the parts
around it. `settle` keeps for one request only what is really put off; `only` and
`trunk` take the selections of one part out of those of the operation.

This file does not know how parts are planned or delivered.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from gateway.operation.ast import (
    Field,
    Fragment,
    Operation,
    Part,
    Selections,
    walk_fields,
)
from gateway.operation.simplify import merge, prune

MAIN: Final = 0
"""The part that is put off by nothing."""
MOST_PARTS: Final = 64
"""More than these are not put off; the specification leaves that to the server."""


def settle(
    operation: Operation, variables: Mapping[str, Any], *, defers: bool
) -> Operation:
    """Return an operation in which every part is put off, whatever the variables.

    What is not put off moves into the part around it. Operations that differ only
    in parts that are not put off become equal.

    Args:
        operation: in its normal form.
        variables: with defaults filled in.
        defers: whether the caller can take an answer in parts at all.
    """
    if not operation.parts:
        return operation
    able = defers and operation.kind != "subscription"
    rooted = _at_root(operation) if operation.kind == "mutation" else frozenset()
    used = {one.part for one in walk_fields(operation.selections)}
    moved = {MAIN: MAIN}
    kept: list[Part] = []
    for part in operation.parts:
        wanted = part.variable is None or variables.get(part.variable) is True
        off = able and wanted and part.id in used and part.id not in rooted
        moved[part.id] = moved[part.parent]
        if off and len(kept) < MOST_PARTS:
            moved[part.id] = len(kept) + 1
            kept.append(Part(len(kept) + 1, moved[part.parent], part.label))
    selections = prune(merge(_moved(operation.selections, moved)))
    return replace(operation, selections=selections, parts=tuple(kept))


def put_off_all(operation: Operation) -> Operation:
    """Return an operation of which all is put off that can be."""
    names = {one.variable for one in operation.parts if one.variable is not None}
    return settle(operation, dict.fromkeys(names, True), defers=True)


def only(selections: Selections, part: int) -> Selections:
    """Return what of selections belongs to a part and hangs on this very object."""
    found: list[Field | Fragment] = []
    for item in selections:
        if isinstance(item, Field) and item.part != part:
            continue
        below = only(item.selections, part)
        if below == item.selections == ():
            found.append(item)
        elif isinstance(item, Field) or below:
            found.append(replace(item, selections=below))
    return tuple(found)


def trunk(selections: Selections, part: int) -> Selections:
    """Return what belongs to a part, here and below, with the fields that lead there.

    Those that only lead there keep their own `part`.
    """
    found: list[Field | Fragment] = []
    for item in selections:
        own = isinstance(item, Field) and item.part == part
        below = only(item.selections, part) if own else trunk(item.selections, part)
        if own or below:
            found.append(replace(item, selections=below))
    return tuple(found)


def main_of(operation: Operation) -> Operation:
    """Return an operation without what is put off."""
    return replace(operation, selections=only(operation.selections, MAIN), parts=())


def trunk_of(operation: Operation, part: int) -> Operation:
    """Return an operation with one part alone, and what leads there."""
    return replace(operation, selections=trunk(operation.selections, part), parts=())


def around(parts: tuple[Part, ...], part: int) -> Iterator[int]:
    """Yield the parts around a part, from the inside out; the last is the main one."""
    parents = {one.id: one.parent for one in parts}
    while part != MAIN:
        part = parents[part]
        yield part


def _at_root(operation: Operation) -> frozenset[int]:
    """Parts that hang on the root: fields of a mutation can't be put off."""
    found: set[int] = set()
    for item in operation.selections:
        if isinstance(item, Field):
            found.add(item.part)
    return frozenset(found)


def _moved(selections: Selections, moved: Mapping[int, int]) -> Selections:
    found: list[Field | Fragment] = []
    for item in selections:
        below = _moved(item.selections, moved)
        if isinstance(item, Field):
            found.append(replace(item, selections=below, part=moved[item.part]))
        else:
            found.append(replace(item, selections=below))
    return tuple(found)
