"""Candidate paths: linked segments that share what comes before them.

A path leads from the root of the operation to one place in it, through nodes of
the reachability graph. It knows what it costs: the crossings into subgraphs that
it needs, those of its keys and requirements included.

A *place* is a position in the operation (see `gateway.planner.places`). All paths
to one place stand there with the same object; they differ in the subgraph that
they stand in. The path that got there by a field or a narrowing is an *arrival*;
one that went on from it by key, at the same place, is a *station*.
"""

from dataclasses import dataclass, replace
from typing import cast

from gateway.operation.ast import Field
from gateway.supergraph.fieldset import FieldSet
from gateway.supergraph.graph import KeyMove


@dataclass(frozen=True, slots=True)
class Enter:
    """The first segment: enter a subgraph at its root type."""

    part: int = 0
    """The deferred part that it is made for."""


@dataclass(frozen=True, slots=True)
class Go:
    """Resolve a field in the subgraph that the path stands in."""

    field: Field


@dataclass(frozen=True, slots=True)
class Narrow:
    """Go on with objects of one type."""

    type_name: str


@dataclass(frozen=True, slots=True)
class Jump:
    """Enter a subgraph by key; `before` is the arrival at the same place."""

    move: KeyMove
    requires: FieldSet
    needs: "tuple[Path, ...]"
    """Paths to every leaf of the key and of what the field requires."""
    part: int = 0
    """The deferred part that it is made for."""


@dataclass(frozen=True, slots=True)
class Reenter:
    """Enter another subgraph at its Query type, below a field that returns it."""

    part: int = 0
    """The deferred part that it is made for."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a path costs on its own; parts that paths share count once."""

    crossings: frozenset[int] = frozenset()
    """Ids of the steps (entries into subgraphs at a place) that it needs."""
    requests: frozenset[tuple[int, str]] = frozenset()
    """(level, subgraph) of each: those that are equal travel as one request."""
    level: int = 0
    """How many requests must be done before the last of them."""

    def with_step(self, step: int, subgraph: str, level: int) -> "Cost":
        """Return the cost with one more entry into a subgraph."""
        return Cost(self.crossings | {step}, self.requests | {(level, subgraph)}, level)

    def rank(self) -> tuple[int, int, int]:
        """Return a key that sorts the cheapest first."""
        return len(self.requests), len(self.crossings), self.level


@dataclass(frozen=True, slots=True, eq=False)
class Path:
    """A path; two are the same only if they are one object."""

    before: "Path | None"
    segment: Enter | Go | Narrow | Jump | Reenter
    node: int
    """Node of the graph that it ends at; LEAF after a leaf field."""
    place: int
    allowed: frozenset[str]
    """Object types that can be here: all subgraphs at hand that resolve the field
    must be able to return them."""
    cost: Cost

    @property
    def station(self) -> bool:
        """Whether it went on by key (or root) from the arrival at its place."""
        return isinstance(self.segment, Jump | Reenter)


def total(paths: "tuple[Path, ...]") -> Cost:
    """Return what several paths cost together."""
    return Cost(
        frozenset().union(*(path.cost.crossings for path in paths)),
        frozenset().union(*(path.cost.requests for path in paths)),
        max((path.cost.level for path in paths), default=0),
    )


def moved(path: Path, old: Path, new: Path) -> Path:
    """Return a path from an arrival, as one from another at the same place and node."""
    if path is old:
        return new
    segment = path.segment
    if isinstance(segment, Jump):
        needs = tuple(moved(one, old, new) for one in segment.needs)
        segment = replace(segment, needs=needs)
    before = moved(cast("Path", path.before), old, new)  # it leads through `old`
    return replace(path, before=before, segment=segment)
