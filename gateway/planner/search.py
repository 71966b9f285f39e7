"""What one planning run works on: graph, places, steps, budget, single moves.

This file makes one move at a time; which moves to make is decided in
`gateway.planner.walk` and `gateway.planner.stations`.
"""

from dataclasses import dataclass, replace

from gateway.operation.ast import Field
from gateway.planner.errors import PlanningLimitExceededError
from gateway.planner.path import Cost, Enter, Go, Jump, Narrow, Path, Reenter, total
from gateway.planner.places import ROOT, Places
from gateway.supergraph.fieldset import FieldSet, print_field_set
from gateway.supergraph.graph import LEAF, FieldMove, Graph, KeyMove, Node
from gateway.supergraph.model import Kind, Supergraph


class Budget:
    """Counts what the search does, so that no input takes it off the rails."""

    def __init__(self, limit: int) -> None:
        self._left = limit
        self._limit = limit

    def spend(self) -> None:
        """Count one step.

        Raises:
            PlanningLimitExceededError: There were too many.
        """
        self._left -= 1
        if self._left < 0:
            raise PlanningLimitExceededError(
                f"Planning took more than {self._limit} steps. Ask for less at once."
            )


@dataclass(frozen=True, slots=True)
class Search:
    """One planning run."""

    supergraph: Supergraph
    graph: Graph
    labels: frozenset[str]
    """Active override labels."""
    places: Places
    budget: Budget
    steps: dict[tuple[int, int, str, int], int]
    """Ids of entries into subgraphs, given out as they are met."""
    part: int = 0
    """The deferred part that is being planned; its entries are its own."""

    def node(self, path: Path) -> Node:
        """Return the node that a path ends at."""
        return self.graph.nodes[path.node]

    def _step(self, place: int, node: int, requires: FieldSet = ()) -> int:
        key = (place, node, print_field_set(requires), self.part)
        return self.steps.setdefault(key, len(self.steps))

    def enter(self, kind: str, subgraph: str) -> Path:
        """Return the path that enters a subgraph at a root type."""
        node = self.graph.entries[kind][subgraph]
        cost = Cost().with_step(self._step(ROOT, node), subgraph, 0)
        root = self.supergraph.possible[self.supergraph.roots[kind]]
        return Path(None, Enter(self.part), node, ROOT, root, cost)

    def go(self, path: Path, field: Field) -> Path | None:
        """Return the path through a field that is resolved right here."""
        move = self.graph.fields[path.node].get(field.name)
        if move is None or move.requires or not self.usable(move):
            return None
        return self.through(path, field)

    def usable(self, move: FieldMove) -> bool:
        """Whether this gateway can make a move in this request.

        Arguments from a context are not set yet. Such a field is unreachable rather
        than answered wrongly.
        """
        return move.usable(self.labels) and not move.contextual

    def through(self, path: Path, field: Field) -> Path:
        """Return the path through a field whose requirements were sent along."""
        self.budget.spend()
        return Path(
            path,
            Go(field),
            self.graph.fields[path.node][field.name].tail,
            self.places.field(path.place, field),
            self.supergraph.possible.get(field.type_name, frozenset()),
            path.cost,
        )

    def typename(self, path: Path, field: Field) -> Path:
        """Return the path to the name of the object's type."""
        self.budget.spend()
        return replace(path, before=path, segment=Go(field), node=LEAF)

    def narrow(self, path: Path, type_name: str) -> Path | None:
        """Return the path to the objects of one type, if the subgraph knows them all.

        It may know the type, and one of the objects too, but not that the object is
        of the type: `... on Type` would pass over it.
        """
        tail = self.cast(path.node, type_name, path.allowed)
        if tail is None:
            return None
        self.budget.spend()
        return Path(
            path,
            Narrow(type_name),
            tail,
            self.places.narrowed(path.place, type_name),
            path.allowed & self.supergraph.possible[type_name],
            path.cost,
        )

    def cast(self, start: int, type_name: str, allowed: frozenset[str]) -> int | None:
        """Return the node of the objects of one type among those allowed at a node."""
        node = self.graph.nodes[start]
        if node.type_name == type_name or self._is_object(node):
            return start
        tail = self.graph.casts[start].get(type_name)
        if tail is None:
            return None
        wanted = node.possible & allowed & self.supergraph.possible[type_name]
        return tail if wanted <= self.graph.nodes[tail].possible else None

    def jump(
        self,
        arrival: Path,
        move: KeyMove,
        requires: FieldSet,
        needs: tuple[Path, ...],
    ) -> Path:
        """Return the path that goes on from an arrival by key."""
        self.budget.spend()
        spent = total((arrival, *needs))
        cost = spent.with_step(
            self._step(arrival.place, move.tail, requires),
            self.graph.nodes[move.tail].subgraph,
            spent.level + 1,
        )
        segment = Jump(move, requires, needs, self.part)
        return replace(
            arrival, before=arrival, segment=segment, node=move.tail, cost=cost
        )

    def reenter(self, arrival: Path, node: int) -> Path:
        """Return the path that goes on at the Query type of another subgraph."""
        self.budget.spend()
        cost = arrival.cost.with_step(
            self._step(arrival.place, node),
            self.graph.nodes[node].subgraph,
            arrival.cost.level + 1,
        )
        segment = Reenter(self.part)
        return replace(arrival, before=arrival, segment=segment, node=node, cost=cost)

    def _is_object(self, node: Node) -> bool:
        return self.supergraph.type(node.type_name).kind is Kind.OBJECT
