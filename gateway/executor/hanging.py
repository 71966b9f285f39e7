"""Finds the objects of the answer that a deferred part hangs on.

Data (by data keys, with all that the plan needed) and answer (by response keys, with
what survived projection) are walked side by side, along the fields of the parts
around: what is null in the answer has nothing hanging on it. Where the type of an
object is not known before the part itself was fetched, the part hangs on it if it
does for any type.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from gateway.executor.projection import Projector, at_hand
from gateway.executor.tree import Json, Place
from gateway.planner.plan import DeferredPart, Shape, ShapeField, Variant
from gateway.supergraph.model import TYPENAME


@dataclass(frozen=True, slots=True)
class Hanging:
    """An object that a part adds to."""

    path: Place
    """In the answer."""
    shape: Shape
    data: dict[str, Json]
    answer: dict[str, Any]


def hanging_from(
    part: DeferredPart, data: Json, answer: Json, projector: Projector
) -> Iterator[Hanging]:
    """Yield the objects that a part hangs on, in the order of the answer.

    Args:
        part: of the plan.
        data: merged so far.
        answer: delivered so far.
        projector: knows the variables; its problems are not looked at.
    """
    return _Walk(part.id, projector).objects(part.shape, (data, answer), ())


@dataclass(frozen=True, slots=True)
class _Walk:
    part: int
    projector: Projector

    def objects(
        self, shape: Shape, pair: tuple[Json, Json], path: Place
    ) -> Iterator[Hanging]:
        data, answer = pair
        match data, answer:
            case dict(), dict():
                yield from self._object(shape, (data, answer), path)
            case list(), list():
                for position, below in enumerate(zip(data, answer, strict=False)):
                    yield from self.objects(shape, below, (*path, position))
            case _:
                pass

    def _object(
        self,
        shape: Shape,
        pair: tuple[dict[str, Json], dict[str, Any]],
        path: Place,
    ) -> Iterator[Hanging]:
        data, answer = pair
        fields = [one for each in self._variants(shape, data) for one in each.fields]
        if any(
            one.part == self.part and self.projector.includes(one) for one in fields
        ):
            yield Hanging(path, shape, data, answer)
        for field, below in self._leading(fields, data):
            if field.data_key is not None and field.response_key in answer:
                inside = (data.get(field.data_key), answer[field.response_key])
                yield from self.objects(below, inside, (*path, field.response_key))

    def _variants(self, shape: Shape, data: dict[str, Json]) -> Iterable[Variant]:
        if len(shape.variants) > 1 and TYPENAME not in data:
            return shape.variants
        known = self.projector.variant_of(shape, data)
        return () if known is None else (known,)

    def _leading(
        self, fields: Iterable[ShapeField], data: dict[str, Json]
    ) -> Iterator[tuple[ShapeField, Shape]]:
        """Yield the fields of the parts around, one of each response key."""
        met: set[str] = set()
        for field in (at_hand(one, data) for one in fields):
            if field.part != self.part and field.response_key not in met:
                met.add(field.response_key)
                if isinstance(field.value, Shape):
                    yield field, field.value
