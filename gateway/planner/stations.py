"""Stations: where a path can go on from an arrival, by key, at the same place.

Where the arrival itself resolves the key of a wanted node, that is entered and nothing
else is looked at. Otherwise stations are found in rounds. In each, every subgraph that
can be entered with what the stations so far resolve *by themselves* is entered; the
rounds end as soon as a wanted node is among them. Only when they end without one are
keys tried of which parts must be fetched from elsewhere first; these are walked like
any selection, and the entry being searched for is set down as active, so that circles
end.

A field with requirements is entered apart: key and requirements are walked together
from the arrival, and the entry is a step of its own.
"""

from collections.abc import Callable, Collection, Iterator

from gateway.operation.ast import Field, Fragment, Selections
from gateway.planner.best import choose
from gateway.planner.errors import FieldUnreachableError
from gateway.planner.path import Narrow, Path
from gateway.planner.search import Search
from gateway.supergraph.fieldset import (
    FieldSet,
    FieldSetField,
    merge_field_sets,
    print_field_set,
)
from gateway.supergraph.graph import FieldMove, Graph, KeyMove
from gateway.supergraph.model import TYPENAME, Supergraph

Leaves = list[list[Path]]
"""For each leaf its candidates, at least one."""
Active = frozenset[tuple[int, int, str]]
"""Entries (place, node, requirements) that are being searched for."""
Walk = Callable[[Selections, list[Path], Active], Leaves]


class _Reached:
    """The stations of one arrival, as far as they have been explored.

    One that is left for good is no station itself, though its fields serve as keys.
    """

    def __init__(self, arrival: Path, *, left: bool) -> None:
        self.paths = [arrival]
        self.nodes = set() if left else {arrival.node}
        self.tried_all = False

        self._left = left

    def stations(self) -> list[Path]:
        """Return where fields can be resolved."""
        return self.paths[self._left :]

    def add(self, path: Path) -> None:
        self.paths.append(path)
        self.nodes.add(path.node)

    def offer(self, path: Path) -> None:
        """Add a way into a node, unless it needs all that another way does."""
        if path.node not in self.nodes or not any(
            one.node == path.node and one.cost.crossings <= path.cost.crossings
            for one in self.paths
        ):
            self.add(path)


