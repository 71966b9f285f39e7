"""Where one can get to from a node, without leaving the entity that one stands at.

From a node a key leads to another when the key's fields can be resolved from
where one already is. That is circular, so it is worked out as the least fixpoint:
start from nothing but the node itself, add what the keys allow, until nothing new
comes. What is in the fixpoint has a finite derivation, hence a plan.
"""

from collections.abc import Iterable

from gateway.supergraph.fieldset import FieldSet, FieldSetField
from gateway.supergraph.graph import LEAF, FieldMove, Graph, KeyMove


class Reach:
    """The fixpoint over a whole graph, for one set of active override labels."""

    def __init__(self, graph: Graph, labels: frozenset[str]) -> None:
        self.graph = graph
        self._labels = labels
        self._reached: list[set[int]] = [
            {node.id, *graph.roots[node.id]} for node in graph.nodes
        ]
        while sum(self._grow(node.id) for node in graph.nodes):
            pass  # each round lets the next one go further

    def _grow(self, node: int) -> int:
        """Adds what the keys allow from what is reached; returns how much was added."""
        reached = self._reached[node]
        before = len(reached)
        for at in tuple(reached):
            reached |= self._reached[at]
        for at in tuple(reached):
            for move in self.graph.keys[at]:
                if move.tail not in reached and self.resolves(
                    self._reached[at], move.key
                ):
                    reached.add(move.tail)
        return len(reached) - before

    def of(self, nodes: Iterable[int]) -> frozenset[int]:
        """All nodes that can be reached from any of some nodes at one entity."""
        return frozenset(r for node in nodes for r in self._reached[node])

    def field_tails(self, nodes: Iterable[int], name: str) -> frozenset[int]:
        """Where a field leads to from nodes of one entity; LEAF for a scalar."""
        nodes = frozenset(nodes)
        return frozenset(
            move.tail
            for node in nodes
            if (move := self.graph.fields[node].get(name)) is not None
            and self.usable(node, move)
        )

    def usable(self, node: int, move: FieldMove) -> bool:
        """Whether a field's label holds, and its requirements can be met from there."""
        if not move.usable(self._labels):
            return False
        if not move.requires:
            return True
        around = self._reached[node]
        return self.resolves(around, move.requires) and any(
            key.tail == node and self.resolves(around, key.key)
            for key in self.keys_of(around)
        )

    def keys_of(self, nodes: Iterable[int]) -> Iterable[KeyMove]:
        """The key moves out of some nodes."""
        return (move for node in nodes for move in self.graph.keys[node])

    def resolves(self, nodes: Iterable[int], fields: FieldSet) -> bool:
        """Whether all of a field set can be had from nodes of one entity."""
        nodes = frozenset(nodes)
        return all(
            self._resolves_field(nodes, item)
            if isinstance(item, FieldSetField)
            else self._resolves_on(nodes, item.type_condition, item.selections)
            for item in fields
        )

    def _resolves_field(self, nodes: frozenset[int], item: FieldSetField) -> bool:
        if item.name == "__typename":
            return True
        tails = self.field_tails(nodes, item.name)
        if tails:
            return not item.selections or self.resolves(
                {r for t in tails if t != LEAF for r in self._reached[t]},
                item.selections,
            )
        possible = self.abstract_types(nodes)
        return bool(possible) and all(
            self._resolves_on(nodes, name, (item,)) for name in possible
        )

    def abstract_types(self, nodes: frozenset[int]) -> frozenset[str]:
        """The object types behind nodes of an abstract type; none at an object."""
        return frozenset(
            name
            for node in nodes
            for name in self.graph.nodes[node].possible
            if name != self.graph.nodes[node].type_name
            and not self.graph.nodes[node].interface_object
        )

    def _resolves_on(
        self, nodes: frozenset[int], type_name: str, fields: FieldSet
    ) -> bool:
        """Of a type that no node can be, nothing is missing."""
        cast = self.cast(nodes, type_name)
        return not cast or self.resolves(self.of(cast), fields)

    def cast(self, nodes: Iterable[int], type_name: str) -> frozenset[int]:
        """The nodes of a narrower type, in the subgraphs that can return it."""
        found: set[int] = set()
        for node in nodes:
            if self.graph.nodes[node].type_name == type_name:
                found.add(node)
            elif type_name in self.graph.casts[node]:
                found.add(self.graph.casts[node][type_name])
        return frozenset(found)
