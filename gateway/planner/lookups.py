"""The look-ups of one request: from steps to `Entities` of the plan.

Look-ups that differ only in the objects they start from become one, in three passes:

1. *at the end* of the path each type keeps its own representation and selection;
2. *on the way* the path goes on with either type, if all else is equal; from the
   innermost place outwards, since what differs further in keeps them apart;
3. *anywhere else*, if all else is equal and what is selected are leaves. Objects below
   them would belong to several places of the answer, with other selections to come.

All sort look-ups into groups by what must be equal, so that hundreds of types cost
no more than that many steps.
"""

from collections.abc import Hashable, Iterable
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
    also: tuple[Path, ...] = ()
    """Further paths from which the same is looked up."""

    @property
    def paths(self) -> tuple[Path, ...]:
        """All paths."""
        return (self.path, *self.also)

    @property
    def types(self) -> frozenset[str] | None:
        """The types that it takes; None when it takes whatever comes."""
        named = [one.on for one in self.representations if one.on is not None]
        if len(named) < len(self.representations):
            return None
        return frozenset().union(*named)

    @property
    def sent(self) -> frozenset[str]:
        """The type names that it sends."""
        return frozenset(one.typename for one in self.representations)

    @property
    def asked(self) -> frozenset[str]:
        """The type names that it selects on."""
        return frozenset(
            one.type_condition for one in self.picks if isinstance(one, PickedFragment)
        )


def lookups(steps: Iterable[Step]) -> tuple[Lookup, ...]:
    """Return the look-ups of a request, as few as possible."""
    found = _unite_ends([_lookup(step) for step in steps])
    places = {
        place
        for one in found
        for place, element in enumerate(one.path)
        if isinstance(element, OnType)
    }
    for place in sorted(places, reverse=True):
        if len(found) > 1:
            found = _unite_at(found, place)
    return tuple(_unite_anywhere(found))


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


class _Ends:
    """Look-ups from one path that go together, each for types of its own."""

    def __init__(self, first: Lookup) -> None:
        self.members = [first]
        self._types = first.types
        self._alike = True
        self._each_its_own = first.sent == first.asked
        self._sent = first.sent

    def take(self, one: Lookup) -> bool:
        """Add a look-up, unless one would get what the other selects."""
        types = one.types
        if types is None or self._types is None or types & self._types:
            return False
        alike = self._alike and one.picks == self.members[0].picks
        own = self._each_its_own and one.sent == one.asked and not one.sent & self._sent
        if not (alike or own):
            return False
        self._alike, self._each_its_own = alike, own
        self._types |= types
        self._sent |= one.sent
        self.members.append(one)
        return True

    def united(self) -> Lookup:
        """Return all of them as one."""
        if len(self.members) == 1:
            return self.members[0]
        return replace(
            self.members[0],
            representations=tuple(
                sent for one in self.members for sent in one.representations
            ),
            picks=merge_picks([one.picks for one in self.members]),
        )


def _unite_ends(found: Iterable[Lookup]) -> list[Lookup]:
    groups: list[_Ends] = []
    by_path: dict[Hashable, list[_Ends]] = {}
    for one in found:
        here = by_path.setdefault((one.path, one.conditions), [])
        if not any(group.take(one) for group in here):
            here.append(_Ends(one))
            groups.append(here[-1])
    return [group.united() for group in groups]


def _unite_at(found: Iterable[Lookup], place: int) -> list[Lookup]:
    """Unite look-ups whose paths differ only in the type at one place."""
    groups: dict[Hashable, list[Lookup]] = {}
    for number, one in enumerate(found):
        element = one.path[place] if place < len(one.path) else None
        rest: Hashable = number
        if isinstance(element, OnType):
            before, after = one.path[:place], one.path[place + 1 :]
            rest = (before, after, one.representations, one.picks, one.conditions)
        groups.setdefault(rest, []).append(one)
    return [_either(group, place) for group in groups.values()]


def _either(group: list[Lookup], place: int) -> Lookup:
    if len(group) == 1:
        return group[0]
    types = (
        element.types for one in group if isinstance(element := one.path[place], OnType)
    )
    path = group[0].path
    both = OnType(frozenset().union(*types))
    return replace(group[0], path=(*path[:place], both, *path[place + 1 :]))


def _unite_anywhere(found: Iterable[Lookup]) -> list[Lookup]:
    """Unite look-ups that differ in their path alone, and select leaves."""
    groups: dict[Hashable, list[Lookup]] = {}
    for number, one in enumerate(found):
        alike = one.representations, one.picks, one.conditions
        groups.setdefault(alike if _only_leaves(one.picks) else number, []).append(one)
    return [
        replace(first, also=tuple(one.path for one in others))
        for first, *others in groups.values()
    ]


def _only_leaves(picks: Picks) -> bool:
    return all(
        _only_leaves(one.picks)
        if isinstance(one, PickedFragment)
        else not one.composite
        for one in picks
    )
