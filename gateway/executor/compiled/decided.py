"""Decides the conditions of a plan for given values of their variables.

What is left is a plan without conditions, apart from those inside documents:
subgraphs decide these themselves. It says the same as the first plan with these
variables, and its fetches keep their ids.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from gateway.operation.ast import Conditions
from gateway.planner.plan import Entities, Fetch, Plan, Shape, ShapeField, Variant

ALWAYS: Final = ((),)
_IN_DOCUMENT: Final = re.compile(r"@(?:include|skip)\(if: \$(\w+)\)")


def condition_variables(plan: Plan) -> tuple[str, ...]:
    """Return the variables that any condition of a plan looks at, sorted."""
    return tuple(sorted(set(_variables(plan))))


def decide(plan: Plan, values: Mapping[str, bool]) -> Plan:
    """Return the plan that is left with these values.

    Args:
        plan: any.
        values: of all its condition variables.

    Returns:
        A plan in which look-ups that are not made have no representations.
    """
    dropped: dict[int, frozenset[int]] = {}
    kept: list[Fetch] = []
    for fetch in plan.fetches:
        after = frozenset(
            one for wait in fetch.after for one in dropped.get(wait, {wait})
        )
        entities = tuple(_entities(one, values) for one in fetch.entities)
        made = any(one.representations for one in entities) or not entities
        if made and _hold(fetch.conditions, values):
            kept.append(replace(fetch, after=after, entities=entities))
        else:
            dropped[fetch.id] = after
    return replace(
        plan, fetches=tuple(kept), projection=_shape(plan.projection, values)
    )


def _entities(entities: Entities, values: Mapping[str, bool]) -> Entities:
    if _hold(entities.conditions, values):
        return entities
    return replace(entities, representations=())


def _shape(shape: Shape, values: Mapping[str, bool]) -> Shape:
    return replace(
        shape,
        variants=tuple(
            Variant(
                variant.on,
                tuple(
                    _field(one, values)
                    for one in variant.fields
                    if any(_hold(each, values) for each in one.include)
                ),
            )
            for variant in shape.variants
        ),
    )


def _field(field: ShapeField, values: Mapping[str, bool]) -> ShapeField:
    value = field.value
    if isinstance(value, Shape):
        value = _shape(value, values)
    return replace(field, value=value, include=ALWAYS)


def _hold(conditions: Conditions, values: Mapping[str, bool]) -> bool:
    return all(values[one.variable] is one.expected for one in conditions)


def _variables(plan: Plan) -> Iterator[str]:
    yield from _in_shape(plan.projection)
    for fetch in plan.fetches:
        yield from (one.variable for one in fetch.conditions)
        yield from _IN_DOCUMENT.findall(fetch.document)
        for entities in fetch.entities:
            yield from (one.variable for one in entities.conditions)


def _in_shape(shape: Shape) -> Iterator[str]:
    for variant in shape.variants:
        for field in variant.fields:
            for conditions in field.include:
                yield from (one.variable for one in conditions)
            if isinstance(field.value, Shape):
                yield from _in_shape(field.value)
