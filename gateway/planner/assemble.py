"""From requests to the fetches of the plan: order, documents, variables."""

from collections.abc import Sequence
from typing import Literal, cast

from gateway.operation.ast import Operation, Variable
from gateway.planner.document import (
    coordinates,
    print_lookups,
    print_root,
    used_variables,
)
from gateway.planner.lookups import lookups
from gateway.planner.passes import Request, Requests, levels
from gateway.planner.plan import Entities, Fetch
from gateway.planner.step import guard

Kind = Literal["query", "mutation", "subscription"]


def assemble(requests: Requests, operation: Operation) -> tuple[Fetch, ...]:
    """Number the requests so that waits point backwards, and write them out."""
    level = levels(requests)
    ordered = sorted(requests, key=lambda one: (level[one.id], one.id))
    number = {one.id: position for position, one in enumerate(ordered)}
    return tuple(
        _root(one, number, operation) if one.root else _entity(one, number, operation)
        for one in ordered
    )


def _root(one: Request, number: dict[int, int], operation: Operation) -> Fetch:
    step = one.steps[0]
    given = guard(step.demands)
    variables = _chosen(operation, used_variables(step.picks, given))
    return Fetch(
        id=number[one.id],
        subgraph=one.subgraph,
        kind=cast("Kind", step.kind),
        document=print_root(step.kind, step.picks, variables, given),
        variables=tuple(variable.name for variable in variables),
        path=step.path,
        conditions=given,
        after=frozenset(number[wait] for wait in one.after),
        coordinates=frozenset(coordinates(step.picks)),
        part=one.part,
    )


def _entity(one: Request, number: dict[int, int], operation: Operation) -> Fetch:
    found = lookups(one.steps)
    names = frozenset().union(
        *(used_variables(lookup.picks, lookup.conditions) for lookup in found)
    )
    variables = _chosen(operation, names)
    taken = {variable.name for variable in variables}
    entities = tuple(
        Entities(
            alias="_entities" if len(found) == 1 else f"_e{position}",
            variable=_fresh(taken, len(found), position),
            paths=lookup.paths,
            representations=lookup.representations,
            conditions=lookup.conditions,
        )
        for position, lookup in enumerate(found)
    )
    parts = [
        (entity.alias, entity.variable, lookup.picks, lookup.conditions)
        for entity, lookup in zip(entities, found, strict=True)
    ]
    return Fetch(
        id=number[one.id],
        subgraph=one.subgraph,
        kind="query",
        document=print_lookups(parts, variables),
        variables=tuple(variable.name for variable in variables),
        entities=entities,
        after=frozenset(number[wait] for wait in one.after),
        coordinates=frozenset(
            one for lookup in found for one in coordinates(lookup.picks)
        ),
        part=one.part,
    )


def _chosen(operation: Operation, names: frozenset[str]) -> Sequence[Variable]:
    return [one for one in operation.variables if one.name in names]


def _fresh(taken: set[str], count: int, position: int) -> str:
    name = "representations" if count == 1 else f"_r{position}"
    while name in taken:
        name = f"_{name}"
    return name
