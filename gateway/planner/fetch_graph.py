"""From chosen paths to steps that wait for one another.

Each leaf's path is laid out segment by segment: fields and narrowings go into the
selection of the step that the path stands in, a key move makes a step (or finds
the one that entered the same node at the same place with the same requirements),
after the steps that its key and requirements come from. Those are laid out first,
so a step waits only for steps made before it and circles can't arise.

Everything is laid out with the conditions under which it is needed, its `demand`:
a field of the caller with its own and those of the fields around it, a key move
with those of the field behind it, a requirement with those of its key move. What is
needed for several reasons is guarded only by the conditions that all of them share.

Shorter paths are laid out first, so that a shared step is entered the short way.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import cast

from gateway.operation.ast import Condition, Conditions, Field
from gateway.planner.path import Go, Jump, Narrow, Path, Reenter, moved
from gateway.planner.plan import Items, Key, OnType, Representation
from gateway.planner.plan import Path as DataPath
from gateway.planner.represent import represent
from gateway.planner.search import Search
from gateway.planner.spots import Spot, Where, use
from gateway.planner.step import Demands, PickedField, PickedFragment, Picks, Step
from gateway.supergraph.fieldset import Argument, print_field_set
from gateway.supergraph.graph import LEAF, Node
from gateway.supergraph.model import TYPENAME

Slot = tuple[str, str, tuple[Argument, ...], Conditions]
"""What keeps fields of a selection apart: data key, name, arguments, conditions."""


@dataclass(slots=True)
class _Pick:
    """A field or fragment that is being filled."""

    chosen: Field
    data_key: str
    parent_type: str
    inner: "_Selection | None"
    demands: set[Conditions] = field(default_factory=set)


@dataclass(slots=True)
class _Selection:
    """A selection set that is being filled."""

    type_name: str
    typename: bool = False
    fields: dict[Slot, _Pick] = field(default_factory=dict)
    fragments: dict[str, "_Selection"] = field(default_factory=dict)

    def freeze(self, demands: Demands, around: frozenset[Slot] | None = None) -> Picks:
        """Return it as frozen picks.

        Args:
            demands: Those of the field or step that it belongs to.
            around: Of a fragment, the leaves selected without condition around it;
                `__typename` is one of them.
        """
        picks: list[PickedField | PickedFragment] = []
        fragment = around is not None
        around = around or frozenset()
        known = around | {
            slot
            for slot, one in self.fields.items()
            if one.inner is None and () in one.demands
        }
        if not fragment and (self.typename or not (self.fields or self.fragments)):
            picks.append(
                PickedField(
                    TYPENAME, TYPENAME, (), self.type_name, demands, composite=False
                )
            )
        for slot, one in self.fields.items():
            if slot in around:
                continue
            own = frozenset(one.demands)
            below = one.inner.freeze(own) if one.inner else ()
            picks.append(
                PickedField(
                    one.chosen.name,
                    one.data_key,
                    one.chosen.arguments,
                    one.parent_type,
                    own,
                    composite=one.inner is not None,
                    conditions=one.chosen.conditions,
                    picks=below,
                )
            )
        for name, inner in self.fragments.items():
            below = inner.freeze(demands, known)
            if below:
                picks.append(PickedFragment(name, below))
        return tuple(picks)


@dataclass(slots=True)
class _Open:
    """A step that is being filled."""

    id: int
    node: Node
    kind: str
    path: DataPath
    selection: _Selection
    spot: Spot
    types: frozenset[str]
    demands: set[Conditions] = field(default_factory=set)
    after: frozenset[int] = frozenset()
    jump: Jump | None = None
    arrival: Path | None = None
    """Of a key move, what it leaves."""
    left: int = -1
    """Of a key move, the step that it leaves."""
    part: int = 0
    """The deferred part that it is made for."""

    def freeze(self, search: Search) -> Step:
        """Return it as a frozen step."""
        demands = frozenset(self.demands)
        representations: tuple[Representation, ...] = ()
        if self.jump is not None and self.arrival is not None:
            ends = (search.node(self.arrival), self.node)
            representations = represent(
                search.supergraph, self.jump, self.spot, self.types, ends
            )
        return Step(
            id=self.id,
            subgraph=self.node.subgraph,
            kind=self.kind,
            path=self.path,
            type_name=self.node.type_name,
            picks=self.selection.freeze(demands),
            demands=demands,
            after=self.after,
            requires=bool(self.jump and self.jump.requires),
            representations=representations,
            part=self.part,
        )


@dataclass(frozen=True, slots=True)
class _Here:
    """Where a path ends: in a step, in its selection, at a spot."""

    step: _Open
    selection: _Selection
    spot: Spot
    path: DataPath
    types: frozenset[str]


class Layout:
    """Lays paths out into steps."""

    def __init__(self, search: Search, spot: Spot, kind: str) -> None:
        self._search = search
        self._root = spot
        self._kind = kind
        self._open: dict[tuple[object, ...], _Open] = {}
        self._laid: dict[tuple[Path, Conditions, Conditions], _Here] = {}

    def add(self, leaves: Iterable[Path]) -> None:
        """Lay out the path of each leaf."""
        for leaf in sorted(
            leaves, key=lambda path: (path.cost.level, path.cost.rank())
        ):
            self._lay(leaf, _conditions(leaf), ())

    def steps(self) -> tuple[Step, ...]:
        """Return the steps in the order in which they were made."""
        return tuple(one.freeze(self._search) for one in self._open.values())

    def _lay(self, path: Path, demand: Conditions, outer: Conditions) -> _Here:
        """Lay out a path.

        Args:
            path: The path, of which what comes before is laid out first.
            demand: The conditions under which its last segment is needed.
            outer: Those of the key move that all of it is needed for, if any.
        """
        key = (path, demand, outer)
        if key not in self._laid:
            here = self._lay_anew(path, demand, outer)
            here.step.demands.add(demand)
            self._laid[key] = here
        return self._laid[key]

    def _lay_anew(self, path: Path, demand: Conditions, outer: Conditions) -> _Here:
        match path.segment:
            case Go(chosen):
                here = self._lay_before(path, demand, outer)
                return self._go(here, path, chosen, demand)
            case Narrow(type_name):
                here = self._lay_before(path, demand, outer)
                return self._narrow(here, path, type_name)
            case Jump() as jump:
                here = self._lay_before(path, demand, outer)
                return self._jump(here, path, jump, demand)
            case Reenter(part):
                here = self._lay_before(path, demand, outer)
                return self._reenter(here, path, part)
            case start:
                key = (path.node, start.part)
                step = self._enter(key, path, self._root, (), self._kind)
                return _Here(step, step.selection, self._root, (), path.allowed)

    def _lay_before(self, path: Path, demand: Conditions, outer: Conditions) -> _Here:
        before = _before(path)
        if before.station or before.before is None:
            return self._lay(before, demand, outer)
        # an object is asked for whatever is asked of it
        return self._lay(before, join(outer, _conditions(before)), outer)

    def _enter(
        self, key: tuple[object, ...], path: Path, spot: Spot, at: DataPath, kind: str
    ) -> _Open:
        if key not in self._open:
            node = self._search.node(path)
            self._open[key] = _Open(
                len(self._open),
                node,
                kind,
                at,
                _Selection(node.type_name),
                spot,
                path.allowed,
                part=0 if isinstance(path.segment, Go | Narrow) else path.segment.part,
            )
        return self._open[key]

    def _go(self, here: _Here, path: Path, chosen: Field, demand: Conditions) -> _Here:
        if chosen.name == TYPENAME:
            here.selection.typename = True
            return here
        supergraph = self._search.supergraph
        node = self._search.node(_before(path))
        where = Where(node.subgraph, node.type_name, here.types)
        key = use(supergraph, here.spot, chosen, where)
        slot = (key, chosen.name, chosen.arguments, chosen.conditions)
        pick = here.selection.fields.get(slot)
        if pick is None:
            inner = None
            if path.node != LEAF:
                inner = _Selection(self._search.node(path).type_name)
            pick = _Pick(chosen, key, node.type_name, inner)
            here.selection.fields[slot] = pick
        pick.demands.add(demand)
        if pick.inner is None:
            return here
        if (
            supergraph.type(chosen.type_name).abstract
            and not self._search.node(path).interface_object
        ):
            pick.inner.typename = True
        lists = len(supergraph.field(node.type_name, chosen.name).type.nullable) - 1
        at = (*here.path, Key(key), *([Items()] * lists))
        return _Here(here.step, pick.inner, here.spot.inner(key), at, path.allowed)

    def _narrow(self, here: _Here, path: Path, type_name: str) -> _Here:
        before = self._search.node(_before(path))
        selection = here.selection
        selection.typename = True
        if self._search.node(path).id != before.id:
            selection = selection.fragments.setdefault(
                type_name, _Selection(self._search.node(path).type_name)
            )
        types = path.allowed & here.types
        return _Here(
            here.step, selection, here.spot, (*here.path, OnType(types)), types
        )

    def _jump(self, here: _Here, path: Path, jump: Jump, demand: Conditions) -> _Here:
        key: tuple[object, ...] = (
            here.path,
            path.node,
            print_field_set(jump.requires),
            jump.part,
        )
        needs = self._needs(key, here, path, demand)
        if needs is None:  # a way in of its own, for what needs it on its conditions
            key = (*key, _conditions(_before(path)))
            needs = self._needs(key, here, path, demand) or jump.needs
        sources = [
            self._lay(need, join(demand, _conditions(need)), demand) for need in needs
        ]
        step = self._enter(key, path, here.spot, here.path, "query")
        if step.jump is None:
            step.jump = jump
            step.arrival = _before(path)
            step.left = here.step.id
            step.types = here.types
            step.after = frozenset(one.step.id for one in [here, *sources])
        if (
            self._search.supergraph.type(step.node.type_name).abstract
            and not step.node.interface_object
        ):
            step.selection.typename = True
        return _Here(step, step.selection, here.spot, here.path, here.types)

    def _needs(
        self, key: tuple[object, ...], here: _Here, path: Path, demand: Conditions
    ) -> tuple[Path, ...] | None:
        """Return what a step needs that may have been entered before.

        Its key must be there whenever this path needs it, although the fields on the
        way to the object may stand on other conditions here than there. None if that
        can't be.
        """
        jump = cast("Jump", path.segment)
        known = self._open.get(key)
        if known is None or known.jump is None or known.arrival is None:
            return jump.needs
        before = _before(path)
        if (known.left, known.arrival.node) == (here.step.id, before.node):
            return tuple(moved(one, known.arrival, before) for one in known.jump.needs)
        if set(_conditions(known.arrival)) <= set(demand):
            return known.jump.needs
        return None

    def _reenter(self, here: _Here, path: Path, part: int) -> _Here:
        key = (here.path, path.node, "", part)
        step = self._enter(key, path, here.spot, here.path, "query")
        step.after = step.after | {here.step.id}
        return _Here(step, step.selection, here.spot, here.path, here.types)


def _before(path: Path) -> Path:
    return cast("Path", path.before)  # only the first segment has none before it


def join(first: Conditions, second: Conditions) -> Conditions:
    """Return the conditions of both; those that exclude each other never hold."""
    return tuple(sorted({*first, *second}))


def _conditions(leaf: Path) -> Conditions:
    found: set[Condition] = set()
    path: Path | None = leaf
    while path is not None:
        if isinstance(path.segment, Go):
            found.update(path.segment.field.conditions)
        path = path.before
    return tuple(sorted(found))
