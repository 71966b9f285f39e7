"""Passes over steps, until nothing changes: as few requests as can be, then as early.

0. `absorb`, over steps: what is looked up for an object by its key alone is looked
   up together with what has requirements, when both wait for the same steps.
1. `batch`: look-ups of one subgraph on one level travel in one request. Steps of
   one level never wait for one another, so nothing gets deeper by it.
2. `sink`: a request goes along with a later one to the same subgraph, unless they
   wait for one another or the plan gets deeper by it. Order matters: what shares a
   level is settled first, since that costs no waiting.
3. `deepen`: when nothing else is left, two go together though others have to wait
   for it: a request less counts for more than a wait.
4. `reduce_waits`: a wait that follows from others is dropped; last, since the
   passes before need no more than reachability.

Look-ups stay apart inside a request: a failed requirement of one does not keep the
others from being sent.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import combinations

from gateway.operation.parts import MAIN
from gateway.planner.plan import Path
from gateway.planner.step import Step, guard, merge_picks


@dataclass(frozen=True, slots=True)
class Request:
    """Steps that travel together: one root step, or look-ups."""

    id: int
    subgraph: str
    steps: tuple[Step, ...]
    after: frozenset[int]
    """Ids of requests."""

    @property
    def root(self) -> bool:
        """Whether it enters at a root type."""
        return self.steps[0].root

    @property
    def part(self) -> int:
        """The deferred part that it is made for; parts never travel together."""
        return self.steps[0].part

    @property
    def objects(self) -> frozenset[tuple[Path, str]]:
        """What it looks up: where the objects are, and as what type."""
        return frozenset((step.path, step.type_name) for step in self.steps)


Requests = tuple[Request, ...]


def absorb(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """Merge look-ups by key into those of the same objects with requirements.

    Only where both wait for the same, since otherwise fields that need a key alone
    would be lost with a requirement that fails elsewhere; and only where the
    requirements are there whenever the fields are asked for.
    """
    into: dict[int, int] = {}
    rich = {_same(step): step for step in steps if step.requires}
    for step in steps:
        other = rich.get(_same(step))
        if other is None or step.root or step.requires:
            continue
        if set(guard(other.demands)) <= set(guard(step.demands)):
            into[step.id] = other.id
    parts: dict[int, list[Step]] = {}
    for step in steps:
        if step.id in into:
            parts.setdefault(into[step.id], []).append(step)
    return tuple(
        replace(
            step,
            picks=merge_picks([step.picks, *(one.picks for one in taken)]),
            demands=step.demands.union(*(one.demands for one in taken)),
            after=frozenset(into.get(wait, wait) for wait in step.after),
        )
        for step in steps
        if step.id not in into
        for taken in [parts.get(step.id, [])]
    )


def _same(step: Step) -> tuple[object, ...]:
    return step.subgraph, step.path, step.type_name, step.after, step.part


def as_requests(steps: Iterable[Step]) -> Requests:
    """Return one request per step."""
    return tuple(Request(step.id, step.subgraph, (step,), step.after) for step in steps)


def optimise(requests: Requests) -> Requests:
    """Run all passes to their fixpoint."""
    while True:
        merged = deepen(_settled(requests))
        if len(merged) == len(requests):
            return reduce_waits(merged)
        requests = merged


def _settled(requests: Requests) -> Requests:
    """Merge all that can be without a deeper plan."""
    main = depths(requests).get(MAIN, 0)
    while True:
        deepest = {**depths(requests), MAIN: main}
        merged = sink(batch(requests), deepest)
        if len(merged) == len(requests):
            return merged
        requests = merged


def batch(requests: Requests) -> Requests:
    """Merge look-ups of one subgraph on one level."""
    level = levels(requests)
    groups: dict[tuple[object, ...], list[Request]] = {}
    for one in requests:
        alone = (one.id,) if one.root else ()
        key = (level[one.id], one.subgraph, one.part, *alone)
        groups.setdefault(key, []).append(one)
    return _merged(requests, groups.values())


def sink(requests: Requests, deepest: Mapping[int, int]) -> Requests:
    """Merge look-ups into later ones of the same subgraph.

    Args:
        requests: The requests.
        deepest: By part, the depth that it must not exceed. What comes later may.
    """
    for early, late in _pairs(requests):
        merged = _merged(requests, [[early, late]])
        if depths(merged)[early.part] <= deepest[early.part]:
            return sink(merged, deepest)
    return requests


def deepen(requests: Requests) -> Requests:
    """Merge two look-ups of the same objects, so that the plan gets least deep.

    Only those: to ask about other objects does not take an answer twice, and all
    that waits would come later for it.
    """
    merged = [
        _merged(requests, [[early, late]])
        for early, late in _pairs(requests)
        if early.objects & late.objects
    ]
    return min(merged, key=_all_depths, default=requests)


def _all_depths(requests: Requests) -> tuple[int, int]:
    found = depths(requests)
    return max(found.values()), sum(found.values())


def _pairs(requests: Requests) -> Iterator[tuple[Request, Request]]:
    """Yield any two look-ups of one subgraph, unless they wait for one another."""
    by_subgraph: dict[tuple[str, int], list[Request]] = {}
    for one in requests:
        if not one.root:
            by_subgraph.setdefault((one.subgraph, one.part), []).append(one)
    before = _ancestors(requests)
    for group in by_subgraph.values():
        for early, late in combinations(group, 2):
            if early.id not in before[late.id] and late.id not in before[early.id]:
                yield early, late


def reduce_waits(requests: Requests) -> Requests:
    """Drop waits that follow from other waits."""
    before = _ancestors(requests)
    return tuple(
        replace(
            one,
            after=frozenset(
                wait
                for wait in one.after
                if not any(wait in before[other] for other in one.after)
            ),
        )
        for one in requests
    )


def levels(requests: Requests) -> dict[int, int]:
    """Return, by id, how many requests must be done before in a row.

    Requests of a circle have none and are left out.
    """
    found: dict[int, int] = {}
    waiting = list(requests)
    while waiting:
        ready = [one for one in waiting if one.after <= found.keys()]
        if not ready:
            return found
        for one in ready:
            found[one.id] = max((found[wait] + 1 for wait in one.after), default=0)
        waiting = [one for one in waiting if one.id not in found]
    return found


def depth(requests: Requests) -> int:
    """Return the length of the longest chain."""
    return max(levels(requests).values(), default=-1) + 1


def depths(requests: Requests) -> dict[int, int]:
    """Return, by part, how many requests are done in a row until it is."""
    found: dict[int, int] = {}
    level = levels(requests)
    for one in requests:
        found[one.part] = max(found.get(one.part, 0), level.get(one.id, 0) + 1)
    return found


def _ancestors(requests: Requests) -> dict[int, frozenset[int]]:
    level = levels(requests)
    found: dict[int, frozenset[int]] = {}
    for one in sorted(requests, key=lambda one: level[one.id]):
        found[one.id] = one.after.union(*(found[wait] for wait in one.after))
    return found


def _merged(requests: Requests, groups: Iterable[list[Request]]) -> Requests:
    """Merge each group into its first; waits follow."""
    into: dict[int, int] = {}
    members: dict[int, list[Request]] = {}
    for group in groups:
        for one in group:
            into[one.id] = group[0].id
        members[group[0].id] = group
    moved = {id_ for id_, first in into.items() if id_ != first}
    return tuple(
        _with(members.get(one.id, [one]), into)
        if one.id in members or one.after & moved
        else one
        for one in requests
        if one.id not in moved
    )


def _with(parts: list[Request], into: Mapping[int, int]) -> Request:
    return Request(
        parts[0].id,
        parts[0].subgraph,
        tuple(step for part in parts for step in part.steps),
        frozenset(into.get(wait, wait) for part in parts for wait in part.after),
    )
