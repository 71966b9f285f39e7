"""The look-ups of one request: from steps to `Entities` of the plan.

Two look-ups that differ only in the type of the objects they start from become
one: at the end of the path, each type keeps its own selection; further up, the
path goes on with either type, if representations and selections are equal.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from gateway.operation.ast import Conditions
from gateway.planner.plan import OnType, Path, Representation
from gateway.planner.step import (
    PickedFragment,
    Picks,
    Step,
    guard,
    merge_picks,
)


@dataclass(frozen=True, slots=True)
class Lookup:
    """One `_entities` field: where from, what is sent, what is selected."""

    path: Path
    representations: tuple[Representation, ...]
    picks: Picks
    conditions: Conditions


def lookups(steps: Iterable[Step]) -> tuple[Lookup, ...]:
    """Return the look-ups of a request, as few as possible."""
    found: list[Lookup] = []
    for step in steps:
        one = _lookup(step)
        for position, other in enumerate(found):
            united = _united(other, one)
            if united is not None:
                found[position] = united
                break
        else:
            found.append(one)
    return tuple(found)


def _lookup(step: Step) -> Lookup:
    path = step.path
    representations = step.representations
    if path and isinstance(path[-1], OnType):
        types = path[-1].types
        path = path[:-1]
        representations = tuple(
            replace(one, on=types if one.on is None else one.on)
            for one in representations
        )
    picks = (PickedFragment(step.type_name, step.picks),)
    return Lookup(path, representations, picks, guard(step.demands))


def _united(first: Lookup, second: Lookup) -> Lookup | None:
    if first.conditions != second.conditions:
        return None
    if (
        first.path == second.path
        and _disjoint(first, second)
        and (first.picks == second.picks or _each_its_own(first, second))
    ):
        return replace(
            first,
            representations=first.representations + second.representations,
            picks=merge_picks([first.picks, second.picks]),
        )
    path = _either(first.path, second.path)
    same = (first.representations, first.picks)
    if path is not None and same == (second.representations, second.picks):
        return replace(first, path=path)
    return None


def _disjoint(first: Lookup, second: Lookup) -> bool:
    return all(
        one.on is not None and other.on is not None and not one.on & other.on
        for one in first.representations
        for other in second.representations
    )


def _each_its_own(first: Lookup, second: Lookup) -> bool:
    """Whether what one of them sends gets nothing of what the other selects."""
    sent = [{one.typename for one in each.representations} for each in (first, second)]
    asked = [
        {pick.type_condition for pick in each.picks if isinstance(pick, PickedFragment)}
        for each in (first, second)
    ]
    return sent == asked and not sent[0] & sent[1]


def _either(first: Path, second: Path) -> Path | None:
    """Return a path that takes both, if they differ in the type of one place."""
    if len(first) != len(second):
        return None
    apart = [
        position
        for position, pair in enumerate(zip(first, second, strict=True))
        if pair[0] != pair[1]
    ]
    if len(apart) != 1:
        return None
    one, other = first[apart[0]], second[apart[0]]
    if not isinstance(one, OnType) or not isinstance(other, OnType):
        return None
    both = OnType(one.types | other.types)
    return (*first[: apart[0]], both, *first[apart[0] + 1 :])
