"""One reachability graph over a supergraph, for the planner and for composition.

A node is a composite type as one subgraph sees it. The moves out of a node:

- *field*: to the type of a field that the subgraph resolves there;
- *cast*: from an abstract type to a narrower one in the same subgraph;
- *key*: to another subgraph (or anew to the same) by a resolvable @key. It also
  leads into and out of interface objects;
- *root*: from the Query type to the Query type of another subgraph, without key.

A field with @provides leads to a *view*: a node of its own, which knows that some
fields that the subgraph does not resolve are there all the same, and that what
requires them need not be entered by key. Views are found by a worklist; plain nodes
come first and their ids are stable.

An interface has a field move only if every object type that it can be in the
subgraph resolves the field plainly; otherwise one has to cast first.

This file does not search; what a path costs is the planner's business.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from gateway.supergraph.fieldset import (
    FieldSet,
    FieldSetField,
    FieldSetFragment,
    merge_field_sets,
    print_field_set,
)
from gateway.supergraph.model import FieldDef, Kind, Structure

LEAF = -1
"""In place of a node where a field is a scalar or an enum."""


@dataclass(frozen=True, slots=True)
class Node:
    """A composite type in one subgraph."""

    id: int
    type_name: str
    subgraph: str
    possible: frozenset[str]
    """Object types that a value can have here."""
    interface_object: bool
    provided: FieldSet = ()
    """Fields that are there although the subgraph does not resolve them."""


@dataclass(frozen=True, slots=True)
class Label:
    """A progressive override: the move exists only in requests of one kind."""

    name: str
    active: bool
    """Whether the label must be active, or must not be."""

    def holds(self, active: frozenset[str]) -> bool:
        """Whether this is a request of that kind."""
        return self.active == (self.name in active)


@dataclass(frozen=True, slots=True)
class FieldMove:
    """Resolve a field."""

    name: str
    tail: int
    """Node of its type, or `LEAF`."""
    requires: FieldSet = ()
    """Must be sent along: the subgraph is entered by key, with these."""
    label: Label | None = None
    contextual: bool = False
    """Has arguments that come from a context."""

    def usable(self, active: frozenset[str]) -> bool:
        """Whether the move exists while these override labels are active."""
        return self.label is None or self.label.holds(active)


@dataclass(frozen=True, slots=True)
class KeyMove:
    """Enter a subgraph by the key of a type."""

    typename: str
    """The type that owns the key: the type of the tail."""
    key: FieldSet
    tail: int


@dataclass(frozen=True, slots=True, eq=False)
class Graph:
    """Nodes and, by node id, the moves out of them."""

    nodes: tuple[Node, ...]
    fields: tuple[Mapping[str, FieldMove], ...]
    casts: tuple[Mapping[str, int], ...]
    keys: tuple[tuple[KeyMove, ...], ...]
    roots: tuple[tuple[int, ...], ...]
    """Root moves; those of the Query type, and none elsewhere."""
    entries: Mapping[str, Mapping[str, int]]
    """By kind of operation, the node that each subgraph is entered at."""


@lru_cache(maxsize=8)
def build_graph(supergraph: Structure) -> Graph:
    """Return the graph of a supergraph; remembered for the last few."""
    builder = _Builder(supergraph)
    builder.run()
    nodes = tuple(builder.nodes)
    return Graph(
        nodes=nodes,
        fields=tuple(builder.fields),
        casts=tuple(builder.casts),
        keys=tuple(tuple(builder.keys_from(node)) for node in nodes),
        roots=tuple(tuple(builder.roots_from(node)) for node in nodes),
        entries={
            kind: {
                subgraph: builder.node(name, subgraph)
                for subgraph in supergraph.subgraphs
                if subgraph in supergraph.type(name).joins
            }
            for kind, name in supergraph.roots.items()
        },
    )


class _Builder:
    def __init__(self, supergraph: Structure) -> None:
        self.supergraph = supergraph
        self.nodes: list[Node] = []
        self.fields: list[Mapping[str, FieldMove]] = []
        self.casts: list[Mapping[str, int]] = []
        self._ids: dict[tuple[str, str, str], int] = {}

    def run(self) -> None:
        for name, type_def in self.supergraph.types.items():
            if type_def.composite:
                for subgraph in type_def.joins:
                    self.node(name, subgraph)
        done = 0
        while done < len(self.nodes):  # moves can ask for views, which come last
            node = self.nodes[done]
            self.fields.append({move.name: move for move in self._fields_from(node)})
            self.casts.append(dict(self._casts_from(node)))
            done += 1

    def node(self, name: str, subgraph: str, provided: FieldSet = ()) -> int:
        """Return the id of a node; LEAF for a type without fields."""
        type_def = self.supergraph.types[name]
        if not type_def.composite:
            return LEAF
        key = (name, subgraph, print_field_set(provided))
        if key not in self._ids:
            self._ids[key] = len(self.nodes)
            join = type_def.joins[subgraph]
            self.nodes.append(
                Node(
                    id=len(self.nodes),
                    type_name=name,
                    subgraph=subgraph,
                    possible=self.supergraph.possible_in[name, subgraph],
                    interface_object=join.is_interface_object,
                    provided=provided,
                )
            )
        return self._ids[key]

    def _fields_from(self, node: Node) -> Iterator[FieldMove]:
        type_def = self.supergraph.types[node.type_name]
        by_type = type_def.kind is Kind.INTERFACE and not node.interface_object
        for field in type_def.fields.values():
            move = self._field_move(node, field)
            if move is None:
                continue
            if by_type and not all(
                self._plainly(one, node, field.name) for one in node.possible
            ):
                continue
            yield move

    def _plainly(self, name: str, node: Node, field_name: str) -> bool:
        """Whether an object type of an interface resolves a field without ado."""
        field = self.supergraph.types[name].fields.get(field_name)
        provided = _provided_on(self.supergraph, node.provided, name)
        view = Node(
            LEAF,
            name,
            node.subgraph,
            frozenset({name}),
            interface_object=False,
            provided=provided,
        )
        move = self._field_move(view, field) if field else None
        return move is not None and not move.requires and move.label is None

    def _field_move(self, node: Node, field: FieldDef) -> FieldMove | None:
        join = field.joins.get(node.subgraph)
        if join is None:
            return None
        provided = [
            item.selections
            for item in node.provided
            if isinstance(item, FieldSetField) and item.name == field.name
        ]
        if join.external and not provided:
            return None
        views = merge_field_sets([join.provides, *provided])
        tail = self.node(join.type.name, node.subgraph, views)
        if join.external:
            return FieldMove(field.name, tail)
        there = self._are_there(node, join.requires)
        return FieldMove(
            field.name,
            tail,
            () if there else join.requires,
            label_of(field, node.subgraph),
            join.contextual,
        )

    def _are_there(self, node: Node, required: FieldSet) -> bool:
        """Whether all that a field requires is provided where it is asked for."""
        fields = self.supergraph.types[node.type_name].fields
        for item in required:
            if not node.provided or not isinstance(item, FieldSetField):
                return False
            join = fields[item.name].joins.get(node.subgraph)
            if join is None or join.requires or item.arguments:
                return False
            move = self._field_move(node, fields[item.name])
            if move is None:
                return False
            if item.selections and not self._are_there(
                self.nodes[move.tail], item.selections
            ):
                return False
        return True

    def _casts_from(self, node: Node) -> Iterator[tuple[str, int]]:
        if node.interface_object or not self.supergraph.types[node.type_name].abstract:
            return
        for name, type_def in self.supergraph.types.items():
            join = type_def.joins.get(node.subgraph)
            if (
                type_def.composite
                and name != node.type_name
                and join is not None
                and not join.is_interface_object
                and self.supergraph.possible_in[name, node.subgraph] & node.possible
            ):
                provided = _provided_on(self.supergraph, node.provided, name)
                yield name, self.node(name, node.subgraph, provided)

    def keys_from(self, node: Node) -> Iterator[KeyMove]:
        """Yield the key moves out of a node, its own subgraph's included."""
        type_def = self.supergraph.types[node.type_name]
        if type_def.kind is Kind.UNION:
            return
        owners = [node.type_name]
        if type_def.kind is Kind.OBJECT:
            owners += sorted(frozenset().union(*type_def.interfaces.values()))
        for owner in owners:
            for subgraph, join in self.supergraph.types[owner].joins.items():
                if owner != node.type_name and not join.is_interface_object:
                    continue
                for key in join.keys:
                    if key.resolvable:
                        yield KeyMove(owner, key.fields, self.node(owner, subgraph))

    def roots_from(self, node: Node) -> Iterator[int]:
        """Yield the Query nodes of the other subgraphs."""
        if node.type_name == self.supergraph.roots.get("query"):
            for subgraph in self.supergraph.types[node.type_name].joins:
                if subgraph != node.subgraph:
                    yield self.node(node.type_name, subgraph)


def label_of(field: FieldDef, subgraph: str) -> Label | None:
    """Return the progressive override that decides over a field in a subgraph."""
    own = field.joins[subgraph].override
    if own is not None and own.label is not None:
        return Label(own.label, active=True)
    for join in field.joins.values():
        override = join.override
        if override and override.source == subgraph and override.label is not None:
            return Label(override.label, active=False)
    return None


def _provided_on(supergraph: Structure, provided: FieldSet, name: str) -> FieldSet:
    """Return what of a provided field set holds on a narrower type."""
    kept: list[FieldSet] = []
    fields = supergraph.types[name].fields
    for item in provided:
        if isinstance(item, FieldSetFragment):
            if supergraph.possible[name] <= supergraph.possible[item.type_condition]:
                kept.append(_provided_on(supergraph, item.selections, name))
        elif item.name in fields:
            kept.append((item,))
    return merge_field_sets(kept)
