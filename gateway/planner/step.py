"""Steps: entries into subgraphs with what they select, as frozen data.

A step is the smallest thing that the passes move about; a request carries one root
step or any number of look-ups.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from gateway.operation.ast import Conditions
from gateway.planner.plan import Path, Representation
from gateway.supergraph.fieldset import Argument

Demands = frozenset[Conditions]
"""Why something is selected: the conditions of everything that needs it."""


def guard(demands: Demands) -> Conditions:
    """Return the conditions that all who need it share."""
    first, *others = demands or {()}
    return tuple(one for one in first if all(one in other for other in others))


@dataclass(frozen=True, slots=True)
class PickedField:
    """A field of a subgraph document."""

    name: str
    data_key: str
    arguments: tuple[Argument, ...]
    parent_type: str
    """As the document has it."""
    demands: Demands
    composite: bool
    conditions: Conditions = ()
    """Those of the caller's own field; fields that differ in them stay apart."""
    picks: "Picks" = ()


@dataclass(frozen=True, slots=True)
class PickedFragment:
    """A narrowing in a subgraph document."""

    type_condition: str
    picks: "Picks"


Pick = PickedField | PickedFragment
Picks = tuple[Pick, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """An entry into a subgraph."""

    id: int
    """In the order in which they were made: `after` holds smaller ones only."""
    subgraph: str
    kind: str
    """`query`, `mutation` or `subscription`."""
    path: Path
    type_name: str
    """The type that is entered."""
    picks: Picks
    demands: Demands
    after: frozenset[int]
    representations: tuple[Representation, ...] = ()
    """Empty for an entry at a root type."""
    requires: bool = False
    """Whether fields are sent along that are no key."""
    part: int = 0
    """The deferred part that it is made for; 0 is the main part."""

    @property
    def root(self) -> bool:
        """Whether it enters at a root type."""
        return not self.representations


def merge_picks(all_picks: Iterable[Picks]) -> Picks:
    """Put selections of one type together."""
    merged: dict[object, Pick] = {}
    for pick in (pick for picks in all_picks for pick in picks):
        if isinstance(pick, PickedFragment):
            key: object = ("...", pick.type_condition)
        else:
            key = (pick.data_key, pick.name, pick.arguments, pick.conditions)
        held = merged.get(key)
        if held is None:
            merged[key] = pick
            continue
        below = merge_picks([held.picks, pick.picks])
        if isinstance(held, PickedField) and isinstance(pick, PickedField):
            demands = held.demands | pick.demands
            merged[key] = replace(held, picks=below, demands=demands)
        else:
            merged[key] = replace(held, picks=below)
    return tuple(merged.values())
