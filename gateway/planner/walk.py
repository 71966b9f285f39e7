"""Walk an operation over the graph: candidate paths for each of its leaves.

Depth first over the selections, with all arrivals at a place at once. For each
field:

1. *direct*: the subgraph that the path stands in resolves it;
2. *indirect*, when that subgraph does not resolve all that is selected below the
   field as well: by key to the subgraphs that do (`gateway.planner.stations`). A
   field with requirements is always entered by key, with them sent along, even
   from its own subgraph;
3. *expand*: on an abstract type on which no subgraph resolves it, once for each
   object type that can be here; from one arrival for all of them, since subgraphs
   that share a field need not return the same object unless it is the same value.

A fragment that can't apply where a path stands ends that path. Of the candidates
that end at one node only the cheapest few go on.
"""

from collections.abc import Iterable
from dataclasses import replace

from gateway.operation.ast import Field, Fragment, Selections
from gateway.operation.simplify import flatten, on_type
from gateway.planner.errors import FieldUnreachableError
from gateway.planner.path import Path
from gateway.planner.places import ROOT
from gateway.planner.search import Search
from gateway.planner.stations import Active, Leaves, Stations
from gateway.supergraph.graph import LEAF
from gateway.supergraph.model import TYPENAME, Kind

KEPT_PER_NODE = 3


