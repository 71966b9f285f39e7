"""What a compiled run has in its hands, and how it finds objects in it."""

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain, repeat
from typing import Any

from gateway.executor.compiled.layout import Source
from gateway.executor.compiled.structs import Struct


@dataclass(frozen=True, slots=True)
class Walk:
    """The way to the objects of a place from those of the place above."""

    number: int
    """Of the place."""
    above: int
    """Number of the place above."""
    source: Source | None
    """Where what a single look-up returned is all there is above: that look-up.
    Its objects are each there once, however many objects they were merged into."""
    kinds: frozenset[type] | None
    """Classes of the objects above that lead on; None for all."""
    attribute: str
    """Of an object above, under which those of the place stand."""
    get: Callable[[Struct], Any]
    """Reads it."""
    depth: int
    """Levels of lists on the way."""
    shared: bool
    """Whether one object may be met more than once."""
    settled: bool
    """Whether, once found, the objects stay the same."""


@dataclass(slots=True)
class State:
    """The data of one run."""

    walks: Mapping[int, Walk]
    root: Struct
    items: dict[Source, list[Struct]] = field(default_factory=dict)
    """What each source returned, nulls aside."""
    gaps: bool = False
    """Whether some object was not found, so that `MISSING` stands in places."""
    collected: dict[str, Any] = field(default_factory=dict)
    """Representations that stay the same, by the name of their batch."""
    _found: dict[int, list[Struct]] = field(default_factory=dict)

    def objects(self, place: int) -> list[Struct]:
        """Return the objects at a place; each once, in order."""
        held = self._found.get(place)
        if held is not None:
            return held
        if not place:
            return [self.root]
        walk = self.walks[place]
        found: Any = filter(None, map(walk.get, self.above(walk)))
        for _ in range(walk.depth):
            found = filter(None, chain.from_iterable(found))
        objects = list(found)
        if walk.shared:
            objects = list({id(one): one for one in objects}.values())
        if walk.settled:
            self._found[place] = objects
        return objects

    def share(
        self, place: int, instead: Iterable[Struct], distinct: list[Struct]
    ) -> bool:
        """Put objects in the stead of those that are equal to them.

        Args:
            place: where they stand, in a slot of the place above.
            instead: what is to stand there, in the order of `objects(place)`.
            distinct: the same, each once.

        Returns:
            Whether that could be done.
        """
        walk = self.walks[place]
        if not walk.settled or walk.source is not None:
            return False
        parents = filter(walk.get, self.parents(walk))
        deque(map(setattr, parents, repeat(walk.attribute), instead), maxlen=0)
        self._found[place] = distinct
        return True

    def above(self, walk: Walk) -> list[Struct]:
        """Return the objects that a walk starts from."""
        if walk.source is not None:
            return self.items.get(walk.source, [])
        return self.parents(walk)

    def parents(self, walk: Walk) -> list[Struct]:
        """Return the objects of the place above that lead on."""
        above = self.objects(walk.above)
        if walk.kinds is None:
            return above
        return [one for one in above if type(one) in walk.kinds]
