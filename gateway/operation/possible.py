"""A step of normalising: drop what can hold on no values of the variables.

A field under `@include(if: $a)` inside one under `@skip(if: $a)` is never in the
answer, so no request needs to ask for it.
"""

from gateway.operation.ast import (
    Conditions,
    Field,
    Selection,
    Selections,
    with_selections,
)
from gateway.operation.inline import join_conditions


def drop_impossible(selections: Selections, around: Conditions = ()) -> Selections:
    """Drop fields whose conditions contradict those of the fields around them.

    Args:
        selections: What is selected.
        around: The conditions of the fields that these stand in.
    """
    found: list[Selection] = []
    for item in selections:
        own = item.conditions if isinstance(item, Field) else ()
        joined = join_conditions(around, own)
        if joined is None:
            continue
        below = drop_impossible(item.selections, joined)
        if isinstance(item, Field) or below:
            found.append(with_selections(item, below))
    return tuple(found)
