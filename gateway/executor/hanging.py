"""Finds the objects of the answer that a deferred part hangs on.

Data (by data keys, with all that the plan needed) and answer (by response keys, with
what survived projection) are walked side by side, along the fields of the parts
around: what is null in the answer has nothing hanging on it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from gateway.executor.projection import Projector
from gateway.executor.tree import Json, Place
from gateway.planner.plan import DeferredPart, Shape, Variant


@dataclass(frozen=True, slots=True)
class Hanging:
    """An object that a part adds to."""

    path: Place
    """In the answer."""
    variant: Variant
    """The part's own fields there."""
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
                variant = self.projector.variant_of(shape, data)
                if variant is not None:
                    yield from self._object(variant, (data, answer), path)
            case list(), list():
                for position, below in enumerate(zip(data, answer, strict=False)):
                    yield from self.objects(shape, below, (*path, position))
            case _:
                pass

    def _object(
        self,
        variant: Variant,
        pair: tuple[dict[str, Json], dict[str, Any]],
        path: Place,
    ) -> Iterator[Hanging]:
        data, answer = pair
        own = tuple(
            one
            for one in variant.fields
            if one.part == self.part and self.projector.includes(one)
        )
        if own:
            yield Hanging(path, replace(variant, fields=own), data, answer)
        for field in variant.fields:
            leads = field.part != self.part and isinstance(field.value, Shape)
            if leads and field.data_key is not None and field.response_key in answer:
                below = (data.get(field.data_key), answer[field.response_key])
                assert isinstance(field.value, Shape)  # noqa: S101 - just looked at
                inside = (*path, field.response_key)
                yield from self.objects(field.value, below, inside)
