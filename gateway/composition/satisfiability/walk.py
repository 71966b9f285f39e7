"""Walks all queries of the public schema at once, and finds those with no answer.

A state is a type and the set of nodes that a query can stand at there. From a
state each public field leads on; of an abstract type, each object type that it
can turn out to be. A state is visited once, so the walk ends however deep queries
may go.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from gateway.composition.merge.merged import Merged, MergedType, carries
from gateway.composition.satisfiability.reach import Reach
from gateway.composition.subgraph.model import Kind
from gateway.composition.subgraph.typeref import base_name
from gateway.supergraph.graph import LEAF


@dataclass(frozen=True, slots=True)
class State:
    """A point in some queries."""

    type_name: str
    nodes: frozenset[int]
    path: tuple[str, ...]
    """How one gets there: field names, and types as `... on T`."""


@dataclass(frozen=True, slots=True)
class DeadEnd:
    """A field that nothing resolves from where a query stands."""

    state: State
    field: str
    """`__typename` where the type behind an interface object can't be told."""
    reached: frozenset[int]


@dataclass(frozen=True, slots=True)
class NoCommonType:
    """A shared field whose subgraphs return no object type in common."""

    state: State
    field: str
    tails: frozenset[int]


class Walk:
    """One walk; `findings` yields what it stumbles over."""

    def __init__(self, merged: Merged, reach: Reach) -> None:
        self._merged = merged
        self._reach = reach
        self._queue: deque[State] = deque()
        self._seen: set[tuple[str, frozenset[int]]] = set()

    def findings(self) -> Iterator[DeadEnd | NoCommonType]:
        """Every dead end, nearest to a root first."""
        for kind, entries in self._reach.graph.entries.items():
            nodes = frozenset(entries.values())
            self._enter(State(self._merged.roots[kind], nodes, (kind,)))
        while self._queue:
            state = self._queue.popleft()
            owner = self._merged.types[state.type_name]
            reached = self._reach.of(state.nodes)
            if owner.kind is Kind.OBJECT:
                yield from self._fields(state, owner, reached)
            else:
                yield from self._types(state, reached)

    def _enter(self, state: State) -> None:
        key = (state.type_name, state.nodes)
        if key not in self._seen:
            self._seen.add(key)
            self._queue.append(state)

    def _fields(
        self, state: State, owner: MergedType, reached: frozenset[int]
    ) -> Iterator[DeadEnd | NoCommonType]:
        for field in owner.fields.values():
            if carries(field, "inaccessible"):
                continue
            tails = self._reach.field_tails(reached, field.name)
            if not tails:
                yield DeadEnd(state, field.name, reached)
                continue
            composite = tails - {LEAF}
            if len(composite) > 1 and not self._have_common_type(composite):
                yield NoCommonType(state, field.name, composite)
            if composite:
                path = (*state.path, field.name)
                self._enter(State(base_name(field.type), composite, path))

    def _have_common_type(self, tails: frozenset[int]) -> bool:
        nodes = self._reach.graph.nodes
        return bool(frozenset.intersection(*(nodes[t].possible for t in tails)))

    def _types(self, state: State, reached: frozenset[int]) -> Iterator[DeadEnd]:
        nodes = self._reach.graph.nodes
        stand_ins = frozenset(n for n in reached if nodes[n].interface_object)
        names = frozenset(t for n in reached for t in nodes[n].possible)
        for name in sorted(names):
            if carries(self._merged.types[name], "inaccessible"):
                continue
            cast = self._reach.cast(reached - stand_ins, name)
            if cast:
                path = (*state.path, f"... on {name}")
                self._enter(State(name, cast | stand_ins, path))
            elif stand_ins == reached:
                yield DeadEnd(state, "__typename", reached)
                return
