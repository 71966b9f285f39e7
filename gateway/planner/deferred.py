"""Walk what is put off: each deferred part by requests of its own.

A part hangs on objects that the parts around it have reached. There, their paths are
*left*: they resolve keys, and nothing else of the part. What it asks for, and what
that requires, it asks by entries of its own, into the same subgraph if need be. Where an
object has no key to come back by (a value type), its fields travel with the part
around it, and are delivered later all the same.

So the main part is planned as if nothing else were asked, and gets no more than the
keys of what comes later.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from gateway.operation.ast import Field, Fragment, Operation, Selections
from gateway.operation.parts import around, only, trunk
from gateway.planner.errors import FieldUnreachableError
from gateway.planner.path import Enter, Go, Path
from gateway.planner.places import ROOT
from gateway.planner.search import Search
from gateway.planner.stations import Leaves
from gateway.planner.walk import Walker
from gateway.supergraph.model import Supergraph


def walk_part(
    search: Search,
    operation: Operation,
    selections: Selections,
    part: int,
    chosen: Iterable[Path],
) -> Leaves:
    """Return the candidates for every leaf of a deferred part.

    Args:
        search: The planning run.
        operation: Of which it is a part.
        selections: Those of the operation that are laid out together.
        part: Its id.
        chosen: The paths of the leaves of the parts around it.

    Raises:
        FieldUnreachableError: No path leads to a field.
        PlanningLimitExceededError: The search took too long.
    """
    own = replace(search, part=part)
    standing = _Standing(search.supergraph, chosen)
    try:
        return list(_walk(own, operation, (selections, part), standing, leave=True))
    except FieldUnreachableError:
        return list(_walk(own, operation, (selections, part), standing, leave=False))


def chosen_around(
    operation: Operation, part: int, chosen: dict[int, tuple[Path, ...]]
) -> Iterator[Path]:
    """Yield the chosen paths of the parts around a part."""
    for one in around(operation.parts, part):
        yield from chosen.get(one, ())


def _walk(
    search: Search,
    operation: Operation,
    asked: tuple[Selections, int],
    standing: "_Standing",
    *,
    leave: bool,
) -> Iterator[list[Path]]:
    selections, part = asked
    asking = Asking(part, frozenset(around(operation.parts, part)))
    root = asking.fresh(selections)
    if root:
        entries = search.graph.entries[operation.kind]
        arrivals = [search.enter(operation.kind, subgraph) for subgraph in entries]
        yield from Walker(search).leaves(root, arrivals)
    for inner, arrivals in standing.descend(selections, asking, ROOT):
        left = frozenset(arrivals) if leave else frozenset()
        yield from Walker(search, left).leaves(inner, arrivals)


@dataclass(frozen=True, slots=True)
class Asking:
    """What a part has to ask for, the parts around it having asked already."""

    part: int
    around: frozenset[int]

    def fresh(self, selections: Selections, known: Selections = ()) -> Selections:
        """Return what hangs on an object, but for what is there in any case.

        Args:
            selections: All of them, of whatever part.
            known: Fields of the parts around it, selected outside of a fragment.
        """
        known += tuple(
            one
            for one in selections
            if isinstance(one, Field) and one.part in self.around
        )
        found: list[Field | Fragment] = []
        for item in selections:
            if isinstance(item, Fragment):
                below = self.fresh(item.selections, known)
                if below:
                    found.append(replace(item, selections=below))
            elif item.part == self.part and not _is_there(item, known):
                below = only(item.selections, self.part)
                found.append(replace(item, selections=below))
        return tuple(found)


def _is_there(item: Field | Fragment, known: Selections) -> bool:
    """Whether all of a selection is among others, whatever the variables."""
    if isinstance(item, Fragment):
        return False
    alike = [
        one
        for one in known
        if isinstance(one, Field)
        and (one.response_key, one.name, one.arguments)
        == (item.response_key, item.name, item.arguments)
        and set(one.conditions) <= set(item.conditions)
    ]
    below = tuple(inner for one in alike for inner in one.selections)
    return bool(alike) and all(_is_there(inner, below) for inner in item.selections)


class _Standing:
    """Where chosen paths stand: by the object that a field was taken from."""

    def __init__(self, supergraph: Supergraph, chosen: Iterable[Path]) -> None:
        self._supergraph = supergraph
        self._from: dict[tuple[object, ...], dict[Path, None]] = {}
        seen: set[Path] = set()
        for leaf in chosen:
            path: Path | None = leaf
            while path is not None and path not in seen:
                seen.add(path)
                if isinstance(path.segment, Go) and path.before is not None:
                    key = (_object(path.before).place, *_signature(path.segment.field))
                    self._from.setdefault(key, {})[path] = None
                path = path.before

    def descend(
        self, selections: Selections, asking: "Asking", place: int
    ) -> Iterator[tuple[Selections, list[Path]]]:
        """Yield what hangs on objects below a place, with the paths to them."""
        for field, types in _inner(self._supergraph, selections, None):
            if field.part == asking.part or not trunk(field.selections, asking.part):
                continue
            arrived = self._from.get((place, *_signature(field)), {})
            groups: dict[int, list[Path]] = {}
            for path in arrived:
                before = path.before
                if types is None or (before and before.allowed & types):
                    groups.setdefault(path.place, []).append(path)
            for there, paths in groups.items():
                inner = asking.fresh(field.selections)
                if inner:
                    yield inner, paths
                yield from self.descend(field.selections, asking, there)


def _inner(
    supergraph: Supergraph, selections: Selections, types: frozenset[str] | None
) -> Iterator[tuple[Field, frozenset[str] | None]]:
    """Yield fields, through fragments, with the types that these narrow to."""
    for item in selections:
        if isinstance(item, Fragment):
            inside = supergraph.possible[item.type_condition]
            narrowed = inside if types is None else inside & types
            yield from _inner(supergraph, item.selections, narrowed)
        else:
            yield item, types


def _object(path: Path) -> Path:
    """Return where the object was met that a path stands at."""
    while not isinstance(path.segment, Go | Enter) and path.before is not None:
        path = path.before
    return path


def _signature(field: Field) -> tuple[object, ...]:
    return (field.response_key, field.name, field.arguments, field.conditions)
