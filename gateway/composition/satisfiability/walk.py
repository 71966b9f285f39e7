"""Walks all queries of the public schema at once, and finds those with no answer.

A state is a type and the set of nodes that a query can stand at there. From a
state each public field leads on; of an abstract type, each object type that it
can turn out to be. A state is visited once, so the walk ends however deep queries
may go.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TypeAlias

from graphql import parse_const_value, value_from_ast_untyped

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
    contexts: frozenset[str] = frozenset()
    """The contexts that the types on the way have set."""


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


@dataclass(frozen=True, slots=True)
class DifferingTypes:
    """A shared field whose subgraphs return some object types in common, not all."""

    state: State
    field: str
    tails: frozenset[int]


Finding: TypeAlias = DeadEnd | NoCommonType | DifferingTypes


class Walk:
    """One walk; `findings` yields what it stumbles over."""

    def __init__(self, merged: Merged, reach: Reach) -> None:
        self._merged = merged
        self._reach = reach
        self._queue: deque[State] = deque()
        self._seen: set[tuple[str, frozenset[int], frozenset[str]]] = set()
        self._sets = {n: frozenset(_set_by(t)) for n, t in merged.types.items()}
        self._reads = dict(_reads(merged))

    def findings(self) -> Iterator[Finding]:
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
        contexts = state.contexts | self._sets[state.type_name]
        key = (state.type_name, state.nodes, contexts)
        if key not in self._seen:
            self._seen.add(key)
            self._queue.append(replace(state, contexts=contexts))

    def _fields(
        self, state: State, owner: MergedType, reached: frozenset[int]
    ) -> Iterator[Finding]:
        for field in owner.fields.values():
            if carries(field, "inaccessible"):
                continue
            tails = self._reach.field_tails(
                self._with_contexts(state, field.name, reached), field.name
            )
            if not tails:
                yield DeadEnd(state, field.name, reached)
                continue
            composite = tails - {LEAF}
            possible = {self._reach.graph.nodes[t].possible for t in composite}
            if len(possible) > 1:
                common = frozenset.intersection(*possible)
                found = DifferingTypes if common else NoCommonType
                yield found(state, field.name, composite)
            if composite:
                path = (*state.path, field.name)
                type_name = base_name(field.type)
                self._enter(State(type_name, composite, path, state.contexts))

    def _with_contexts(
        self, state: State, field: str, reached: frozenset[int]
    ) -> frozenset[int]:
        """The nodes where each context that the field reads is set."""
        if not self._reads:
            return reached
        nodes = self._reach.graph.nodes
        return frozenset(
            n
            for n in reached
            if self._reads.get(
                (f"{nodes[n].type_name}.{field}", nodes[n].subgraph), frozenset()
            )
            <= state.contexts
        )

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
                nodes_there = cast | stand_ins
                self._enter(State(name, nodes_there, path, state.contexts))
            elif stand_ins == reached:
                yield DeadEnd(state, "__typename", reached)
                return


def _set_by(owner: MergedType) -> Iterator[str]:
    """The contexts that a type sets, named as `subgraph__context`."""
    for directive in owner.directives:
        if directive.name == "context":
            yield _text(dict(directive.args)["name"])


def _reads(merged: Merged) -> Iterator[tuple[tuple[str, str], frozenset[str]]]:
    """(coordinate, subgraph) to the contexts that the field reads there."""
    names = {g.key: g.name for g in merged.graphs}
    for owner in merged.types.values():
        for field in owner.fields.values():
            for args in (dict(join.args) for join in field.joins):
                if "contextArguments" in args:
                    key = (field.coordinate, names[args["graph"]])
                    read = value_from_ast_untyped(
                        parse_const_value(args["contextArguments"])
                    )
                    yield key, frozenset(one["context"] for one in read)


def _text(literal: str) -> str:
    return str(value_from_ast_untyped(parse_const_value(literal)))