class Walker:
    """Finds candidate paths; holds what it remembers during one planning run."""

    def __init__(self, search: Search, left: frozenset[Path] = frozenset()) -> None:
        """Begin a walk.

        Args:
            search: The planning run.
            left: Arrivals at which nothing is asked for but keys; see
                `gateway.planner.deferred`.
        """
        self._search = search
        self._stations = Stations(search, self.leaves, left)
        self._whole: dict[tuple[int, int], tuple[Selections, bool]] = {}

    def leaves(
        self,
        selections: Selections,
        arrivals: list[Path],
        active: Active = frozenset(),
    ) -> Leaves:
        """Return the candidates for every leaf below some arrivals.

        Raises:
            FieldUnreachableError: No path leads to a field.
            PlanningLimitExceededError: The search took too long.
        """
        found: Leaves = []
        for item in selections:
            if isinstance(item, Fragment):
                found += self._fragment(item, arrivals, active)
            elif not item.denied:
                found += self._field(item, arrivals, active)
        return found

    def _below(
        self, selections: Selections, arrivals: list[Path], active: Active
    ) -> Leaves:
        """As `leaves`; where nothing is left to select, arriving is the leaf."""
        kept = _cheapest(arrivals)
        return self.leaves(selections, kept, active) or [kept]

    def _field(self, field: Field, arrivals: list[Path], active: Active) -> Leaves:
        if field.name == TYPENAME:
            return self._typename(field, arrivals, active)
        leaf = not self._search.supergraph.type(field.type_name).composite
        options = self._options(field, arrivals, active, leaf=leaf)
        if not options and self._search.part and not self._is_abstract(field):
            options = self._direct(field, arrivals)  # it has no key to come back by
        if not options:
            return self._expand(field, arrivals, active)
        here = self._at_hand(field, arrivals, options)
        if here:
            return self._expand_from(field, here, active)
        if leaf:
            return [_cheapest(options)]
        return self._beyond(field, arrivals, options, active)

    def _at_hand(
        self, field: Field, arrivals: list[Path], options: list[Path]
    ) -> list[Path]:
        """Return where a field is resolved type by type, if else it takes a key."""
        if not all(path.before and path.before.station for path in options):
            return []
        return [path for path in arrivals if self._has_by_type(path, field)]

    def _beyond(
        self, field: Field, arrivals: list[Path], options: list[Path], active: Active
    ) -> Leaves:
        """Walk on below a field; an object type may have keys that an interface lacks.

        Raises:
            FieldUnreachableError: Neither leads to a field below.
        """
        try:
            return self._below(field.selections, self._agreed(field, options), active)
        except FieldUnreachableError:
            if not self._is_abstract(field):
                raise
            return self._expand(field, arrivals, active)

    def _typename(self, field: Field, arrivals: list[Path], active: Active) -> Leaves:
        if arrivals[0].place == ROOT:
            return []  # the name of a root type is known
        real = self._real(arrivals, active)
        if field.response_key:
            return [real]  # it is selected wherever it is not known
        return [[self._search.typename(path, field) for path in real]]

    def _real(self, arrivals: Iterable[Path], active: Active) -> list[Path]:
        """Return paths to the same place that do not end at an interface object."""
        real: list[Path] = []
        for path in arrivals:
            node = self._search.node(path)
            if node.interface_object:
                targets = self._stations.nodes(
                    path, lambda one: not self._search.graph.nodes[one].interface_object
                )
                real += self._stations.reach(path, targets, active, every=False)
            else:
                real.append(path)
        return real

    def _options(
        self, field: Field, arrivals: list[Path], active: Active, *, leaf: bool
    ) -> list[Path]:
        options: list[Path] = []
        for path in arrivals:
            left = self._stations.is_left(path)
            direct = None if left else self._search.go(path, field)
            if direct is not None:
                options.append(direct)
                if leaf or self._is_whole(direct.node, field.selections):
                    continue
            if not path.station:
                options += self._stations.through(path, field, active)
            options += self._as_object(path, field, active, leaf=leaf)
        return options

    def _as_object(
        self, path: Path, field: Field, active: Active, *, leaf: bool
    ) -> list[Path]:
        """Return the paths through a field of an interface as that of an object type.

        Where only one type can be here, its field may lead further: it has keys, and
        it may come with more (@provides).
        """
        supergraph = self._search.supergraph
        if supergraph.type(field.parent_type).kind is not Kind.INTERFACE:
            return []
        live = self._live_types([path], field.parent_type)
        if len(live) != 1 or self._search.node(path).interface_object:
            return []
        one = on_type(supergraph, field, live[0])
        narrowed = self._search.narrow(path, live[0])
        return self._options(one, [narrowed] if narrowed else [], active, leaf=leaf)

    def _agreed(self, field: Field, options: list[Path]) -> list[Path]:
        """Leave of a union the members that all subgraphs at hand can return.

        They must agree on the value, so it is one that all of them know.
        """
        supergraph = self._search.supergraph
        if supergraph.type(field.type_name).kind is not Kind.UNION:
            return options
        known = [self._search.node(path).possible for path in options]
        allowed = frozenset[str].intersection(*known)
        return [replace(path, allowed=path.allowed & allowed) for path in options]

    def _has_by_type(self, path: Path, field: Field) -> bool:
        """Whether every object type that can be here resolves all of a field here."""
        search = self._search
        if not self._is_abstract(field) or self._stations.is_left(path):
            return False
        for name in self._live_types([path], field.parent_type):
            tail = search.cast(path.node, name, path.allowed)
            one = on_type(search.supergraph, field, name)
            if tail is None or not self._resolves(tail, one):
                return False
        return True

    def _is_abstract(self, field: Field) -> bool:
        return self._search.supergraph.type(field.parent_type).abstract

    def _direct(self, field: Field, arrivals: list[Path]) -> list[Path]:
        found = (self._search.go(path, field) for path in arrivals)
        return [path for path in found if path is not None]

    def _is_whole(self, node: int, selections: Selections) -> bool:
        """Whether one subgraph resolves all of this by itself."""
        key = (node, id(selections))
        if key not in self._whole:
            whole = all(self._resolves(node, item) for item in selections)
            self._whole[key] = (selections, whole)  # kept alive: the id stays its own
        return self._whole[key][1]

    def _resolves(self, node: int, item: Field | Fragment) -> bool:
        graph = self._search.graph
        if isinstance(item, Fragment):
            target = self._search.supergraph.possible[item.type_condition]
            if not target & graph.nodes[node].possible:
                return True  # it asks for nothing here
            tail = self._search.cast(node, item.type_condition, target)
            return tail is not None and self._is_whole(tail, item.selections)
        if item.denied or item.name == TYPENAME:
            return item.denied or not graph.nodes[node].interface_object
        move = graph.fields[node].get(item.name)
        return (
            move is not None
            and not move.requires
            and self._search.usable(move)
            and self._is_whole(move.tail, item.selections)
        )

    def _fragment(
        self, fragment: Fragment, arrivals: list[Path], active: Active
    ) -> Leaves:
        target = self._search.supergraph.possible[fragment.type_condition]
        live = [
            path
            for path in arrivals
            if self._search.node(path).possible & path.allowed & target
        ]
        if not live:
            return []
        real = self._real(live, active)
        if not real:
            raise FieldUnreachableError(
                f"No chain of requests tells which objects are {fragment.type_condition}."
            )
        # whatever is selected, and on what condition: the type must be known
        typed = [real] if any(path.station for path in real) else []
        narrowed = [self._search.narrow(path, fragment.type_condition) for path in real]
        options = [path for path in narrowed if path is not None]
        if options:
            return typed + self._below(fragment.selections, options, active)
        return typed + self._expand_fragment(fragment, real, active)

    def _expand(self, field: Field, arrivals: list[Path], active: Active) -> Leaves:
        supergraph = self._search.supergraph
        if not supergraph.type(field.parent_type).abstract:
            raise FieldUnreachableError(
                f"No chain of requests leads to {field.parent_type}.{field.name}. "
                "Compose the supergraph anew and check it for satisfiability."
            )
        found = self._expand_from(field, arrivals, active)
        if len(arrivals) == 1 or _one_has_all(arrivals, found):
            return found
        whole = [path for path in arrivals if self._expands(field, path, active)]
        return self._expand_from(field, whole, active)

    def _expands(self, field: Field, arrival: Path, active: Active) -> bool:
        try:
            return bool(self._expand_from(field, [arrival], active))
        except FieldUnreachableError:
            return False

    def _expand_from(
        self, field: Field, arrivals: list[Path], active: Active
    ) -> Leaves:
        supergraph = self._search.supergraph
        found: Leaves = []
        for name in self._live_types(arrivals, field.parent_type):
            one = Fragment(name, (on_type(supergraph, field, name),))
            found += self._fragment(one, arrivals, active)
        if not found:
            raise FieldUnreachableError(
                f"No subgraph can return an object with {field.parent_type}."
                f"{field.name} here."
            )
        return found

    def _expand_fragment(
        self, fragment: Fragment, arrivals: list[Path], active: Active
    ) -> Leaves:
        """Walk a fragment on a type that the subgraphs at hand do not know."""
        supergraph = self._search.supergraph
        found: Leaves = []
        for name in self._live_types(arrivals, fragment.type_condition):
            selections = tuple(flatten(supergraph, fragment.selections, name))
            found += self._fragment(Fragment(name, selections), arrivals, active)
        return found

    def _live_types(self, arrivals: list[Path], type_name: str) -> list[str]:
        live: frozenset[str] = frozenset()
        for path in arrivals:
            live |= self._search.node(path).possible & path.allowed
        return sorted(
            (live & self._search.supergraph.possible[type_name]) - {type_name}
        )


def _one_has_all(arrivals: list[Path], leaves: Leaves) -> bool:
    """Whether every leaf has a candidate that comes from one and the same arrival."""
    return any(
        all(any(_is_from(path, arrival) for path in leaf) for leaf in leaves)
        for arrival in arrivals
    )


def _is_from(path: Path | None, arrival: Path) -> bool:
    while path is not None and path is not arrival:
        path = path.before
    return path is arrival


def _cheapest(paths: list[Path]) -> list[Path]:
    """Keep, for each node (of a leaf: that it is asked of), the few cheapest paths."""
    by_node: dict[int, list[Path]] = {}
    for path in sorted(paths, key=lambda path: path.cost.rank()):
        last = path.before if path.node == LEAF and path.before else path
        kept = by_node.setdefault(last.node, [])
        if len(kept) < KEPT_PER_NODE and not any(
            one.cost.crossings <= path.cost.crossings for one in kept
        ):
            kept.append(path)
    return [path for kept in by_node.values() for path in kept]
