"""Compiles a plan to a program: what each fetch sends, reads and fills in.

`compile_plan()` = decide conditions, lay out the data, generate classes, then per
fetch: how its body is written, its reply decoded and merged; and last, how the
data becomes the answer.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

import msgspec
import orjson
from msgspec import Raw, defstruct

from gateway.executor.compiled.batches import MixedBatch, PlainBatch, make_batch
from gateway.executor.compiled.decided import decide
from gateway.executor.compiled.errors import NotCompilable
from gateway.executor.compiled.finishing import Finish, make_finish
from gateway.executor.compiled.lay_out import lay_out
from gateway.executor.compiled.layout import (
    ROOT,
    Kind,
    Layout,
    Place,
    Source,
)
from gateway.executor.compiled.merging import (
    Merge,
    MixedMerge,
    make_merge,
)
from gateway.executor.compiled.state import State, Walk
from gateway.executor.compiled.structs import Struct, Structs
from gateway.planner.plan import Fetch, Plan
from gateway.supergraph.model import Supergraph


@dataclass(frozen=True, slots=True)
class Lookup:
    """One `_entities` field of a fetch."""

    source: Source
    head: bytes
    """What stands before the list of representations in the body."""
    batch: PlainBatch | MixedBatch | None
    """None where conditions exclude the look-up: its list is empty."""
    read: Callable[[Struct], list[Struct | None]]
    """Takes its list out of the `data` of the reply."""
    merge: Merge | MixedMerge | None


@dataclass(frozen=True, slots=True)
class Step:
    """One fetch."""

    fetch: Fetch
    head: bytes
    """The body up to its variables."""
    lookups: tuple[Lookup, ...]
    """Empty for a root fetch."""
    place: int
    """Of a root fetch: where its data goes."""
    merge: Merge | MixedMerge | None
    """Of a root fetch."""
    decode: Callable[[bytes], Struct]
    """Reads a whole reply."""
    waits: int
    """How many steps must be done before."""
    then: tuple[int, ...]
    """Steps that wait for this one, by position."""


@dataclass(frozen=True, slots=True)
class Program:
    """A compiled plan, for one value of each condition variable."""

    steps: tuple[Step, ...]
    root: type
    walks: Mapping[int, Walk]
    finish: Finish

    def begin(self) -> State:
        """Return the state before anything has come."""
        return State(self.walks, self.root())


def compile_plan(
    plan: Plan, supergraph: Supergraph, values: Mapping[str, bool]
) -> Program:
    """Compile a plan.

    Args:
        plan: any.
        supergraph: that it was made for.
        values: of all its condition variables.

    Raises:
        NotCompilable: the plan, or these values of it, can only be interpreted.
    """
    decided = decide(plan, values)
    layout = lay_out(decided, supergraph, values)
    compiler = _Compiler(decided, layout, Structs(layout))
    (root_kind,) = layout.root.kinds
    root = compiler.structs.of(root_kind, None)
    decoders = [compiler.decoder(fetch) for fetch in decided.fetches]
    walks = compiler.walks()  # every class has been made by now
    steps = tuple(
        compiler.step(fetch, decode)
        for fetch, decode in zip(decided.fetches, decoders, strict=True)
    )
    return Program(steps, root, walks, make_finish(layout, compiler.structs, walks))


@dataclass(frozen=True, slots=True)
class _Compiler:
    plan: Plan
    layout: Layout
    structs: Structs

    def decoder(self, fetch: Fetch) -> Callable[[bytes], Struct]:
        """Return what reads a reply: typed `data`, and what stands beside it."""
        data = self._entities(fetch) if fetch.entities else self._whole(fetch)
        reply = defstruct(
            "Reply",
            [
                ("data", data),
                ("errors", list[Raw] | None, None),
                ("extensions", Any, None),
            ],
            gc=False,
        )
        return msgspec.json.Decoder(reply).decode

    def step(self, fetch: Fetch, decode: Callable[[bytes], Struct]) -> Step:
        """Return the step of a fetch."""
        position = {one.id: n for n, one in enumerate(self.plan.fetches)}
        source = fetch.id, ROOT
        target = None if fetch.entities else self._target(source)
        return Step(
            fetch=fetch,
            head=b'{"query":' + orjson.dumps(fetch.document),
            lookups=tuple(
                self._lookup(fetch, index) for index in range(len(fetch.entities))
            ),
            place=0 if target is None else target.number,
            merge=None if target is None else self._merge([target], source),
            decode=decode,
            waits=len(fetch.after),
            then=tuple(
                position[one.id] for one in self.plan.fetches if fetch.id in one.after
            ),
        )

    def walks(self) -> dict[int, Walk]:
        """Return the ways to all places."""
        walks: dict[int, Walk] = {}
        for place in self.layout.places:
            if place.parent is not None:
                walks[place.number] = self._walk(place, place.parent, walks)
        return walks

    def _walk(self, place: Place, parent: Kind, walks: Mapping[int, Walk]) -> Walk:
        slot, above = place.slot, parent.place
        assert slot is not None  # noqa: S101 - only the root has none
        alone = slot.sources[0] if len(slot.sources) == 1 else None
        arrives = alone is not None and self.layout.targets[alone] == (above,)
        over = walks.get(above.number)
        joint = len(slot.sources) > 1
        return Walk(
            number=place.number,
            above=above.number,
            source=alone if arrives and above.number else None,
            kinds=self.structs.classes_of(parent) if len(above.kinds) > 1 else None,
            attribute=slot.attribute,
            get=attrgetter(slot.attribute),
            depth=len(slot.nullable) - 1,
            shared=joint or (over is not None and over.shared and not arrives),
            settled=not joint and (over is None or over.settled or arrives),
        )

    def _entities(self, fetch: Fetch) -> type:
        fields = []
        for index, entities in enumerate(fetch.entities):
            source = fetch.id, index
            places = self.layout.targets.get(source)
            item: Any = Raw if places is None else self.structs.arriving(places, source)
            listed = list[item] if item is Raw else list[item | None]
            fields.append((f"e_{index}", listed, msgspec.field(name=entities.alias)))
        return defstruct("Entities", fields, gc=False)

    def _whole(self, fetch: Fetch) -> type:
        source = fetch.id, ROOT
        return self.structs.arriving([self._target(source)], source)

    def _target(self, source: Source) -> Place:
        """Return where a root fetch arrives."""
        first, *others = self.layout.targets[source]
        if others:
            raise NotCompilable("a root fetch for objects at several places")
        return first

    def _lookup(self, fetch: Fetch, index: int) -> Lookup:
        source = fetch.id, index
        head = orjson.dumps(fetch.entities[index].variable) + b":"
        read = attrgetter(f"e_{index}")
        places = self.layout.targets.get(source)
        if places is None:
            return Lookup(source, head, None, read, None)
        batch = make_batch(places, source, self.structs.classes_of)
        return Lookup(source, head, batch, read, self._merge(places, source))

    def _merge(self, places: Iterable[Place], source: Source) -> Merge | MixedMerge:
        made = {
            each: make_merge(one, source)
            for place in places
            for one in place.kinds
            for each in self.structs.classes_of(one)
        }
        first, *others = made.values()
        return MixedMerge(made) if any(one != first for one in others) else first