class Stations:
    """Explores stations; remembers them during one planning run."""

    def __init__(
        self, search: Search, walk: Walk, left: frozenset[Path] = frozenset()
    ) -> None:
        """Begin with nothing explored.

        Args:
            search: The planning run.
            walk: Walks selections from some paths.
            left: Arrivals that resolve nothing more but keys: what is put off is
                asked for anew.
        """
        self._search = search
        self._walk = walk
        self._left = left
        self._known: dict[tuple[Path, Active], _Reached] = {}
        self._ahead: dict[int, frozenset[int]] = {}
        self._moves: dict[tuple[int, str], dict[int, FieldMove]] = {}
        self._wanted: dict[tuple[str, FieldSet], Selections] = {}

    def is_left(self, path: Path) -> bool:
        """Whether a path stands where nothing more is asked for."""
        while isinstance(path.segment, Narrow) and path.before is not None:
            path = path.before
        return path in self._left

    def _resolvers(self, start: int, name: str) -> dict[int, FieldMove]:
        """Return, by node that keys lead to, the usable moves by a field."""
        key = (start, name)
        if key not in self._moves:
            fields = self._search.graph.fields
            self._moves[key] = {
                node: fields[node][name]
                for node in sorted(self._reachable(start))
                if name in fields[node] and self._search.usable(fields[node][name])
            }
        return self._moves[key]

    def nodes(self, arrival: Path, wanted: Callable[[int], bool]) -> frozenset[int]:
        """Return wanted nodes that keys lead to, met or not."""
        return frozenset(one for one in self._reachable(arrival.node) if wanted(one))

    def _reachable(self, start: int) -> frozenset[int]:
        if start not in self._ahead:
            self._ahead[start] = _ahead(self._search.graph, start)
        return self._ahead[start]

    def through(self, arrival: Path, field: Field, active: Active) -> list[Path]:
        """Return the paths through a field by way of stations.

        Args:
            arrival: Where to start.
            field: The field to resolve.
            active: Entries being searched for.
        """
        search = self._search
        left = self.is_left(arrival)
        usable = self._resolvers(arrival.node, field.name)
        plain = frozenset(
            node
            for node, move in usable.items()
            if not move.requires and (left or node != arrival.node)
        )
        found = [
            search.through(station, field)
            for station in self.reach(arrival, plain, active, every=True)
        ]
        for node, move in usable.items():
            if move.requires:
                entered = self._enter_with(arrival, node, move.requires, active)
                if entered is not None:
                    found.append(search.through(entered, field))
        return found

    def reach(
        self, arrival: Path, targets: frozenset[int], active: Active, *, every: bool
    ) -> list[Path]:
        """Return stations at some of the targets: the first found, or every one."""
        if not targets:
            return []
        key = (arrival, active)
        if key not in self._known:
            self._known[key] = _Reached(arrival, left=self.is_left(arrival))
        reached = self._known[key]
        self._enter(reached, arrival, [arrival], targets)
        if not self._done(reached, targets, every=every):
            self._enter(reached, arrival, [arrival], None)
        while not self._done(reached, targets, every=every):
            if not self._round(reached, arrival):
                break
        if not reached.nodes & targets and not reached.tried_all:
            self._try_all(reached, arrival, targets, active)
        return [one for one in reached.stations() if one.node in targets]

    @staticmethod
    def _done(reached: _Reached, targets: frozenset[int], *, every: bool) -> bool:
        return targets <= reached.nodes if every else bool(targets & reached.nodes)

    def _round(self, reached: _Reached, arrival: Path) -> bool:
        """Enter what can be entered plainly; return whether anything was new."""
        before = list(reached.paths)
        self._enter(reached, arrival, before, None)
        return len(reached.paths) > len(before)

    def _enter(
        self,
        reached: _Reached,
        arrival: Path,
        before: list[Path],
        targets: frozenset[int] | None,
    ) -> None:
        """Enter, from some stations, the targets (None: whatever can be entered).

        A node is entered by each of the ways that this round finds, unless one needs
        all that another does: which is better depends on what else is asked for.
        """
        graph = self._search.graph
        met = frozenset(reached.nodes)
        for station in before:
            for move in graph.keys[station.node]:
                if not _is_new(move.tail, met, targets):
                    continue
                needs = self._local(self._needed(station, move.key), before)
                if needs is not None:
                    reached.offer(self._search.jump(arrival, move, (), needs))
            for node in graph.roots[station.node]:
                if _is_new(node, reached.nodes, targets):
                    reached.add(self._search.reenter(arrival, node))

    def _try_all(
        self,
        reached: _Reached,
        arrival: Path,
        targets: frozenset[int],
        active: Active,
    ) -> None:
        """Enter with keys of which parts come from elsewhere, until a target is."""
        progress = True
        while progress and not targets & reached.nodes:
            progress = False
            for station, move in list(self._open_moves(reached)):
                entry = (arrival.place, move.tail, print_field_set(move.key))
                if entry in active or move.tail in reached.nodes:
                    continue
                selections = self._needed(station, move.key)
                needs = self._fetched(selections, reached.paths, active | {entry})
                if needs is not None:
                    reached.add(self._search.jump(arrival, move, (), needs))
                    progress = True
            progress = progress and (self._round(reached, arrival) or progress)
        reached.tried_all = not targets & reached.nodes

    def _open_moves(self, reached: _Reached) -> Iterator[tuple[Path, KeyMove]]:
        for station in reached.paths:
            for move in self._search.graph.keys[station.node]:
                if move.tail not in reached.nodes:
                    yield station, move

    def _enter_with(
        self, arrival: Path, node: int, requires: FieldSet, active: Active
    ) -> Path | None:
        """Return the cheapest entry into a node with a field's requirements."""
        entry = (arrival.place, node, print_field_set(requires))
        if entry in active:
            return None
        found: list[Path] = []
        for move in self._search.graph.keys[arrival.node]:
            if move.tail != node:
                continue
            wanted = merge_field_sets([move.key, requires])
            needs = self._fetched(
                self._needed(arrival, wanted), [arrival], active | {entry}
            )
            if needs is not None:
                found.append(self._search.jump(arrival, move, requires, needs))
        return min(found, key=lambda path: path.cost.rank(), default=None)

    def _needed(self, path: Path, fields: FieldSet) -> Selections:
        key = (self._search.node(path).type_name, fields)
        if key not in self._wanted:
            self._wanted[key] = as_selections(self._search.supergraph, fields, key[0])
        return self._wanted[key]

    def _fetched(
        self, selections: Selections, paths: list[Path], active: Active
    ) -> tuple[Path, ...] | None:
        try:
            return choose(self._walk(selections, list(paths), active))
        except FieldUnreachableError:
            return None

    def _local(
        self, selections: Selections, paths: list[Path]
    ) -> tuple[Path, ...] | None:
        """Return paths to all leaves, each within one of the paths' subgraphs."""
        leaves: tuple[Path, ...] = ()
        for item in selections:
            for path in paths:
                found = self._local_item(item, path)
                if found is not None:
                    leaves += found
                    break
            else:
                return None
        return leaves

    def _local_item(
        self, item: Field | Fragment, path: Path
    ) -> tuple[Path, ...] | None:
        if isinstance(item, Field) and item.name == TYPENAME:
            real = not self._search.node(path).interface_object
            return (self._search.typename(path, item),) if real else None
        # a fragment is not decided here: such a key is walked
        direct = self._search.go(path, item) if isinstance(item, Field) else None
        if direct is None:
            return None
        return self._local(item.selections, [direct]) if item.selections else (direct,)


def _ahead(graph: Graph, start: int) -> frozenset[int]:
    """Return the nodes that keys lead to from a node, met or not, and itself."""
    seen = {start}
    queue = [start]
    while queue:
        node = queue.pop()
        tails = {move.tail for move in graph.keys[node]} | set(graph.roots[node])
        queue += tails - seen
        seen |= tails
    return frozenset(seen)


def _is_new(node: int, met: Collection[int], targets: frozenset[int] | None) -> bool:
    return node not in met and (targets is None or node in targets)


def as_selections(
    supergraph: Supergraph, fields: FieldSet, type_name: str
) -> Selections:
    """Turn a field set on a type into selections without response keys."""
    found: list[Field | Fragment] = []
    for item in fields:
        if not isinstance(item, FieldSetField):
            below = as_selections(supergraph, item.selections, item.type_condition)
            found.append(Fragment(item.type_condition, below))
            continue
        if item.name == TYPENAME:
            found.append(Field("", TYPENAME, type_name, "String"))
            continue
        target = supergraph.field(type_name, item.name).type.name
        found.append(
            Field(
                response_key="",
                name=item.name,
                parent_type=type_name,
                type_name=target,
                arguments=item.arguments,
                selections=as_selections(supergraph, item.selections, target),
            )
        )
    return tuple(found)
